import type { CapState } from "../contract.js";
import type { AddOnId, CapId, FeatureId, TierId } from "./names.js";
import type { TierSnapshot } from "./snapshot.js";
import type { TierClient } from "./tier-client.js";
import { isAtLeast } from "./labels.js";
import { unpaidLabelOf } from "./words.js";

/** Questions about a snapshot. Unless its status is `ready`, each is answered with no. */
export interface TierQuestions {
  /** Whether nothing is known yet. */
  readonly isLoading: boolean;
  /** Checks whether the tenant may use a feature. */
  hasFeature(feature: FeatureId): boolean;
  /** Checks whether an add-on is in force. */
  hasAddOn(addOn: AddOnId): boolean;
  /** Checks whether the tenant's tier is this one or a higher one, in the policy's order. */
  isAtLeast(tier: TierId): boolean;
  /** Returns the state of a cap. */
  cap(cap: CapId): CapState | undefined;
  /** How many days of the trial are left; absent without a trial. */
  readonly trialDaysLeft?: number;
  /** The name of the plan that ended because it was not paid for; absent if none did, or the tenant's present one is the same. */
  readonly unpaidLabel?: string | undefined;
  /** Asks the server now. */
  refreshTier(): Promise<TierSnapshot>;
}

/** A snapshot with questions: a union on `status`. */
export type Tier = TierSnapshot & TierQuestions;

/** Returns a snapshot of a client with questions about it. */
export const tierOf = (client: TierClient, snapshot: TierSnapshot): Tier => {
  const ready = snapshot.status === "ready" ? snapshot : undefined;
  return {
    ...snapshot,
    isLoading: snapshot.status === "pending",
    hasFeature: (feature) => !!ready?.features[feature]?.allowed,
    hasAddOn: (addOn) => !!ready?.addOns.includes(addOn),
    isAtLeast: (tier) => !!ready && isAtLeast(ready, tier),
    cap: (cap) => ready?.caps[cap],
    ...(ready?.trial && { trialDaysLeft: ready.trial.daysLeft }),
    ...(ready?.lapsed && { unpaidLabel: unpaidLabelOf(ready) }),
    refreshTier: () => client.refresh(),
  };
};
