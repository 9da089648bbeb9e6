// The policy's own names for things.
import type { Info } from "../api/types.ts";

type Kind = "tiers" | "features" | "caps" | "addOns";

/** Returns the policy's label of something, or its identifier if the policy does not have it. */
export const labelOf = (catalog: Info | undefined, kind: Kind, id: string): string =>
  catalog?.[kind].find((entry) => entry.id === id)?.label ?? id;

/** Returns a tier's features and caps in words, as far as they differ from those of another one. */
export const differenceOf = (catalog: Info, from: string | undefined, to: string): { adds: string[]; takes: string[] } => {
  const [before, after] = [from, to].map((id) => catalog.tiers.find((tier) => tier.id === id));
  const named = (ids: readonly string[]) => ids.map((id) => labelOf(catalog, "features", id));
  const has = (tier: typeof before, id: string) => !!tier?.features.includes(id);
  return {
    adds: named((after?.features ?? []).filter((id) => !has(before, id))),
    takes: named((before?.features ?? []).filter((id) => !has(after, id))),
  };
};

/** Returns a whole number that was typed, with or without separators; `undefined` if it is not one. */
export const wholeNumber = (text: string): number | undefined => {
  const digits = text.trim().replaceAll(/[\s,_]/g, "");
  const number = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(number) ? number : undefined;
};
