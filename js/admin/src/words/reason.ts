// Why a feature is on or off, in words.
import type { Decision, FeatureEntry, Info, Overview } from "../api/types.ts";
import { labelOf } from "./labels.ts";
import { longDate } from "./time.ts";

/** Returns whether a feature may be used and, if not, what would help. */
export const stateText = ({ allowed, reason, minimumTier, addOns, together }: Decision, catalog: Info): string => {
  if (allowed) return "On";
  if (reason === "switched-off") return "Switched off";
  const tier = minimumTier && labelOf(catalog, "tiers", minimumTier);
  const addOn = addOns[0] && `the add-on ${labelOf(catalog, "addOns", addOns[0])}`;
  if (tier && addOn) return `Needs ${tier} ${together ? "and" : "or"} ${addOn}`;
  return tier || addOn ? `Needs ${tier || addOn}` : "Not offered";
};

/** Returns why, in a few words. */
export const becauseText = ({ decision: { reason }, switches }: FeatureEntry, { tier, addOns }: Overview, catalog: Info): string => {
  if (typeof reason === "object") {
    if ("tier" in reason) return `${labelOf(catalog, "tiers", reason.tier)} has it`;
    if ("add-on" in reason) return `Add-on ${labelOf(catalog, "addOns", reason["add-on"])}${endOf(addOns.find(({ id }) => id === reason["add-on"])?.held)}`;
    if ("not-in-force" in reason) return `Add-on ${labelOf(catalog, "addOns", reason["not-in-force"])} is not for ${tier.label}`;
    return `Requires ${labelOf(catalog, "features", reason.requires)}, which is off`;
  }
  const counting = switches.filter(({ enabled, ended }) => !ended && enabled === (reason === "switched-on"));
  switch (reason) {
    case "always-on": return "Everyone has it";
    case "ungated": return "The edition is not gated";
    case "switched-on":
    case "switched-off": return `${switcherOf(counting)}${endOf(counting)}`;
    case "not-included": return `Not in ${tier.label}`;
    default: return "The policy does not have it";
  }
};

const switcherOf = (switches: FeatureEntry["switches"]): string => {
  const operators = switches.find(({ by }) => by === "operator");
  if (!operators) return "By the tenant’s own admin";
  return operators.written ? `By ${operators.written.actor}` : "By an operator";
};

/** Returns when the last of what holds ends; nothing if it does not end. */
const endOf = (held: readonly { expiresAt?: number; ended: boolean }[] = []): string => {
  const ends = held.filter(({ ended }) => !ended).map(({ expiresAt }) => expiresAt ?? Infinity);
  const last = Math.max(...ends);
  return Number.isFinite(last) ? `, until ${longDate(last)}` : "";
};
