// The functions that hosts call, under names that AssemblyScript can write: `tiergate build` renames them to the
// contract's. A tenant is passed as 13 numbers, and an answer by its address.

import { CapState, Decision } from "./answers";
import { Assignment, Source, Standing, Tenant } from "./facts";
import * as lift from "./lift";
import * as lower from "./lower";
import { allocate, begin, giveBack, realloc } from "./memory";
import { current } from "./policy";
import * as rules from "./rules";

export { realloc as cabi_realloc };

/** The last moment that an answer may name. */
const MAX: u64 = 0x1fffffffffffff;

export function describe(): usize {
  begin();
  return lower.info(current());
}

export function resolve(e: bool, ea: usize, el: usize, p: usize, pn: u32, a: usize, an: u32, s: usize, sn: u32, c: usize, cn: u32, t: usize, tn: u32, now: u64): usize {
  const tenant = facts(e, ea, el, p, pn, a, an, s, sn, c, cn, t, tn);
  const at = allocate(80);
  lower.resolution(at, rules.resolve(tenant, now));
  return at;
}

export function check(e: bool, ea: usize, el: usize, p: usize, pn: u32, a: usize, an: u32, s: usize, sn: u32, c: usize, cn: u32, t: usize, tn: u32, feature: usize, length: usize, now: u64): usize {
  const tenant = facts(e, ea, el, p, pn, a, an, s, sn, c, cn, t, tn);
  const at = allocate(64);
  lower.decision(at, rules.check(tenant, lift.text(feature, length), now));
  return at;
}

/** Its arguments are too many to be passed but in memory. */
export function checkCap(at: usize): usize {
  begin();
  const cap = lift.text(load<u32>(at, 52), load<u32>(at, 56));
  return lower.capDecision(rules.checkCap(lift.tenantAt(at), cap, load<u64>(at, 64), load<u64>(at, 72), load<u64>(at, 80)));
}

export function entitle(e: bool, ea: usize, el: usize, p: usize, pn: u32, a: usize, an: u32, s: usize, sn: u32, c: usize, cn: u32, t: usize, tn: u32, now: u64): usize {
  const tenant = facts(e, ea, el, p, pn, a, an, s, sn, c, cn, t, tn);
  const policy = current();
  const decisions: Decision[] = [];
  for (let i = 0; i < policy.features.length; i++) decisions.push(rules.check(tenant, policy.features[i].id, now));
  const states: CapState[] = [];
  for (let i = 0; i < policy.caps.length; i++) states.push(rules.capState(tenant, policy.caps[i].id, now));
  return lower.entitlements(rules.resolve(tenant, now), decisions, states);
}

/** A new tenant starts on the default tier and, unless it returns, with the trial. */
export function onSignup(now: u64, returning: bool): usize {
  begin();
  const policy = current();
  const start = [new Assignment(Source.Default, policy.tiers[0].id)];
  if (policy.trialDays > 0 && !returning) {
    const end = min(now + <u64>policy.trialDays * 86_400, MAX);
    start.push(new Assignment(Source.Trial, policy.trial, Standing.Trialing, end, end));
  }
  const at = allocate(8);
  lower.assignments(at, start);
  return at;
}

export function onBilling(at: usize, count: u32): usize {
  begin();
  return lower.effect(current().onBilling(lift.subscriptions(at, count)));
}

/** What hosts call once they have read an answer. */
export function freeAnswer(_at: usize): void {
  giveBack();
}

function facts(e: bool, ea: usize, el: usize, p: usize, pn: u32, a: usize, an: u32, s: usize, sn: u32, c: usize, cn: u32, t: usize, tn: u32): Tenant {
  begin();
  const tenant = new Tenant();
  if (e) tenant.edition = lift.text(ea, el);
  lift.lists(tenant, p, pn, a, an, s, sn, c, cn, t, tn);
  return tenant;
}
