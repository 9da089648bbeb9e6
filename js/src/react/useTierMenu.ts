"use client";

import { useMemo } from "react";
import { filterByTier } from "../client/menu.js";
import { useTier } from "./useTier.js";

/**
 * Returns a menu with only what the tenant may use: see {@link filterByTier}. It is the same array
 * for as long as the menu is, and nothing changes.
 *
 * @throws `Error` without a `<TierProvider>` above.
 *
 * @example
 * ```tsx
 * const items = useTierMenu(MENU);
 * ```
 */
export const useTierMenu = <T extends object>(menu: readonly T[]): T[] => {
  const tier = useTier();
  return useMemo(() => filterByTier(menu, tier), [menu, tier]);
};
