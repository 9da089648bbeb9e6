// The facts about a tenant, as a policy receives them (wit/tiergate.wit).

/** The end of what has none. */
export const NEVER: u64 = u64.MAX_VALUE;
/** The limit of what is not limited. */
export const UNLIMITED: u64 = u64.MAX_VALUE;

/** Who assigned a plan to a tenant. */
export enum Source {
  Manual,
  Trial,
  Billing,
  Default,
}

/** How an assignment stands. */
export enum Standing {
  Good,
  Trialing,
  PastDue,
}

/** The plan that one source assigns to a tenant. */
export class Assignment {
  constructor(
    public source: Source,
    public plan: string | null,
    public standing: Standing = Standing.Good,
    /** When the trial or the payment's delay ends. */
    public standsUntil: u64 = NEVER,
    public expiresAt: u64 = NEVER,
  ) {}
}

/** Who gave an add-on or a cap. */
export enum Giver {
  Manual,
  Billing,
}

/** An add-on that a tenant has. */
export class HeldAddOn {
  constructor(
    public id: string,
    public quantity: u64,
    public giver: Giver,
    public expiresAt: u64,
  ) {}
}

/** Who switched a feature. */
export enum Switcher {
  Operator,
  Tenant,
}

/** A feature switched on or off for one tenant. */
export class FeatureSwitch {
  constructor(
    public feature: string,
    public enabled: bool,
    public by: Switcher,
    public expiresAt: u64,
  ) {}
}

/** A cap set for one tenant. */
export class HeldCap {
  constructor(
    public cap: string,
    /** The limit, or `UNLIMITED`. */
    public limit: u64,
    public giver: Giver,
    public expiresAt: u64,
  ) {}
}

/** An arbitrary fact. */
export class Attribute {
  constructor(
    public key: string,
    public value: string,
  ) {}
}

/** The facts about a tenant. */
export class Tenant {
  edition: string | null = null;
  assignments: Assignment[] = [];
  addOns: HeldAddOn[] = [];
  switches: FeatureSwitch[] = [];
  caps: HeldCap[] = [];
  attributes: Attribute[] = [];

  /** Returns the value of the first attribute of this name. */
  attribute(key: string): string | null {
    for (let i = 0; i < this.attributes.length; i++) {
      if (this.attributes[i].key == key) return this.attributes[i].value;
    }
    return null;
  }

  /** Checks whether the tenant has an attribute of this name and value. */
  has(key: string, value: string): bool {
    return this.attribute(key) == value;
  }

  /** Returns the next moment after `now` at which one of the facts ends, or `NEVER`. */
  nextEnd(now: u64): u64 {
    let next = NEVER;
    for (let i = 0; i < this.assignments.length; i++) next = nearer(this.assignments[i].expiresAt, now, next);
    for (let i = 0; i < this.addOns.length; i++) next = nearer(this.addOns[i].expiresAt, now, next);
    for (let i = 0; i < this.switches.length; i++) next = nearer(this.switches[i].expiresAt, now, next);
    for (let i = 0; i < this.caps.length; i++) next = nearer(this.caps[i].expiresAt, now, next);
    return next;
  }
}

function nearer(end: u64, now: u64, next: u64): u64 {
  return end > now && end < next ? end : next;
}

/** How a subscription stands. */
export enum Status {
  Active,
  Trialing,
  PastDue,
  Unpaid,
  Paused,
  Canceled,
  Incomplete,
  IncompleteExpired,
}

/** One item of a subscription: what the billing system calls it, and how many, or `NEVER` if it is metered. */
export class Item {
  constructor(
    public names: string[],
    public quantity: u64,
  ) {}
}

/** A subscription, as the billing system has it. */
export class Subscription {
  constructor(
    public id: string,
    public status: Status,
    public collectionPaused: bool,
    public items: Item[],
    public trialEndsAt: u64,
    public pastDueSince: u64,
    public endsAt: u64,
  ) {}
}
