import type { CapDecision, Decision, Entitlements } from "../contract.js";
import type { CapId, FeatureId } from "../client/names.js";
import { capIn, decide, featureIn, snapshotOf } from "../client/known.js";
import type { SessionAnswer } from "../client/session.js";
import { bare, type ReadySnapshot } from "../client/snapshot.js";
import { messageOf } from "../client/words.js";
import type { Policy } from "../policy.js";
import { TierAccessError, TierUnavailableError } from "./errors.js";

/** What the tenant of a session may do, as of the session. */
export interface SessionTiers {
  /** What a page would show. */
  readonly snapshot: ReadySnapshot;
  /** Returns whether the tenant may use a feature, and why. */
  check(feature: FeatureId): Decision;
  /** Returns whether `amount` more, which defaults to 1, may be taken; `null` if there is no such cap. */
  checkCap(cap: CapId, used: number, amount?: number): CapDecision | null;
  /** Returns everything that the tenant may do. */
  entitle(): Entitlements;
}

/**
 * Returns what the tenant of a session may do. With the policy, a denied cap also says what would help.
 *
 * @example
 * ```ts
 * const session = await readSession(request, { url });
 * const tiers = session && tiersOf(session);
 * if (tiers?.check("export").allowed) await exportNotes();
 * ```
 */
export const tiersOf = (session: SessionAnswer, policy?: Policy): SessionTiers => {
  const { now, facts } = session;
  const known = decide(session, policy?.digest === session.policy.digest ? policy : undefined, now);
  const snapshot = snapshotOf(known, now, false, bare("pending"));
  return {
    snapshot,
    check: (feature) => featureIn(snapshot, feature),
    checkCap: (cap, used, amount) =>
      known.by === "policy" ? known.policy!.checkCap(facts, cap, used, amount, now) : capIn(snapshot, cap, used, amount),
    entitle: () => known.entitlements,
  };
};

/**
 * Returns if the tenant may use a feature. `tiers` is `undefined` if nobody is signed in.
 *
 * @throws {@link TierAccessError} if it is denied, or nobody is signed in; {@link TierUnavailableError}
 * if the server could not be sure of the facts.
 *
 * @example
 * ```ts
 * assertTierAccess(tiers, "export");
 * ```
 */
export function assertTierAccess(tiers: SessionTiers | undefined, feature: FeatureId): asserts tiers {
  if (!tiers) throw new TierAccessError("signed-out", feature, "Sign in first.");
  const decision = tiers.check(feature);
  if (decision.allowed) return;
  // A denial from facts that may have changed does not count as one.
  if (tiers.snapshot.isStale) throw new TierUnavailableError("the facts cannot be read right now");
  const message = messageOf(tiers.snapshot, decision)!;
  throw new TierAccessError("denied", feature, message, decision.reason, decision.minimumTier);
}
