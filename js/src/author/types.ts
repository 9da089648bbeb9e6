import type { CapChange, Limit, Period } from "../contract.js";
import { TiergateError } from "../error.js";

/** A tier map as text. */
export interface MapFile {
  /** The file's name, which shows its format: `.json` or `.toml`. No file is opened. */
  name: string;
  /** Its content. */
  text: string;
}

/** One problem of a map, its position, and how to fix it. */
export interface Problem {
  /** An error refuses the map; a warning is about something that may not be intended. */
  severity: "error" | "warning";
  /** The file's name, as it was given. */
  file: string;
  /** The line, from 1. */
  line: number;
  /** The column of the text's first character, from 1, in UTF-16 code units, as in JavaScript's strings. */
  column: number;
  /** The offending text as it is written in the file, at most to the end of its line. */
  text: string;
  /** What is wrong. */
  message: string;
  /** How to fix it. */
  help: string;
}

/** What each tier of a map has: tables, with the tiers as columns. */
export interface Preview {
  /** The policy's name. */
  name: string;
  /** The policy's version. */
  version: string;
  /** The tiers, lowest first. */
  tiers: PreviewTier[];
  /** The features, each with its availability at each tier. */
  features: PreviewFeature[];
  /** The caps, each with its limit at each tier. */
  caps: PreviewCap[];
}

/** A tier of a {@link Preview}. */
export interface PreviewTier {
  id: string;
  label: string;
  /** Whether it is offered to customers. */
  offered: boolean;
}

/** A feature of a {@link Preview}. */
export interface PreviewFeature {
  id: string;
  label: string;
  /** Whether each tier has it, in the order of the tiers. */
  tiers: Availability[];
}

/** Whether a tier has a feature. */
export type Availability =
  /** Everyone has it, regardless of the plan. */
  | "always"
  /** The tier has it. */
  | "included"
  /** The tier does not have it, but each of these add-ons gives it there. */
  | { "add-ons": string[] }
  /** The tier does not have it, and no add-on gives it there. */
  | "not-included";

/** A cap of a {@link Preview}. */
export interface PreviewCap {
  id: string;
  label: string;
  /** What is counted. */
  unit: string | null;
  /** The time after which usage is counted again from 0. */
  period: Period | null;
  /** Each tier's limit, in the order of the tiers. */
  limits: (Limit | null)[];
  /** The add-ons that change it, each with its change. */
  addOns: [id: string, change: CapChange][];
}

/** What a {@link Change} is about. */
export type Subject =
  | "policy"
  | { tier: string }
  | { feature: string }
  | { cap: string }
  | { "add-on": string }
  | { edition: string };

/** Which part of its subject a {@link Change} is in. */
export type Part =
  /** All of it: it was added or removed. */
  | "whole"
  /** Whether it has this feature. */
  | { feature: string }
  /** Its limit for this cap, or its change to it. */
  | { cap: string }
  /** The value of this key of the map. */
  | { key: string };

/** One difference between two maps. */
export interface Change {
  subject: Subject;
  part: Part;
  /** The old map's value, as text; `null` if it has none. */
  old: string | null;
  /** The new map's value, as text; `null` if it has none. */
  new: string | null;
}

/** The error that a map is refused, with all of its problems in the file's order. Its `code` is `bad-request`. */
export class MapError extends TiergateError {
  override name = "MapError";

  constructor(
    /** All problems, of which there is at least one. */
    readonly problems: readonly Problem[],
  ) {
    const [first] = problems;
    super("bad-request", first ? `\`${first.file}\`, line ${first.line}: ${first.message}` : "the map is refused");
  }
}
