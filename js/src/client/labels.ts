import type { Info } from "../contract.js";
import type { ReadySnapshot, TierSnapshot } from "./snapshot.js";

/** Returns the label of a feature, a tier or an add-on; its identifier, if the policy is not loaded. */
export const labelOf = ({ catalog }: ReadySnapshot, kind: keyof Pick<Info, "features" | "tiers" | "addOns">, id: string): string =>
  catalog?.[kind].find((item) => item.id === id)?.label ?? id;

/** Returns the name of the tenant's plan; `undefined` if it is not known, or not set up, or if nothing is gated. */
export const planOf = (snapshot: TierSnapshot): string | undefined =>
  snapshot.status === "ready" && !snapshot.isMisconfigured && !Object.values(snapshot.features).some((it) => it?.reason === "ungated") ? snapshot.label : undefined;

/** Returns what a cap counts. */
export const unitOf = ({ catalog }: ReadySnapshot, id: string): string => {
  const cap = catalog?.caps.find((cap) => cap.id === id);
  return cap?.unit ?? cap?.label ?? id;
};

/** Checks whether the tenant's tier is this one or a higher one. */
export const isAtLeast = ({ catalog, tier: own }: ReadySnapshot, tier: string): boolean => {
  const ranks = catalog?.tiers.map(({ id }) => id) ?? [own];
  return ranks.includes(tier) && ranks.indexOf(own) >= ranks.indexOf(tier);
};
