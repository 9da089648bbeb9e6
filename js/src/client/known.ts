import type { CapDecision, Decision, Entitlements, Info } from "../contract.js";
import type { Policy } from "../policy.js";
import type { SessionAnswer } from "./session.js";
import { byKey, isSame, type ReadySnapshot, type TierSnapshot, trialOf } from "./snapshot.js";

/** What a client knows of a tenant: the server's answer, and what the policy decides from it. */
export interface Known {
  readonly answer: SessionAnswer;
  readonly policy: Policy | undefined;
  readonly entitlements: Entitlements;
  readonly catalog: Info | undefined;
  readonly by: "policy" | "server";
  readonly differs: boolean;
}

/**
 * Works out what a tenant may do `now`. Uses `previous` for as long as it holds: decisions are worked
 * out once for the same facts, policy and `validUntil`.
 */
export const decide = (answer: SessionAnswer, policy: Policy | undefined, now: number, previous?: Known): Known => {
  if (previous && previous.policy === policy && holds(previous, answer, now)) return { ...previous, answer };
  if (policy) {
    try {
      const { facts, entitlements: theirs, stale } = answer;
      let own = policy.entitle(facts, answer.now);
      const differs = !stale && !isSame(own, theirs);
      if (isOver(own, now)) own = policy.entitle(facts, now);
      const catalog = previous?.policy === policy ? previous.catalog : policy.describe();
      return { answer, policy, entitlements: own, catalog, by: "policy", differs };
    } catch {
      // A policy that fails here decides nothing; the server's answer does.
    }
  }
  const catalog = answer.catalog ?? (previous?.answer.policy.digest === answer.policy.digest ? previous.catalog : undefined);
  return { answer, policy, entitlements: answer.entitlements, catalog, by: "server", differs: false };
};

const isOver = ({ validUntil }: Entitlements, now: number) => validUntil !== undefined && validUntil <= now;

const holds = ({ answer: known, entitlements, by }: Known, answer: SessionAnswer, now: number) =>
  by === "policy" &&
  known.tenant === answer.tenant &&
  known.policy.digest === answer.policy.digest &&
  known.revision === answer.revision &&
  !isOver(entitlements, now) &&
  isSame(known.facts, answer.facts);

/** Returns the snapshot to show. If nothing in it differs from `previous`, it is `previous`. */
export const snapshotOf = (known: Known, now: number, hasFailed: boolean, fresh: number, previous: TierSnapshot): ReadySnapshot => {
  const { answer, entitlements, catalog, by, differs } = known;
  const before = previous.status === "ready" && previous.tenant === answer.tenant ? previous : undefined;
  const { tier, source, misconfigured } = entitlements.resolution;
  const isStale = hasFailed || answer.stale || (by === "server" && isOver(entitlements, now));
  const trial = trialOf(entitlements, now);
  const { validUntil } = entitlements;
  const { lapsed } = answer;
  const next: ReadySnapshot = {
    status: "ready",
    tenant: answer.tenant,
    tier,
    label: catalog?.tiers.find(({ id }) => id === tier)?.label ?? tier,
    ...(source !== undefined && { source }),
    isMisconfigured: misconfigured,
    isStale,
    ...(isStale && fresh && { staleSince: fresh }),
    features: byKey(entitlements.features, "feature", before?.features as Record<string, Decision>),
    caps: byKey(entitlements.caps, "cap", before?.caps as Record<string, never>),
    addOns: Object.freeze(entitlements.addOns),
    ...(trial && { trial: Object.freeze(trial) }),
    ...(lapsed && { lapsed }),
    ...(validUntil !== undefined && { validUntil }),
    digest: answer.policy.digest,
    revision: answer.revision,
    by,
    ...(differs && { differs }),
    ...(catalog && { catalog }),
  };
  return before && isEqual(before, next) ? before : Object.freeze(next);
};

/** Checks whether two snapshots show the same. Decisions are shared, so equal ones are the same object. */
const isEqual = (one: ReadySnapshot, other: ReadySnapshot) => {
  const shown = ({ features, caps, catalog, ...rest }: ReadySnapshot) => rest;
  const { features, caps, catalog } = one;
  return features === other.features && caps === other.caps && catalog === other.catalog && isSame(shown(one), shown(other));
};

/** Returns the decision about a feature: a feature that is not in the snapshot is not in the policy. */
export const featureIn = ({ features }: ReadySnapshot, feature: string): Decision =>
  features[feature] ?? { feature, allowed: false, reason: "unknown-feature", addOns: [], together: false };

/**
 * Returns the decision about a cap without the policy, or `null` if there is no such cap. It
 * names neither a tier nor an add-on that would help: only the policy knows them.
 */
export const capIn = ({ caps }: ReadySnapshot, cap: string, used: number, amount = 1): CapDecision | null => {
  const state = caps[cap];
  if (!state) return null;
  const { limit, warnAt, blockedAt } = state;
  return {
    state,
    allowed: blockedAt === undefined || used + amount <= blockedAt,
    warn: warnAt !== undefined && used >= warnAt,
    ...(limit !== "unlimited" && { remaining: Math.max(limit["at-most"] - used, 0) }),
    addOns: [],
  };
};
