import { capDecisionOf } from "./capDecision.js";
import { featureIn } from "./known.js";
import type { TierSnapshot } from "./snapshot.js";
import type { TierClient } from "./tier-client.js";
import { labelOf, requirement } from "./words.js";

/** What to say about something denied. */
export interface Upsell {
  /** What it requires. */
  readonly title: string;
  /** What it does, and which plan the tenant has. */
  readonly text: string;
  /** Whether a tier or an add-on would help. */
  readonly isOffered: boolean;
  /** The policy's address for an upgrade. */
  readonly href?: string;
}

/** Returns what to say about a feature or a cap; `undefined` unless it is known to be denied. */
export const upsellOf = (
  client: TierClient,
  snapshot: TierSnapshot,
  { feature, cap, used = 0 }: { feature?: string | undefined; cap?: string | undefined; used?: number | undefined },
): Upsell | undefined => {
  if (snapshot.status !== "ready") return undefined;
  const decision = feature !== undefined ? featureIn(snapshot, feature) : capDecisionOf(client, snapshot, cap!, used);
  if (!decision || decision.allowed) return undefined;
  const name = feature !== undefined ? labelOf(snapshot, "features", feature) : `More ${labelOf(snapshot, "caps", cap!)}`;
  const { title, isOffered } = requirement(snapshot, name, decision);
  const description = snapshot.catalog?.features.find(({ id }) => id === feature)?.description;
  const plan = `Your plan, ${snapshot.label}, does not have ${feature !== undefined ? "it" : "more"}.`;
  const href = snapshot.catalog?.upgradeUrl;
  return { title, text: description ? `${description} ${plan}` : plan, isOffered, ...(href !== undefined && { href }) };
};
