// The sentence for a question, as a page shows it.
import { featureState, capUse } from "../dist/client/states.js";
import { decide, snapshotOf } from "../dist/client/known.js";
import { bare } from "../dist/client/snapshot.js";

/** Returns what the policy receives of a tenant with its subscriptions, and the lapsed plan, as the server does. */
const told = (policy, { subscriptions, ...tenant }) => {
  if (!subscriptions) return { facts: tenant, lapsed: {} };
  const failures = subscriptions.filter(({ status }) => ["past-due", "unpaid"].includes(status)).map((it) => it.pastDueSince);
  const { assignments, addOns, caps } = policy.onBilling(subscriptions);
  return { facts: { ...tenant, assignments, addOns, caps }, lapsed: { paymentFailedAt: Math.min(...failures) } };
};

/** Returns the sentence for a tenant that is denied a feature or more of a cap. */
export const wordsOf = (policy, tenant, { feature, cap, used, amount }, now) => {
  const { facts, lapsed } = told(policy, tenant);
  const answer = { tenant: "acme", facts, policy: { digest: policy.digest }, lapsed, entitlements: policy.entitle(facts, now), revision: 1, stale: false, session: {}, now };
  const snapshot = snapshotOf(decide(answer, policy, now), now, false, bare("pending"));
  if (feature !== undefined) return featureState(snapshot, feature).message;
  const client = { snapshot, checkCap: (...question) => policy.checkCap(facts, ...question, now) };
  return capUse(client, snapshot, cap, used, amount).message;
};
