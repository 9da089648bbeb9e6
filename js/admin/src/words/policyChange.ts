// A difference between two policies' catalogs, as a sentence.
import type { Info, PolicyChange } from "../api/types.ts";
import { labelOf } from "./labels.ts";

const NAMES: Record<string, string> = { tier: "Tier", feature: "Feature", cap: "Cap", "add-on": "Add-on", edition: "Edition" };
const KINDS: Record<string, "tiers" | "features" | "caps" | "addOns" | undefined> = { tier: "tiers", feature: "features", cap: "caps", "add-on": "addOns" };

/** Returns a difference as a sentence, by the new catalog's labels; what that does not have is named by its identifier. */
export const changeText = ({ subject, part, old, new: next }: PolicyChange, catalog: Info): string => {
  const labelled = (kind: string, id: string) => (KINDS[kind] ? labelOf(catalog, KINDS[kind], id) : id);
  const [kind, id] = subject === "policy" ? [] : (Object.entries(subject)[0] ?? []);
  const name = kind && id ? `${NAMES[kind] ?? kind} ${labelled(kind, id)}` : "The policy";
  const isThere = next !== undefined && next !== null;
  if (part === "whole") return `${name} is ${isThere ? "added" : "removed"}.`;
  if ("feature" in part) return `${name} ${isThere ? "gets" : "loses"} ${labelled("feature", part.feature)}.`;
  const what = "cap" in part ? labelled("cap", part.cap) : part.key;
  return `${name}: ${what} ${old ?? "nothing"} → ${next ?? "nothing"}.`;
};
