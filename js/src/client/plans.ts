import type { Cap, Info, Tier } from "../contract.js";
import type { ReadySnapshot } from "./snapshot.js";

/** A tier in a comparison. */
export interface Plan {
  readonly id: string;
  readonly label: string;
  /** Whether the tenant has it: of all plans `false` if the tenant's plan is not set up. */
  readonly isCurrent: boolean;
  /** Whether it is the next one up, and nothing else comes first, such as a payment that failed or keeping the plan of a trial. */
  readonly isNext: boolean;
  /** What choosing it does. */
  readonly action: string;
  /** What it has, and what a higher one has instead. */
  readonly lines: readonly { readonly text: string; readonly isIncluded: boolean }[];
}

/** What one feature or cap is in each of the plans: included or not, or how much of it. */
export interface PlanRow {
  readonly id: string;
  readonly label: string;
  readonly cells: readonly (boolean | string)[];
}

/** The tiers to compare, the lowest first, and the rows of a table of them. */
export interface Comparison {
  readonly plans: readonly Plan[];
  readonly rows: readonly PlanRow[];
}

/** What a comparison needs of a snapshot. */
export type Compared = Pick<ReadySnapshot, "tier" | "isMisconfigured" | "trial" | "pastDue" | "lapsed"> & { readonly catalog: Info };

/** Returns the comparison of the tiers on offer, and the tenant's own. */
export const comparisonOf = ({ catalog, tier: current, isMisconfigured, trial, pastDue, lapsed }: Compared, showNotOffered: boolean): Comparison => {
  const tiers = catalog.tiers.filter(({ id, offered }) => offered || showNotOffered || id === current);
  // One of which the lowest is not the next one up.
  const own = isMisconfigured ? -2 : tiers.findIndex(({ id }) => id === current);
  const plans = tiers.map((tier, rank) => ({
    id: tier.id,
    label: tier.label,
    isCurrent: rank === own,
    isNext: rank === own + 1 && !(trial || pastDue || lapsed),
    action: `${own < 0 ? "Choose" : rank < own ? "Move to" : "Upgrade to"} ${tier.label}`,
    lines: linesOf(catalog, tier, tiers[rank - 1], tiers.at(-1)!),
  }));
  return { plans, rows: rowsOf(catalog, tiers) };
};

const rowsOf = ({ caps, features }: Info, tiers: readonly Tier[]): PlanRow[] => [
  ...caps.map((cap) => ({ id: `cap ${cap.id}`, label: cap.label, cells: tiers.map((tier) => amountIn(tier, cap) + periodOf(cap)) })),
  ...features
    .filter(({ id, alwaysOn }) => !alwaysOn && tiers.some((tier) => tier.features.includes(id)))
    .map(({ id, label }) => ({ id, label, cells: tiers.map((tier) => tier.features.includes(id)) })),
];

/** Returns the lines of a tier. What the one below has is not repeated. */
const linesOf = ({ caps, features }: Info, tier: Tier, below: Tier | undefined, highest: Tier) => {
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
    ...missing.map(({ label: text }) => ({ text, isIncluded: false })),
  ];
};

/** Returns a cap in words. Only an amount is counted in units: there is no "Unlimited GB". */
const capText = (tier: Tier, cap: Cap) => {
  const amount = amountIn(tier, cap);
  return `${amount} ${(amount !== "Unlimited" && cap.unit) || cap.label}${periodOf(cap)}`;
};

const amountIn = (tier: Tier, { id }: Cap) => {
  const limit = tier.caps.find(({ cap }) => cap === id)?.limit;
  return typeof limit === "object" ? `${limit["at-most"]}` : "Unlimited";
};

const periodOf = ({ period }: Cap) => (period ? ` a ${period === "billing" ? "billing period" : period}` : "");
