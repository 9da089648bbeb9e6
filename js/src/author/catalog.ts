import type { Info, Limit } from "../contract.js";
import type { MapFile } from "./types.js";

/** Returns a map with the same catalog. Of what only a map has, such as billing, it has nothing. */
export const mapOf = (info: Info): MapFile => {
  const { defaultTier } = info;
  const fallback = { tier: defaultTier };
  const map = {
    ...withMetadata(info),
    tiers: info.tiers.map((tier) => ({ ...withMetadata(tier), caps: Object.fromEntries(tier.caps.map(({ cap, limit }) => [cap, number(limit)])) })),
    features: info.features.map(withMetadata),
    caps: info.caps.map(withMetadata),
    addOns: info.addOns.map((addOn) => ({
      ...withMetadata(addOn),
      caps: Object.fromEntries(addOn.caps.map(([cap, change]) => [cap, "set" in change ? { set: number(change.set) } : change])),
    })),
    whenMissing: fallback,
    whenUnknown: fallback,
  };
  return { name: "catalog.json", text: JSON.stringify(map) };
};

const number = (limit: Limit) => (limit === "unlimited" ? limit : limit["at-most"]);

/** Returns an entry with its metadata as a map has it. */
const withMetadata = <T extends { metadata: [string, string][] }>(entry: T) => ({ ...entry, metadata: Object.fromEntries(entry.metadata) });
