// What a policy knows (wit/tiergate.wit).

import { UNLIMITED } from "./facts";

/** A tier's limit for a cap. */
export class TierCap {
  constructor(
    public cap: string,
    public limit: u64,
  ) {}
}

/** What a plan buys. */
export class Tier {
  description: string | null = null;
  offered: bool = true;
  features: string[] = [];
  caps: TierCap[] = [];

  constructor(
    public id: string,
    public label: string,
  ) {}

  /** Adds a feature. */
  has(feature: string): this {
    this.features.push(feature);
    return this;
  }

  /** Adds a limit. */
  limit(cap: string, most: u64 = UNLIMITED): this {
    this.caps.push(new TierCap(cap, most));
    return this;
  }

  /** Returns the limit for a cap; one that the tier does not mention is not limited. */
  limitOf(cap: string): u64 {
    for (let i = 0; i < this.caps.length; i++) if (this.caps[i].cap == cap) return this.caps[i].limit;
    return UNLIMITED;
  }
}

/** Something that can be unlocked. */
export class Feature {
  description: string | null = null;
  alwaysOn: bool = false;
  requires: string[] = [];

  constructor(
    public id: string,
    public label: string,
  ) {}
}

/** Something that is limited. */
export class Cap {
  unit: string | null = null;

  constructor(
    public id: string,
    public label: string,
  ) {}
}
