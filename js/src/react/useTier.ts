"use client";

import { useCallback } from "react";
import { type Tier, tierOf } from "../client/tier.js";
import { useTierClient } from "./context.js";
import { useSelected } from "./useSelected.js";

const whole = (tier: Tier) => tier;

/**
 * Returns what the tenant may do, and questions about it. With a `selector`, returns what it picks,
 * and the component renders again only if its content changes.
 *
 * @throws `Error` without a `<TierProvider>` above.
 *
 * @example
 * ```tsx
 * const tier = useTier();
 * if (tier.status === "ready" && tier.isMisconfigured) reportPlan(tier.tenant);
 * const canExport = useTier((tier) => tier.hasFeature("export"));
 * ```
 */
export function useTier(): Tier;
export function useTier<T>(selector: (tier: Tier) => T): T;
export function useTier(selector: (tier: Tier) => unknown = whole): unknown {
  const client = useTierClient();
  return useSelected(useCallback((snapshot) => selector(tierOf(client, snapshot)), [client, selector]));
}
