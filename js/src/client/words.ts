import type { CapDecision, Decision, Info } from "../contract.js";
import type { ReadySnapshot } from "./snapshot.js";

/** What would help a tenant that was denied something. */
interface Help {
  readonly minimumTier?: string | undefined;
  readonly addOns: readonly string[];
  readonly together?: boolean | undefined;
}

const labelIn = (items: readonly { id: string; label: string }[] | undefined, id: string) =>
  items?.find((item) => item.id === id)?.label ?? id;

/** Returns the label of a feature, a cap, a tier or an add-on; its identifier, if the policy is not loaded. */
export const labelOf = ({ catalog }: ReadySnapshot, kind: keyof Pick<Info, "features" | "caps" | "tiers" | "addOns">, id: string) =>
  labelIn(catalog?.[kind], id);

/** Returns the label of the tier that would help, unless the tenant has it or a higher one. */
const planOf = (snapshot: ReadySnapshot, { minimumTier }: Help) =>
  minimumTier !== undefined && !isAtLeast(snapshot, minimumTier) ? labelOf(snapshot, "tiers", minimumTier) : undefined;

const addOnOf = (snapshot: ReadySnapshot, { addOns: [first] }: Help) => first && labelOf(snapshot, "addOns", first);

/** Checks whether the tenant's tier is this one or a higher one. */
export const isAtLeast = ({ catalog, tier: own }: ReadySnapshot, tier: string): boolean => {
  const ranks = catalog?.tiers.map(({ id }) => id) ?? [own];
  return ranks.includes(tier) && ranks.indexOf(own) >= ranks.indexOf(tier);
};

/** Returns what a denied feature, or more of a cap, requires, and whether anything would help. */
export const requirement = (snapshot: ReadySnapshot, name: string, help: Help): { title: string; isOffered: boolean } => {
  const [plan, addOn] = [planOf(snapshot, help), addOnOf(snapshot, help)];
  const isOffered = !!(plan || addOn);
  if (plan && addOn && help.together) return { title: `${name} requires ${plan} with the ${addOn} add-on`, isOffered };
  if (plan) return { title: `${name} requires ${plan}`, isOffered };
  return { title: addOn ? `${name} requires the ${addOn} add-on` : `${name} is not available`, isOffered };
};

/** Returns the sentence for a tenant that may not use a feature; `undefined` if it may. */
export const messageOf = (snapshot: ReadySnapshot, decision: Decision): string | undefined => {
  const { allowed, reason, feature } = decision;
  if (allowed) return undefined;
  const name = labelOf(snapshot, "features", feature);
  if (reason === "unknown-feature") return "There is no such feature.";
  if (reason === "switched-off") return `${name} is switched off.`;
  const needed = typeof reason === "object" && "requires" in reason ? reason.requires : undefined;
  const { title, isOffered } = requirement(snapshot, name, decision);
  if (needed === undefined) return isOffered ? `${title}.` : `${name} is not included in your plan.`;
  const missing = `${name} requires ${labelOf(snapshot, "features", needed)}, which is not available.`;
  return isOffered ? `${missing} ${title}.` : missing;
};

/** Returns the sentence for a tenant that may not take more of a cap; `undefined` if it may. */
export const capMessageOf = (snapshot: ReadySnapshot, decision: CapDecision): string | undefined => {
  const { allowed, state } = decision;
  if (allowed || state.limit === "unlimited") return undefined;
  const name = labelOf(snapshot, "caps", state.cap);
  const { title, isOffered } = requirement(snapshot, `More ${name}`, decision);
  const reached = `${name}: the limit of ${state.limit["at-most"]} is reached.`;
  return isOffered ? `${reached} ${title}.` : reached;
};
