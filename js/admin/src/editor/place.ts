// Which part of a map the cursor is in.

/** A place in a map's text that can be completed. */
export interface Place {
  /** The keys that lead to the value or, for a key, to its object. An item of a list is `*`. */
  path: readonly string[];
  /** Whether a key is written here, and not a value. */
  isKey: boolean;
  /** The text to replace, with its quotes. */
  from: number;
  to: number;
  /** The keys that the object has already. */
  taken: readonly string[];
}

/** The kinds of things that a map declares, by their key. */
export type Kind = "tiers" | "features" | "caps" | "addOns";

/** The identifiers that a map declares. */
export type Declared = Record<Kind, readonly string[]>;

/** The values that name something declared. `?` is any key. */
const REFERENCES: readonly [pattern: string, kind: Kind][] = [
  ["defaultTier", "tiers"],
  ["whenMissing tier", "tiers"],
  ["whenUnknown tier", "tiers"],
  ["trial tier", "tiers"],
  ["tiers * extends", "tiers"],
  ["editions * tier", "tiers"],
  ["addOns * tiers *", "tiers"],
  ["billing products ? tier", "tiers"],
  ["billing unknownProduct tier", "tiers"],
  ["tiers * features *", "features"],
  ["addOns * features *", "features"],
  ["features * requires *", "features"],
  ["billing products ? cap", "caps"],
  ["billing products ? addOn", "addOns"],
];

/** The objects whose keys name something declared. */
const KEYED: readonly [pattern: string, kind: Kind][] = [
  ["tiers * caps", "caps"],
  ["addOns * caps", "caps"],
];

/** Returns what kind of identifier belongs at a place, if any. */
export const kindAt = ({ path, isKey }: Place): Kind | undefined =>
  (isKey ? KEYED : REFERENCES).find(([pattern]) => fits(pattern.split(" "), path))?.[1];

const fits = (pattern: readonly string[], path: readonly string[]) =>
  pattern.length === path.length && pattern.every((key, i) => key === "?" || key === path[i]);
