// What follows from a policy's rules. Each `…Now` says what holds at one moment; the others ask it again at
// each end of a fact, so that `validUntil` is exact.

import { CapDecision, CapState, Decision, Reason, Resolution } from "./answers";
import { Feature, Tier } from "./catalog";
import { NEVER, Tenant } from "./facts";
import { current } from "./policy";

export function resolve(tenant: Tenant, now: u64): Resolution {
  const answer = current().resolve(tenant, now);
  for (let end = tenant.nextEnd(now); end != NEVER; end = tenant.nextEnd(end)) {
    if (answer.same(current().resolve(tenant, end))) continue;
    answer.validUntil = end;
    break;
  }
  return answer;
}

export function check(tenant: Tenant, feature: string, now: u64): Decision {
  const answer = decideNow(tenant, feature, now);
  answer.feature = feature;
  for (let end = tenant.nextEnd(now); end != NEVER; end = tenant.nextEnd(end)) {
    if (answer.same(decideNow(tenant, feature, end))) continue;
    answer.validUntil = end;
    break;
  }
  return answer;
}

export function capState(tenant: Tenant, cap: string, now: u64): CapState {
  const answer = new CapState(cap, limitNow(tenant, cap, now));
  for (let end = tenant.nextEnd(now); end != NEVER; end = tenant.nextEnd(end)) {
    if (answer.limit == limitNow(tenant, cap, end)) continue;
    answer.validUntil = end;
    break;
  }
  return answer;
}

export function checkCap(tenant: Tenant, cap: string, used: u64, amount: u64, now: u64): CapDecision | null {
  const policy = current();
  for (let i = 0; i < policy.caps.length; i++) {
    if (policy.caps[i].id != cap) continue;
    const own = policy.limit(tenant, cap, now) !== null;
    return new CapDecision(capState(tenant, cap, now), used, amount, own ? null : lowestThatFits(cap, used + amount));
  }
  return null;
}

/** The policy's own rule; otherwise a feature is available if the tier has it, and so is all that it requires. */
function decideNow(tenant: Tenant, id: string, now: u64): Decision {
  const feature = find(id);
  if (feature === null) return Decision.deny(Reason.UnknownFeature);
  if (feature.alwaysOn) return Decision.allow(Reason.AlwaysOn);
  const own = current().decide(tenant, id, now);
  if (own !== null) return own;
  const tier = tierOf(tenant, now);
  const answer = tier.features.includes(id) ? Decision.allow(Reason.Tier, tier.id) : Decision.deny(Reason.NotIncluded);
  answer.minimumTier = lowestThatHas(id);
  if (answer.allowed) {
    for (let i = 0; i < feature.requires.length; i++) {
      const other = feature.requires[i];
      if (!decideNow(tenant, other, now).allowed) return Decision.deny(Reason.Requires, other);
    }
  }
  return answer;
}

function limitNow(tenant: Tenant, cap: string, now: u64): u64 {
  const own = current().limit(tenant, cap, now);
  return own === null ? tierOf(tenant, now).limitOf(cap) : own.most;
}

/** Returns the tier of a tenant, or traps if the policy resolves to one that it does not have. */
function tierOf(tenant: Tenant, now: u64): Tier {
  return current().tiers[current().rank(current().resolve(tenant, now).tier)];
}

function find(id: string): Feature | null {
  const features = current().features;
  for (let i = 0; i < features.length; i++) if (features[i].id == id) return features[i];
  return null;
}

function lowestThatHas(feature: string): string | null {
  const tiers = current().tiers;
  for (let i = 0; i < tiers.length; i++) {
    if (tiers[i].offered && tiers[i].features.includes(feature)) return tiers[i].id;
  }
  return null;
}

function lowestThatFits(cap: string, used: u64): string | null {
  const tiers = current().tiers;
  for (let i = 0; i < tiers.length; i++) if (tiers[i].offered && used <= tiers[i].limitOf(cap)) return tiers[i].id;
  return null;
}
