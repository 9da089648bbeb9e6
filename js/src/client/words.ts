// The sentences of a refusal: the same as the Rust host's, held to them by tests/messages.json.
import type { CapDecision, Decision } from "../contract.js";
import { isAtLeast, labelOf, unitOf } from "./labels.js";
import { paidOf } from "./paid.js";
import type { ReadySnapshot } from "./snapshot.js";

/** What would help a tenant that was denied something. */
type Help = Pick<Decision, "minimumTier" | "addOns"> & Partial<Pick<Decision, "together">>;

/** Returns the labels of the tier and the first add-on that would help. A tier that the tenant has, or a lower one, does not. */
export const helpOf = (snapshot: ReadySnapshot, { minimumTier: tier, addOns: [first], together }: Help): { plan?: string | undefined; addOn?: string | undefined } => {
  const plan = tier !== undefined && !isAtLeast(snapshot, tier) ? labelOf(snapshot, "tiers", tier) : undefined;
  const addOn = first && labelOf(snapshot, "addOns", first);
  return together && !(plan && addOn) ? {} : { plan, addOn };
};

/** Says that a payment failed, and when. */
export const paymentFailed = ({ lapsed }: ReadySnapshot): string => {
  const at = lapsed?.paymentFailedAt;
  return `A payment failed${at ? ` on ${dayOf(at)}` : ""}`;
};

/** Returns the day of a time, in UTC: 3 December 2026. */
export const dayOf = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** What a link says that leads to a payment. */
export const PAY = "Update payment";

/** Says what to do about it. */
export const payTo = (purpose: string): string => `Update your payment method to ${purpose} again.`;

/** Returns the label of the tier that a tenant would have if it had paid; `undefined` if that is the one it has. */
export const unpaidLabelOf = (snapshot: ReadySnapshot): string | undefined => {
  const tier = paidOf(snapshot)?.resolution.tier ?? snapshot.tier;
  return tier === snapshot.tier ? undefined : labelOf(snapshot, "tiers", tier);
};

/** Checks whether a denied feature would be allowed on a plan that ended because it was not paid for. */
export const isUnpaid = (snapshot: ReadySnapshot, feature: string): boolean =>
  !!paidOf(snapshot)?.features.some((it) => it.feature === feature && it.allowed);

/** Checks whether so much of a cap would be allowed on a plan that ended because it was not paid for. */
export const isCapUnpaid = (snapshot: ReadySnapshot, cap: string, wanted: number): boolean =>
  !!paidOf(snapshot)?.caps.some((it) => it.cap === cap && !(wanted > it.blockedAt!));

/** Returns the sentence for a tenant that may not use a feature; `undefined` if it may. */
export const messageOf = (snapshot: ReadySnapshot, decision: Decision): string | undefined => {
  const { allowed, reason, feature, together } = decision;
  if (allowed) return undefined;
  const name = labelOf(snapshot, "features", feature);
  const { plan, addOn } = helpOf(snapshot, decision);
  const higher = `${plan} plan or higher`;
  if (isUnpaid(snapshot, feature)) return `${paymentFailed(snapshot)}. ${payTo(`use ${name}`)}`;
  if (reason === "switched-off") return `${name} is switched off.`;
  if (reason === "unknown-feature") return "There is no such feature.";
  if (typeof reason === "object" && "requires" in reason) {
    const missing = `${name} requires ${labelOf(snapshot, "features", reason.requires)}, which is not available.`;
    if (plan && addOn && together) return `${missing} The ${higher} with the ${addOn} add-on has both.`;
    return missing + (plan ? ` The ${higher} has both.` : "") + orAdd(plan, addOn);
  }
  if (typeof reason === "object" && "not-in-force" in reason && plan && !together)
    return `The ${labelOf(snapshot, "addOns", reason["not-in-force"])} add-on requires the ${higher}.${orAdd(plan, addOn)}`;
  const ways = [plan && `the ${higher}`, addOn && `the ${addOn} add-on`].filter(Boolean).join(together ? " with " : " or ");
  return ways ? `${name} requires ${ways}.` : `${name} is not included in your plan.`;
};

/** Returns the sentence for a tenant that may not take more of a cap, up to `wanted`; `undefined` if it may. */
export const capMessageOf = (snapshot: ReadySnapshot, decision: CapDecision, wanted: number): string | undefined => {
  const { allowed, state: { cap, limit } } = decision;
  if (allowed) return undefined;
  const what = unitOf(snapshot, cap);
  const { plan, addOn } = helpOf(snapshot, decision);
  const past = limit === "unlimited" ? `No more ${what} can be taken.` : `This would go past your limit of ${limit["at-most"]} ${what}.`;
  if (isCapUnpaid(snapshot, cap, wanted)) return `${past} ${paymentFailed(snapshot)}. ${payTo("have more")}`;
  return past + (plan ? ` The ${plan} plan or higher allows it.` : "") + orAdd(plan, addOn);
};

const orAdd = (plan: string | undefined, addOn: string | undefined) => (addOn ? `${plan ? " Or add" : " Add"} ${addOn}.` : "");
