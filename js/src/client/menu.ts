/** What a menu's item may have, so that it is filtered. */
interface MenuItem {
  /** The feature without which the item is left out. */
  readonly requiredFeature?: string | undefined;
  /** Items below this one, in `items` or in `children`. */
  readonly items?: readonly object[] | undefined;
  readonly children?: unknown;
}

/**
 * Returns a copy of a menu without the items whose `requiredFeature` the tenant may not use, at any
 * depth, and without the sections that are empty then. While nothing is known, items that require a
 * feature are left out. The menu itself is not changed.
 *
 * @example
 * ```ts
 * const menu = [{ title: "Notes" }, { title: "Data", items: [{ title: "Export", requiredFeature: "export" }] }];
 * const shown = filterByTier(menu, tier);
 * ```
 */
export const filterByTier = <T extends object>(menu: readonly T[], tier: { hasFeature(feature: string): boolean }): T[] =>
  menu.flatMap((item: T & MenuItem) => {
    const { requiredFeature } = item;
    if (requiredFeature !== undefined && !tier.hasFeature(requiredFeature)) return [];
    const below = (["items", "children"] as const).filter((key) => Array.isArray(item[key]));
    if (!below.length) return [item];
    const copy = { ...item, ...Object.fromEntries(below.map((key) => [key, filterByTier(item[key] as object[], tier)])) };
    // A section that was empty from the beginning stays.
    const isEmptied = below.every((key) => (item[key] as object[]).length && !(copy[key] as object[]).length);
    return isEmptied ? [] : [copy];
  });
