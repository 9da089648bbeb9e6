import type { CapDecision, Decision, Entitlements, Info } from "../contract.js";
import type { Evaluator } from "../evaluator.js";
import type { SessionAnswer } from "./session.js";
import { byKey, isSame, pastDueOf, type ReadySnapshot, type TierSnapshot, trialOf } from "./snapshot.js";

/** What a client knows of a tenant: the server's answer, and what the policy decides from it. */
export interface Known {
  readonly answer: SessionAnswer;
  readonly policy: Evaluator | undefined;
  readonly entitlements: Entitlements;
  /** The time for which they were worked out. */
  readonly at: number;
  readonly catalog: Info | undefined;
  readonly by: "policy" | "server";
  readonly differs: true | undefined;
}

/**
 * Works out what a tenant may do `now`. Uses `previous` for as long as it holds: decisions are worked
 * out once for the same facts, policy and `validUntil`.
 */
export const decide = (answer: SessionAnswer, policy: Evaluator | undefined, now: number, previous?: Known): Known => {
  if (previous && previous.policy === policy && holds(previous, answer, now)) return { ...previous, answer };
  if (policy) {
    try {
      const { facts, entitlements: theirs, stale } = answer;
      let own = policy.entitle(facts, answer.now);
      const differs = !stale && !isSame(own, theirs) ? true : undefined;
      if (isOver(own, now)) own = policy.entitle(facts, now);
      const catalog = previous?.policy === policy ? previous.catalog : policy.describe();
      return { answer, policy, entitlements: own, at: now, catalog, by: "policy", differs };
    } catch {
      // A policy that fails here decides nothing; the server's answer does.
    }
  }
  const catalog = answer.catalog ?? (previous?.answer.policy.digest === answer.policy.digest ? previous.catalog : undefined);
  return { answer, policy, entitlements: answer.entitlements, at: now, catalog, by: "server", differs: undefined };
};

const isOver = ({ validUntil }: Entitlements, now: number) => validUntil !== undefined && validUntil <= now;

const holds = ({ answer: known, entitlements, by, at }: Known, answer: SessionAnswer, now: number) =>
  by === "policy" &&
  // The server's clock may have been set back.
  at <= now &&
  known.tenant === answer.tenant &&
  known.policy.digest === answer.policy.digest &&
  known.revision === answer.revision &&
  !isOver(entitlements, now) &&
  isSame(known.facts, answer.facts);

/** Returns the snapshot to show. If nothing in it differs from `previous`, it is `previous`. */
export const snapshotOf = (known: Known, now: number, hasFailed: boolean, previous: TierSnapshot): ReadySnapshot => {
  const { answer, entitlements, catalog, by, differs } = known;
  const { resolution, features, caps, addOns, validUntil } = entitlements;
  const { tenant, revision, lapsed, policy, stale } = answer;
  const { tier, source } = resolution;
  const before = previous.status === "ready" && previous.tenant === tenant ? previous : undefined;
  const isStale = hasFailed || stale || (by === "server" && isOver(entitlements, now));
  const next = defined<ReadySnapshot>({
    status: "ready",
    tenant,
    tier,
    label: catalog?.tiers.find(({ id }) => id === tier)?.label ?? tier,
    source,
    isMisconfigured: resolution.misconfigured,
    isStale,
    staleSince: isStale && !stale ? answer.now : undefined,
    features: byKey(features, "feature", before?.features),
    caps: byKey(caps, "cap", before?.caps),
    addOns: Object.freeze(addOns),
    trial: trialOf(entitlements, now),
    pastDue: pastDueOf(entitlements),
    lapsed,
    validUntil,
    digest: policy.digest,
    revision,
    by,
    differs,
    catalog,
  });
  if (before && isSame(before, next)) return before;
  origins.set(next, known);
  return Object.freeze(next);
};

/** What each snapshot was made of. */
const origins = new WeakMap<ReadySnapshot, Known>();

/** Returns what a snapshot was made of. */
export const originOf = (snapshot: ReadySnapshot): Known => origins.get(snapshot)!;

/** Returns an object without the keys that are undefined. */
const defined = <T extends object>(value: { [K in keyof T]: T[K] | undefined }) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

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

/** Returns when what is known ends, in seconds of the server's time. */
export const endOf = ({ entitlements, answer }: Partial<Known> = {}): number =>
  Math.min(entitlements?.validUntil ?? Infinity, answer?.session.expiresAt ?? Infinity);
