"use client";

import type { ReactNode } from "react";
import { useTier } from "./useTier.js";

/**
 * Shows the name of the tenant's tier. Renders nothing unless it is known.
 *
 * @example
 * ```tsx
 * <TierBadge />
 * ```
 */
export function TierBadge(): ReactNode {
  const label = useTier((tier) => (tier.status === "ready" ? tier.label : undefined));
  return label === undefined ? null : <span className="tiergate-badge">{label}</span>;
}
