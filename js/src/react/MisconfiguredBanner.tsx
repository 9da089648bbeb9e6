"use client";

import type { ReactNode } from "react";
import { icons } from "./icons.js";
import { useTier } from "./useTier.js";

/** The props of {@link MisconfiguredBanner}. */
export interface MisconfiguredBannerProps {
  /** The address of the product's support. */
  readonly href?: string;
  /** Replaces the text. */
  readonly children?: ReactNode;
}

/**
 * Says that the tenant's plan is not set up: it is missing, or names no tier. Renders nothing where
 * all is well.
 *
 * @example
 * ```tsx
 * <MisconfiguredBanner href="/support" />
 * ```
 */
export function MisconfiguredBanner({ href, children }: MisconfiguredBannerProps): ReactNode {
  const label = useTier((tier) => (tier.status === "ready" && tier.isMisconfigured ? tier.label : undefined));
  if (label === undefined) return null;
  return (
    <div className="tiergate-banner" role="status">
      {icons.warning}
      <p>
        {children ?? `This subscription is not set up. You have what ${label} has until it is.`}
        {href && <> <a href={href}>Contact support</a></>}
      </p>
    </div>
  );
}
