import type { Entitlements, Info, Tenant } from "../contract.js";
import type { Policy } from "../policy.js";
import { capIn, decide, featureIn, snapshotOf } from "./known.js";
import { bare, type TierSnapshot } from "./snapshot.js";
import type { TierClient } from "./tier-client.js";

/** A state that does not change: a status, entitlements, or facts to ask a policy about. */
export type FixedState =
  | { readonly status: "pending" | "signed-out" | "unavailable" }
  | { readonly entitlements: Entitlements; readonly catalog?: Info; readonly stale?: boolean }
  | { readonly policy: Policy; readonly facts: Tenant; readonly now?: number; readonly stale?: boolean };

const TENANT = "test";

/** Returns a client whose state does not change. */
export const fixedClient = (state: FixedState): TierClient => {
  const now = ("now" in state ? state.now : undefined) ?? Math.floor(Date.now() / 1000);
  const snapshot = "status" in state ? bare(state.status) : readyOf(state, now);
  const ready = snapshot.status === "ready" ? snapshot : undefined;
  return {
    snapshot,
    initial: snapshot,
    subscribe: () => () => {},
    check: (feature) => ready && featureIn(ready, feature),
    checkCap: (cap, used, amount) =>
      "policy" in state ? state.policy.checkCap(state.facts, cap, used, amount, now) : ready && capIn(ready, cap, used, amount),
    refresh: async () => snapshot,
    signOut() {},
    close() {},
  };
};

const readyOf = (state: Exclude<FixedState, { status: unknown }>, now: number): TierSnapshot => {
  const policy = "policy" in state ? state.policy : undefined;
  const entitlements = "policy" in state ? state.policy.entitle(state.facts, now) : state.entitlements;
  const answer = {
    tenant: TENANT,
    facts: "facts" in state ? state.facts : {},
    policy: { digest: policy?.digest ?? "" },
    entitlements,
    revision: 1,
    stale: !!state.stale,
    session: { subject: TENANT, expiresAt: Infinity },
    now,
    ...("catalog" in state && { catalog: state.catalog }),
  };
  return snapshotOf(decide(answer, policy, now), now, false, bare("pending"));
};
