import type { CapDecision, Decision } from "../contract.js";
import { capDecisionOf } from "./capDecision.js";
import { featureIn } from "./known.js";
import { labelOf, unitOf } from "./labels.js";
import type { ReadySnapshot, TierSnapshot } from "./snapshot.js";
import type { TierClient } from "./tier-client.js";
import { capMessageOf, helpOf, isCapUnpaid, isUnpaid, messageOf, PAY, paymentFailed, payTo } from "./words.js";

/** What to say about something denied. */
export interface Upsell {
  /** What it requires. */
  readonly title: string;
  /** What it does, and why the tenant does not have it. */
  readonly text: string;
  /** What the link to the upgrade says, or `PAY`; absent if nothing on offer would help. */
  readonly action?: string;
  /** The policy's address for an upgrade. */
  readonly href?: string | undefined;
}

/** What is asked about: a feature, or more of a cap. */
export interface UpsellQuestion {
  readonly feature?: string | undefined;
  readonly cap?: string | undefined;
  readonly used?: number | undefined;
  readonly amount?: number | undefined;
}

/** Returns what to say about a feature or a cap; `undefined` unless it is known to be denied. */
export const upsellOf = (client: TierClient, snapshot: TierSnapshot, { feature, cap, used = 0, amount = 1 }: UpsellQuestion): Upsell | undefined => {
  if (snapshot.status !== "ready") return undefined;
  const decision = feature !== undefined ? featureIn(snapshot, feature) : capDecisionOf(client, snapshot, cap!, used, amount);
  if (!decision || decision.allowed) return undefined;
  const upsell = "feature" in decision ? ofFeature(snapshot, decision) : ofCap(snapshot, decision, used, amount);
  return { ...upsell, href: snapshot.catalog?.upgradeUrl };
};

const toPay = (snapshot: ReadySnapshot, purpose: string): Upsell => ({ title: paymentFailed(snapshot), text: payTo(purpose), action: PAY });

const ofFeature = (snapshot: ReadySnapshot, decision: Decision): Upsell => {
  const { feature, reason } = decision;
  const name = labelOf(snapshot, "features", feature);
  if (isUnpaid(snapshot, feature)) return toPay(snapshot, `use ${name}`);
  const description = snapshot.catalog?.features.find(({ id }) => id === feature)?.description;
  const why = reason === "not-included" ? `Your plan, ${snapshot.label}, does not have it.` : messageOf(snapshot, decision)!;
  const text = description ? `${description} ${why}` : why;
  const { plan, addOn } = helpOf(snapshot, decision);
  if (!plan && !addOn) return { title: `${name} is not available`, text };
  const needed = plan && addOn && decision.together ? `${plan} with the ${addOn} add-on` : (plan ?? `the ${addOn} add-on`);
  return { title: `${name} requires ${needed}`, text, ...SEE_PLANS };
};

const SEE_PLANS = { action: "See plans" };

const ofCap = (snapshot: ReadySnapshot, decision: CapDecision, used: number, amount: number): Upsell => {
  const { cap } = decision.state;
  const wanted = used + amount;
  const what = unitOf(snapshot, cap);
  if (isCapUnpaid(snapshot, cap, wanted)) return toPay(snapshot, `have more ${what}`);
  const { plan, addOn } = helpOf(snapshot, decision);
  return { title: `${amount > 1 ? "Not enough" : "No more"} ${what} on ${snapshot.label}`, text: capMessageOf(snapshot, decision, wanted)!, ...((plan || addOn) && SEE_PLANS) };
};
