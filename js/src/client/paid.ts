import type { Entitlements, Tenant } from "../contract.js";
import type { Evaluator } from "../evaluator.js";
import { originOf } from "./known.js";
import type { ReadySnapshot } from "./snapshot.js";

/**
 * Returns what a tenant could do if it had paid for the plans that ended unpaid; `undefined` if none
 * did. The server's `Lapsed` is by the same rule.
 *
 * @throws {@link TiergateError} if the policy fails.
 */
export const paidBy = (policy: Evaluator, facts: Tenant, now: number): Entitlements | undefined => {
  let hasLapsed = false;
  const assignments = facts.assignments?.map((it) => {
    const { source, standing, expiresAt } = it;
    if (source !== "billing" || typeof standing !== "object" || !("past-due" in standing) || !expiresAt || expiresAt > now) return it;
    hasLapsed = true;
    return { source, ...(it.plan !== undefined && { plan: it.plan }) };
  });
  return hasLapsed ? policy.entitle({ ...facts, assignments: assignments! }, now) : undefined;
};

const known = new WeakMap<ReadySnapshot, Entitlements | undefined>();

/** Returns what a tenant could do if it had paid for the plans that ended unpaid; `undefined` if none did, or without the policy. */
export const paidOf = (snapshot: ReadySnapshot): Entitlements | undefined => {
  if (!known.has(snapshot)) known.set(snapshot, paidIn(snapshot));
  return known.get(snapshot);
};

const paidIn = (snapshot: ReadySnapshot) => {
  const { policy, answer, at } = originOf(snapshot);
  try {
    return policy ? paidBy(policy, answer.facts, at) : answer.paid;
  } catch {
    // It was denied in any case; only the words are others.
    return undefined;
  }
};
