// Reads facts from the memory into which a host has written them, in the layout of the canonical ABI.

import * as facts from "./facts";

export function text(at: usize, length: usize): string {
  return String.UTF8.decodeUnsafe(at, length);
}

function textAt(at: usize): string {
  return text(load<u32>(at), load<u32>(at, 4));
}

function maybeText(at: usize): string | null {
  return load<u8>(at) ? textAt(at + 4) : null;
}

function maybeNumber(at: usize): u64 {
  return load<u8>(at) ? load<u64>(at, 8) : facts.NEVER;
}

/** Reads a tenant from memory: its edition, followed by five lists. */
export function tenantAt(at: usize): facts.Tenant {
  const it = new facts.Tenant();
  it.edition = maybeText(at);
  lists(it, load<u32>(at, 12), load<u32>(at, 16), load<u32>(at, 20), load<u32>(at, 24), load<u32>(at, 28), load<u32>(at, 32), load<u32>(at, 36), load<u32>(at, 40), load<u32>(at, 44), load<u32>(at, 48));
  return it;
}

/** Reads the five lists of a tenant: each by its address and its length. */
export function lists(it: facts.Tenant, plans: usize, planCount: u32, addOns: usize, addOnCount: u32, switches: usize, switchCount: u32, caps: usize, capCount: u32, attributes: usize, attributeCount: u32): void {
  for (let i: u32 = 0; i < planCount; i++, plans += 56) {
    const standing = load<u8>(plans, 16);
    const until = standing == facts.Standing.Trialing ? load<u64>(plans, 24) : standing == facts.Standing.PastDue ? maybeNumber(plans + 24) : facts.NEVER;
    it.assignments.push(new facts.Assignment(load<u8>(plans), maybeText(plans + 4), standing, until, maybeNumber(plans + 40)));
  }
  for (let i: u32 = 0; i < addOnCount; i++, addOns += 40) {
    it.addOns.push(new facts.HeldAddOn(textAt(addOns), load<u64>(addOns, 8), load<u8>(addOns, 16), maybeNumber(addOns + 24)));
  }
  for (let i: u32 = 0; i < switchCount; i++, switches += 32) {
    it.switches.push(new facts.FeatureSwitch(textAt(switches), load<bool>(switches, 8), load<u8>(switches, 9), maybeNumber(switches + 16)));
  }
  for (let i: u32 = 0; i < capCount; i++, caps += 48) {
    const limit = load<u8>(caps, 8) ? load<u64>(caps, 16) : facts.UNLIMITED;
    it.caps.push(new facts.HeldCap(textAt(caps), limit, load<u8>(caps, 24), maybeNumber(caps + 32)));
  }
  for (let i: u32 = 0; i < attributeCount; i++, attributes += 16) {
    it.attributes.push(new facts.Attribute(textAt(attributes), textAt(attributes + 8)));
  }
}

/** Reads subscriptions. */
export function subscriptions(at: usize, count: u32): facts.Subscription[] {
  const all: facts.Subscription[] = [];
  for (let i: u32 = 0; i < count; i++, at += 72) {
    all.push(new facts.Subscription(textAt(at), load<u8>(at, 8), load<bool>(at, 9), items(load<u32>(at, 12), load<u32>(at, 16)), maybeNumber(at + 24), maybeNumber(at + 40), maybeNumber(at + 56)));
  }
  return all;
}

function items(at: usize, count: u32): facts.Item[] {
  const all: facts.Item[] = [];
  for (let i: u32 = 0; i < count; i++, at += 24) {
    const names: string[] = [];
    let name: usize = load<u32>(at);
    for (let left = load<u32>(at, 4); left > 0; left--, name += 8) names.push(textAt(name));
    all.push(new facts.Item(names, maybeNumber(at + 8)));
  }
  return all;
}
