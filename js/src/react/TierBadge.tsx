"use client";

import type { ReactNode } from "react";
import { planOf } from "../client/labels.js";
import { useTier } from "./useTier.js";

/**
 * Shows the name of the tenant's plan. Renders nothing unless it is known and set up, and if nothing is gated.
 *
 * @example
 * ```tsx
 * <TierBadge />
 * ```
 */
export function TierBadge(): ReactNode {
  const label = useTier(planOf);
  return label === undefined ? null : <span className="tiergate-badge">{label}</span>;
}
