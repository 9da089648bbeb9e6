import type { Decision } from "../contract.js";
import { capDecisionOf } from "./capDecision.js";
import { featureIn } from "./known.js";
import type { TierSnapshot } from "./snapshot.js";
import type { TierClient } from "./tier-client.js";
import { capMessageOf, messageOf } from "./words.js";

/** What is known about a feature. Only if `status` is `ready` can it be allowed. */
export interface FeatureState extends Omit<Partial<Decision>, "allowed" | "addOns"> {
  readonly status: TierSnapshot["status"];
  /** Whether it may be used. */
  readonly allowed: boolean;
  /** If denied, the add-ons that would help. */
  readonly addOns: readonly string[];
  /** If denied, the sentence to show. */
  readonly message?: string;
}

/** What is known about a cap. Only if `status` is `ready` can more be allowed. */
export interface CapUse {
  readonly status: TierSnapshot["status"];
  /** Whether the amount may be taken. */
  readonly allowed: boolean;
  /** The limit; absent if it is unlimited, or not known. */
  readonly limit?: number;
  /** The limit minus the usage, never below 0; absent if it is unlimited, or not known. */
  readonly remaining?: number;
  /** Whether the usage causes a warning. */
  readonly isNear: boolean;
  /** Whether nothing more may be taken. */
  readonly isOver: boolean;
  /** If denied, the lowest offered tier at which it would be allowed. */
  readonly minimumTier?: string;
  /** If denied, the add-ons of which one more would make it allowed. */
  readonly addOns: readonly string[];
  /** If denied, the sentence to show. */
  readonly message?: string;
}

/** Returns what a snapshot knows about a feature. */
export const featureState = (snapshot: TierSnapshot, feature: string): FeatureState => {
  const { status } = snapshot;
  if (status !== "ready") return { status, allowed: false, addOns: [] };
  const decision = featureIn(snapshot, feature);
  const message = messageOf(snapshot, decision);
  return { status, ...decision, ...(message !== undefined && { message }) };
};

/** Returns what a snapshot knows about a cap. If it is the client's present one, the client says what would help. */
export const capUse = (client: TierClient, snapshot: TierSnapshot, cap: string, used: number, amount = 1): CapUse => {
  const { status } = snapshot;
  const decision = status === "ready" ? capDecisionOf(client, snapshot, cap, used, amount) : undefined;
  if (status !== "ready" || !decision) return { status, allowed: false, isNear: false, isOver: false, addOns: [] };
  const { state, allowed, warn, remaining, minimumTier, addOns } = decision;
  const message = capMessageOf(snapshot, decision, used + amount);
  return {
    status,
    allowed,
    ...(state.limit !== "unlimited" && { limit: state.limit["at-most"] }),
    ...(remaining !== undefined && { remaining }),
    isNear: warn,
    isOver: state.blockedAt !== undefined && used >= state.blockedAt,
    ...(minimumTier !== undefined && { minimumTier }),
    addOns,
    ...(message !== undefined && { message }),
  };
};
