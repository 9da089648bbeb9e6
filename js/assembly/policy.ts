import { Decision, Effect, Limit, Resolution } from "./answers";
import { Cap, Feature, Tier } from "./catalog";
import { Assignment, Subscription, Tenant } from "./facts";

/** A policy: its catalog, and rules of its own that come before it. */
export abstract class Policy {
  /** The tiers, lowest first. */
  tiers: Tier[] = [];
  features: Feature[] = [];
  caps: Cap[] = [];
  /** The trial of a new tenant, if it has one: the tier and how many days. */
  trial: string = "";
  trialDays: u32 = 0;
  upgradeUrl: string | null = null;

  /** The first tier that is added is the default one. */
  constructor(
    public name: string,
    public version: string,
  ) {}

  tier(id: string, label: string): Tier {
    const it = new Tier(id, label);
    this.tiers.push(it);
    return it;
  }

  feature(id: string, label: string): Feature {
    const it = new Feature(id, label);
    this.features.push(it);
    return it;
  }

  cap(id: string, label: string, unit: string | null = null): Cap {
    const it = new Cap(id, label);
    it.unit = unit;
    this.caps.push(it);
    return it;
  }

  /** Decides about a feature; `null` leaves it to the catalog. */
  decide(_tenant: Tenant, _feature: string, _now: u64): Decision | null {
    return null;
  }

  /** Returns a tenant's limit for a cap; `null` leaves it to the catalog. */
  limit(_tenant: Tenant, _cap: string, _now: u64): Limit | null {
    return null;
  }

  /**
   * Returns which tier a tenant has: by default the highest one that an assignment that holds names; of several
   * assignments, the one that lasts longest, and then the first source. If none names a tier, it is the default
   * one, which is flagged if an assignment holds.
   */
  resolve(tenant: Tenant, now: u64): Resolution {
    let taken: Assignment | null = null;
    let rank = -1;
    let holds = false;
    for (let i = 0; i < tenant.assignments.length; i++) {
      const it = tenant.assignments[i];
      if (now >= it.expiresAt) continue;
      holds = true;
      const plan = it.plan;
      if (plan === null) continue;
      const at = this.rank(plan);
      if (at < 0 || at < rank || (at == rank && taken !== null && !before(it, taken))) continue;
      taken = it;
      rank = at;
    }
    if (taken !== null) return Resolution.by(taken, this.tiers[rank].id);
    const answer = new Resolution(this.tiers[0].id);
    answer.misconfigured = holds;
    return answer;
  }

  /** Returns what subscriptions result in: by default nothing is sold, so each product is unknown. */
  onBilling(subscriptions: Subscription[]): Effect {
    const effect = new Effect();
    for (let i = 0; i < subscriptions.length; i++) {
      const items = subscriptions[i].items;
      for (let j = 0; j < items.length; j++) insert(effect.unknownProducts, items[j].names[0]);
    }
    return effect;
  }

  /** Returns the position of a tier, or -1. */
  rank(tier: string): i32 {
    for (let i = 0; i < this.tiers.length; i++) if (this.tiers[i].id == tier) return i;
    return -1;
  }
}

function before(a: Assignment, b: Assignment): bool {
  return a.expiresAt == b.expiresAt ? a.source < b.source : a.expiresAt > b.expiresAt;
}

/** Inserts a name into sorted ones, unless it is there. */
function insert(names: string[], name: string): void {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = byCodePoint(names[middle], name);
    if (order == 0) return;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  names.push(name);
  const at = names.dataStart + low * sizeof<usize>();
  memory.copy(at + sizeof<usize>(), at, (names.length - 1 - low) * sizeof<usize>());
  names[low] = name;
}

/** Compares as bytes of UTF-8 do: code units of surrogate pairs come after all others. */
function byCodePoint(a: string, b: string): i32 {
  const length = min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const one = weight(a.charCodeAt(i));
    const other = weight(b.charCodeAt(i));
    if (one != other) return one - other;
  }
  return a.length - b.length;
}

function weight(unit: i32): i32 {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

let published: Policy | null = null;

/** Makes this the policy that the file contains. */
export function publish(policy: Policy): void {
  published = policy;
}

/** Returns the policy, or traps if none was published. */
export function current(): Policy {
  return published!;
}
