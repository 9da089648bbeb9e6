// What a policy answers (wit/tiergate.wit). The kit sets `validUntil`.

import { NEVER, Source, Standing, UNLIMITED, Assignment, HeldAddOn, HeldCap } from "./facts";

/** The number of no source. */
export const NONE: i32 = -1;

/** Which tier a tenant has, and why. */
export class Resolution {
  source: i32 = NONE;
  standing: Standing = Standing.Good;
  standsUntil: u64 = NEVER;
  misconfigured: bool = false;
  expiresAt: u64 = NEVER;
  validUntil: u64 = NEVER;

  constructor(public tier: string) {}

  /** Returns that the tenant has the tier because of an assignment. */
  static by(assignment: Assignment, tier: string): Resolution {
    const it = new Resolution(tier);
    it.source = assignment.source;
    it.standing = assignment.standing;
    it.standsUntil = assignment.standsUntil;
    it.expiresAt = assignment.expiresAt;
    return it;
  }

  same(other: Resolution): bool {
    return (
      this.tier == other.tier &&
      this.source == other.source &&
      this.standing == other.standing &&
      this.standsUntil == other.standsUntil &&
      this.misconfigured == other.misconfigured &&
      this.expiresAt == other.expiresAt
    );
  }
}

/** Why a feature is or is not available. */
export enum Reason {
  AlwaysOn,
  Ungated,
  Tier,
  AddOn,
  SwitchedOn,
  SwitchedOff,
  NotInForce,
  NotIncluded,
  Requires,
  UnknownFeature,
}

/** Whether a tenant may use a feature, and why. */
export class Decision {
  feature: string = "";
  minimumTier: string | null = null;
  addOns: string[] = [];
  together: bool = false;
  validUntil: u64 = NEVER;

  constructor(
    public allowed: bool,
    public reason: Reason,
    /** The tier, the add-on or the feature that the reason names. */
    public name: string = "",
  ) {}

  static allow(reason: Reason, name: string = ""): Decision {
    return new Decision(true, reason, name);
  }

  static deny(reason: Reason, name: string = ""): Decision {
    return new Decision(false, reason, name);
  }

  same(other: Decision): bool {
    if (this.addOns.length != other.addOns.length) return false;
    for (let i = 0; i < this.addOns.length; i++) if (this.addOns[i] != other.addOns[i]) return false;
    return (
      this.allowed == other.allowed &&
      this.reason == other.reason &&
      this.name == other.name &&
      this.minimumTier == other.minimumTier &&
      this.together == other.together
    );
  }
}

/** A limit of a policy's own rule. */
export class Limit {
  constructor(public most: u64 = UNLIMITED) {}
}

/** The state of a cap for one tenant. It warns and blocks at its limit. */
export class CapState {
  validUntil: u64 = NEVER;

  constructor(
    public cap: string,
    public limit: u64,
  ) {}
}

/** Whether more of something may be taken. */
export class CapDecision {
  constructor(
    public state: CapState,
    public used: u64,
    public amount: u64,
    public minimumTier: string | null,
  ) {}
}

/** The complete state from billing. */
export class Effect {
  assignments: Assignment[] = [];
  addOns: HeldAddOn[] = [];
  caps: HeldCap[] = [];
  unknownProducts: string[] = [];
}
