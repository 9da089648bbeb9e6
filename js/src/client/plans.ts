import type { Cap, Info, Tier } from "../contract.js";

/** A tier in a comparison. */
export interface Plan {
  readonly id: string;
  readonly label: string;
  /** Whether the tenant has it. */
  readonly isCurrent: boolean;
  /** Whether it is the next one up. */
  readonly isNext: boolean;
  /** What choosing it does. */
  readonly action: string;
  /** What it has, and what a higher one has instead. */
  readonly lines: readonly { readonly text: string; readonly isIncluded: boolean }[];
}

/** Returns the tiers to compare, the lowest first. */
export const plansOf = (catalog: Info, current: string, showNotOffered: boolean): Plan[] => {
  const tiers = catalog.tiers.filter(({ id, offered }) => offered || showNotOffered || id === current);
  const own = tiers.findIndex(({ id }) => id === current);
  return tiers.map((tier, rank) => ({
    id: tier.id,
    label: tier.label,
    isCurrent: rank === own,
    isNext: rank === own + 1,
    action: rank < own ? `Move to ${tier.label}` : `Upgrade to ${tier.label}`,
    lines: linesOf(catalog, tier, tiers[rank - 1], tiers.at(-1)!),
  }));
};

/** Returns the lines of a tier. What the one below has is not repeated. */
const linesOf = ({ features, caps }: Info, tier: Tier, below: Tier | undefined, highest: Tier) => {
  const hasAll = !!below && below.features.every((id) => tier.features.includes(id));
  const isNews = (id: string) => tier.features.includes(id) && !(hasAll && below.features.includes(id));
  const named = features.filter(({ alwaysOn }) => !alwaysOn);
  const included = [
    ...(hasAll ? [`Everything in ${below.label}`] : []),
    ...caps.map((cap) => capText(tier, cap)),
    ...named.filter(({ id }) => isNews(id)).map(({ label }) => label),
  ];
  const missing = named.filter(({ id }) => highest.features.includes(id) && !tier.features.includes(id));
  return [
    ...included.map((text) => ({ text, isIncluded: true })),
    ...missing.map(({ label }) => ({ text: label, isIncluded: false })),
  ];
};

const capText = (tier: Tier, { id, label, unit = label, period }: Cap) => {
  const limit = tier.caps.find(({ cap }) => cap === id)?.limit;
  const amount = typeof limit === "object" ? limit["at-most"] : "Unlimited";
  return `${amount} ${unit}${period ? ` a ${period === "billing" ? "billing period" : period}` : ""}`;
};
