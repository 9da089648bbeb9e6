// A policy for tests: its answers depend on every fact that it receives, so that a fact that was read wrong is
// noticed.

import {
  Effect, Giver, HeldCap, Limit, NEVER, Policy, Standing, Subscription, Tenant, publish,
} from "tiergate/assembly";

/** FNV-1a, in 64 bits. */
class Hash {
  state: u64 = 0xcbf29ce484222325;

  byte(it: u8): void {
    this.state = (this.state ^ it) * 0x100000001b3;
  }

  number(it: u64): void {
    for (let at: u64 = 0; at < 8; at++) this.byte(<u8>(it >> (8 * at)));
  }

  text(it: string): void {
    const bytes = Uint8Array.wrap(String.UTF8.encode(it));
    this.number(bytes.length);
    for (let at = 0; at < bytes.length; at++) this.byte(bytes[at]);
  }

  maybeText(it: string | null): void {
    this.byte(<u8>(it !== null));
    if (it !== null) this.text(it);
  }

  /** As a number that the contract allows. */
  end(): u64 {
    return this.state >> 11;
  }
}

class Mirror extends Policy {
  constructor() {
    super("mirror", "1.0.0");
    this.tier("only", "Only").limit("facts");
    this.cap("facts", "Facts");
  }

  limit(tenant: Tenant, _cap: string, _now: u64): Limit | null {
    const hash = new Hash();
    hash.maybeText(tenant.edition);
    for (let i = 0; i < tenant.assignments.length; i++) {
      const it = tenant.assignments[i];
      hash.byte(<u8>it.source);
      hash.maybeText(it.plan);
      hash.byte(<u8>it.standing);
      if (it.standing != Standing.Good) hash.number(it.standsUntil);
      hash.number(it.expiresAt);
    }
    for (let i = 0; i < tenant.addOns.length; i++) {
      const it = tenant.addOns[i];
      hash.text(it.id);
      hash.number(it.quantity);
      hash.byte(<u8>it.giver);
      hash.number(it.expiresAt);
    }
    for (let i = 0; i < tenant.switches.length; i++) {
      const it = tenant.switches[i];
      hash.text(it.feature);
      hash.byte(<u8>it.enabled);
      hash.byte(<u8>it.by);
      hash.number(it.expiresAt);
    }
    for (let i = 0; i < tenant.caps.length; i++) {
      const it = tenant.caps[i];
      hash.text(it.cap);
      hash.number(it.limit);
      hash.byte(<u8>it.giver);
      hash.number(it.expiresAt);
    }
    for (let i = 0; i < tenant.attributes.length; i++) {
      hash.text(tenant.attributes[i].key);
      hash.text(tenant.attributes[i].value);
    }
    return new Limit(hash.end());
  }

  onBilling(subscriptions: Subscription[]): Effect {
    const hash = new Hash();
    for (let i = 0; i < subscriptions.length; i++) {
      const it = subscriptions[i];
      hash.text(it.id);
      hash.byte(<u8>it.status);
      hash.byte(<u8>it.collectionPaused);
      for (let j = 0; j < it.items.length; j++) {
        for (let k = 0; k < it.items[j].names.length; k++) hash.text(it.items[j].names[k]);
        hash.number(it.items[j].quantity);
      }
      hash.number(it.trialEndsAt);
      hash.number(it.pastDueSince);
      hash.number(it.endsAt);
    }
    const effect = new Effect();
    effect.caps.push(new HeldCap("facts", hash.end(), Giver.Billing, NEVER));
    return effect;
  }
}

publish(new Mirror());
