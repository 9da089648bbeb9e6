// Made from wit/ by `cargo xtask contract`; change it there.

import { choice, list, option, or, record, tuple, unit, variant } from "./abi/compound.js";
import { bool, string, u32, u64 } from "./abi/scalar.js";

/** Seconds since 1970-01-01T00:00:00Z. */
export type Timestamp = number;

/** Who says that a tenant has a plan. */
export type Source =
  /** An operator's grant. */
  | "manual"
  /** A trial of a higher tier. */
  | "trial"
  /** What the tenant pays for. */
  | "billing"
  /** What every tenant starts on. */
  | "default";

/** How an assignment stands. */
export type Standing =
  /** Paid, granted or free: nothing is owed. */
  | "good"
  /** On trial until then. */
  | { trialing: Timestamp }
  /** Unpaid; kept until then, or with no end. */
  | { "past-due": Timestamp | null };

/**
 * What one source says of a tenant's plan. One that is covered by another
 * is kept, and holds again when the other ends. At most one each from
 * manual, trial and default; from billing at most one per plan.
 */
export interface Assignment {
  /** Who says it. */
  source: Source;
  /**
   * The plan as stored, unchecked; none where the source has a record of
   * the tenant but no plan (SQL NULL).
   */
  plan?: string;
  /** How it stands. */
  standing: Standing;
  /** The first moment at which it no longer holds; none: no end. */
  expiresAt?: Timestamp;
}

/** {@link Assignment} as a caller may give it: an absent `standing` is `"good"`. */
export type GivenAssignment = Omit<Assignment, "standing"> & Partial<Pick<Assignment, "standing">>;

/** Who gave an add-on or a cap. */
export type Giver =
  /** An operator. */
  | "manual"
  /** A subscription. */
  | "billing";

/** An add-on that a tenant has; it holds while any giver's does. */
export interface HeldAddOn {
  /** The add-on. */
  id: string;
  /** Who gave it. */
  giver: Giver;
  /** The first moment at which it no longer holds; none: no end. */
  expiresAt?: Timestamp;
}

/** Who switched a feature. */
export type Switcher =
  /** The one who runs the product. */
  | "operator"
  /** The tenant itself. */
  | "tenant";

/**
 * A feature switched on or off for one tenant, whatever its tier says.
 * Where both hold, off wins. A tenant itself can only switch off.
 */
export interface FeatureSwitch {
  /** The feature. */
  feature: string;
  /** On, or off. */
  enabled: boolean;
  /** Who switched it. */
  by: Switcher;
  /** The first moment at which it no longer holds; none: no end. */
  expiresAt?: Timestamp | null | undefined;
}

/** How much of something may be in use. */
export type Limit =
  /** Any amount. */
  | "unlimited"
  /** That many. */
  | { "at-most": number };

/**
 * A cap of one tenant's own, in place of its tier's. A manual one covers
 * billing's; several of billing's add up.
 */
export interface HeldCap {
  /** The cap. */
  cap: string;
  /** What it comes to. */
  limit: Limit;
  /** Who gave it. */
  giver: Giver;
  /** The first moment at which it no longer holds; none: no end. */
  expiresAt?: Timestamp;
}

/**
 * The stored facts about one tenant. A policy decides from these and the
 * time alone.
 */
export interface Tenant {
  /** The product edition that serves the tenant. */
  edition?: string | null | undefined;
  /** What each source says of its plan. */
  assignments?: readonly GivenAssignment[] | undefined;
  /** The add-ons that it was given. */
  addOns?: readonly HeldAddOn[] | undefined;
  /** The features switched for it. */
  switches?: readonly FeatureSwitch[] | undefined;
  /** The caps of its own. */
  caps?: readonly HeldCap[] | undefined;
  /** Free facts, for policies with rules of their own. */
  attributes?: readonly (readonly [string, string])[] | undefined;
}

/** Which tier a tenant has, and why. */
export interface Resolution {
  /** The tier. */
  tier: string;
  /** The source of the assignment that holds; none where none does. */
  source?: Source;
  /** How that assignment stands; good where none holds. */
  standing: Standing;
  /**
   * The plan that holds is missing or names no tier, or the edition is
   * unknown: warn, and have it put right.
   */
  misconfigured: boolean;
  /** When the assignment that holds ends. */
  expiresAt?: Timestamp;
  /** The first moment at which the same facts give another answer. */
  validUntil?: Timestamp;
}

/** Why a feature is, or is not, available. */
export type Reason =
  /** It is available to everyone, whatever the plan. */
  | "always-on"
  /** This edition is not gated. */
  | "ungated"
  /** This tier, the tenant's, has it. */
  | { tier: string }
  /** This add-on, which the tenant holds, has it. */
  | { "add-on": string }
  /** It was switched on for the tenant. */
  | "switched-on"
  /** It was switched off for the tenant. */
  | "switched-off"
  /** Neither the tier nor an add-on has it. */
  | "not-included"
  /** This feature, which it requires directly, is not available. */
  | { requires: string }
  /** The catalog has no such feature. */
  | "unknown-feature";

/** Whether a tenant may use a feature, and why. */
export interface Decision {
  /** The feature that was asked about. */
  feature: string;
  /** Whether it may be used. */
  allowed: boolean;
  /** Why. */
  reason: Reason;
  /** The lowest offered tier that has it and all that it requires. */
  minimumTier?: string;
  /** The add-ons that have it. */
  addOns: string[];
  /** The first moment at which the same facts give another answer. */
  validUntil?: Timestamp;
}

/** What a cap comes to for one tenant. */
export interface CapState {
  /** The cap. */
  cap: string;
  /** What it comes to. */
  limit: Limit;
  /** The least use that is warned of; none: never. */
  warnAt?: number;
  /** The least use at which nothing more may be taken; none: never. */
  blockedAt?: number;
  /** The first moment at which the same facts give another state. */
  validUntil?: Timestamp;
}

/** Whether more of something may be taken. */
export interface CapDecision {
  /** What the cap comes to. */
  state: CapState;
  /** Whether the amount may be taken. */
  allowed: boolean;
  /** Whether what is in use already is to be warned of. */
  warn: boolean;
  /** The limit less what is in use, not below 0; none: unlimited. */
  remaining?: number;
  /** The lowest offered tier at which it would be allowed. */
  minimumTier?: string;
}

/** Everything that a tenant may do, in one answer. */
export interface Entitlements {
  /** Its tier. */
  resolution: Resolution;
  /** Every feature of the catalog, in its order. */
  features: Decision[];
  /** Every cap of the catalog, in its order. */
  caps: CapState[];
  /** The add-ons of the catalog that hold, in its order. */
  addOns: string[];
  /** The first moment at which any of this differs. */
  validUntil?: Timestamp;
}

/** Free key and value pairs, in byte order of the keys. */
export type Metadata = [string, string][];

/** A tier's limit of one cap. */
export interface TierCap {
  /** The cap. */
  cap: string;
  /** The tier's limit. */
  limit: Limit;
}

/** What a plan buys. */
export interface Tier {
  /** Its identifier. */
  id: string;
  /** Its name, to show. */
  label: string;
  /** What it is for, to show. */
  description?: string;
  /**
   * Whether customers are offered it: in upsells and comparisons. An
   * operator may give any tier.
   */
  offered: boolean;
  /**
   * Every feature that it has, inherited ones included, in the catalog's
   * order.
   */
  features: string[];
  /** Its limit of every cap, in the catalog's order. */
  caps: TierCap[];
  /** Free key and value pairs. */
  metadata: Metadata;
}

/** Something that can be unlocked. */
export interface Feature {
  /** Its identifier. */
  id: string;
  /** Its name, to show. */
  label: string;
  /** What it does, to show. */
  description?: string;
  /** Whether everyone has it, whatever the plan. */
  alwaysOn: boolean;
  /** The features without which it cannot be used. */
  requires: string[];
  /** Free key and value pairs. */
  metadata: Metadata;
}

/** Something that is limited. */
export interface Cap {
  /** Its identifier. */
  id: string;
  /** Its name, to show. */
  label: string;
  /** What is counted. */
  unit?: string;
  /** Free key and value pairs. */
  metadata: Metadata;
}

/** What an add-on does to a cap. */
export type CapChange =
  /** Puts this limit in its place. */
  | { set: Limit }
  /** Adds that many to it. */
  | { add: number };

/** Something bought beside a plan. */
export interface AddOn {
  /** Its identifier. */
  id: string;
  /** Its name, to show. */
  label: string;
  /** What it is for, to show. */
  description?: string;
  /** The features that it has, in the catalog's order. */
  features: string[];
  /** The caps that it changes, in the catalog's order. */
  caps: [string, CapChange][];
  /** Free key and value pairs. */
  metadata: Metadata;
}

/** An edition of the product. */
export interface Edition {
  /** Its identifier. */
  id: string;
  /** The tier of every tenant in it, which is then not gated; none: gated. */
  tier?: string;
}

/** The trial that a new tenant starts with. */
export interface Trial {
  /** The tier that is tried. */
  tier: string;
  /** How long, in days of 86,400 seconds. */
  days: number;
}

/** Everything that the policy knows. */
export interface Info {
  /** The policy's name. */
  name: string;
  /** Its version. */
  version: string;
  /** Lowest first. */
  tiers: Tier[];
  /** Every feature there is. */
  features: Feature[];
  /** Every cap there is. */
  caps: Cap[];
  /** Every add-on there is. */
  addOns: AddOn[];
  /** The editions of the product. */
  editions: Edition[];
  /** What a new tenant starts on. */
  defaultTier: string;
  /** What a new tenant tries. */
  trial?: Trial;
  /** Where to send someone who wants more. */
  upgradeUrl?: string;
  /** Free key and value pairs. */
  metadata: Metadata;
}

/** How a subscription stands. */
export type Status =
  /** Paid. */
  | "active"
  /** In its trial. */
  | "trialing"
  /** A payment failed; it is tried again. */
  | "past-due"
  /** Payment failed, and is no longer tried. */
  | "unpaid"
  /** Its trial ended with no way to pay. */
  | "paused"
  /** Ended. */
  | "canceled"
  /** The first payment has not come yet. */
  | "incomplete"
  /** The first payment never came. */
  | "incomplete-expired";

/** One thing subscribed to. */
export interface Item {
  /** The billing system's product. */
  product: string;
  /** How many of it. */
  quantity: number;
}

/** A subscription as the billing system has it. */
export interface Subscription {
  /** The billing system's identifier of it. */
  id: string;
  /** How it stands. */
  status: Status;
  /** What is subscribed to. */
  items?: readonly Item[] | undefined;
  /** When its trial ends. */
  trialEndsAt?: Timestamp | null | undefined;
  /** When it became past due or unpaid; given for those two. */
  pastDueSince?: Timestamp | null | undefined;
}

/** All of billing's word: it takes the place of all that billing said before. */
export interface Effect {
  /** The plans that are paid for. */
  assignments: Assignment[];
  /** The add-ons that are paid for. */
  addOns: HeldAddOn[];
  /** The seats that are paid for. */
  caps: HeldCap[];
  /** Products that the policy does not know, once each. */
  unknownProducts: string[];
}

/** What each call asks, and what it answers. */
export interface Calls {
  /** Tells what the policy knows. */
  describe: { asks: {}; answers: Info };
  /** Which tier the tenant has. */
  resolve: { asks: { tenant: Tenant; now: Timestamp }; answers: Resolution };
  /** Whether the tenant may use a feature. */
  check: { asks: { tenant: Tenant; feature: string; now: Timestamp }; answers: Decision };
  /**
   * Whether `amount` more, at least 1, may be taken with `used` in use.
   * none: the catalog has no such cap.
   */
  checkCap: { asks: { tenant: Tenant; cap: string; used: number; amount?: number | undefined; now: Timestamp }; answers: CapDecision | null };
  /** Everything that the tenant may do. */
  entitle: { asks: { tenant: Tenant; now: Timestamp }; answers: Entitlements };
  /** What a new tenant starts with. */
  onSignup: { asks: { now: Timestamp }; answers: Assignment[] };
  /**
   * What all of a tenant's subscriptions come to together. It does not
   * depend on their order, nor on when it is asked.
   */
  onBilling: { asks: { subscriptions?: readonly Subscription[] | undefined }; answers: Effect };
}

const source = choice("manual", "trial", "billing", "default");
const standing = variant({ good: unit, trialing: u64, "past-due": option(u64) });
const assignment = record({ source, plan: option(string), standing: or(standing, "good"), expiresAt: option(u64) });
const giver = choice("manual", "billing");
const heldAddOn = record({ id: string, giver, expiresAt: option(u64) });
const limit = variant({ unlimited: unit, "at-most": u64 });
const heldCap = record({ cap: string, limit, giver, expiresAt: option(u64) });
const tenant = record({ edition: option(string), assignments: list(assignment), addOns: list(heldAddOn), switches: list(record({ feature: string, enabled: bool, by: choice("operator", "tenant"), expiresAt: option(u64) })), caps: list(heldCap), attributes: list(tuple(string, string)) });
const resolution = record({ tier: string, source: option(source), standing, misconfigured: bool, expiresAt: option(u64), validUntil: option(u64) });
const decision = record({ feature: string, allowed: bool, reason: variant({ "always-on": unit, ungated: unit, tier: string, "add-on": string, "switched-on": unit, "switched-off": unit, "not-included": unit, requires: string, "unknown-feature": unit }), minimumTier: option(string), addOns: list(string), validUntil: option(u64) });
const capState = record({ cap: string, limit, warnAt: option(u64), blockedAt: option(u64), validUntil: option(u64) });
const metadata = list(tuple(string, string));

/**
 * The releases of the contract that this host takes: these and their patches.
 * @internal
 */
export const track = "0.1";

/**
 * Each call: its interface and its name in it, how wide each core value is that it
 * takes (none: it takes a pointer to them), what it asks, and what it answers.
 * @internal
 */
export const functions = {
  describe: ["catalog#describe", "", record({}), record({ name: string, version: string, tiers: list(record({ id: string, label: string, description: option(string), offered: bool, features: list(string), caps: list(record({ cap: string, limit })), metadata })), features: list(record({ id: string, label: string, description: option(string), alwaysOn: bool, requires: list(string), metadata })), caps: list(record({ id: string, label: string, unit: option(string), metadata })), addOns: list(record({ id: string, label: string, description: option(string), features: list(string), caps: list(tuple(string, variant({ set: limit, add: u64 }))), metadata })), editions: list(record({ id: string, tier: option(string) })), defaultTier: string, trial: option(record({ tier: string, days: u32 })), upgradeUrl: option(string), metadata })],
  resolve: ["engine#resolve", "14444444444448", record({ tenant, now: u64 }), resolution],
  check: ["engine#check", "1444444444444448", record({ tenant, feature: string, now: u64 }), decision],
  checkCap: ["engine#check-cap", "", record({ tenant, cap: string, used: u64, amount: or(u64, 1), now: u64 }), option(record({ state: capState, allowed: bool, warn: bool, remaining: option(u64), minimumTier: option(string) }))],
  entitle: ["engine#entitle", "14444444444448", record({ tenant, now: u64 }), record({ resolution, features: list(decision), caps: list(capState), addOns: list(string), validUntil: option(u64) })],
  onSignup: ["billing#on-signup", "8", record({ now: u64 }), list(assignment)],
  onBilling: ["billing#on-billing", "44", record({ subscriptions: list(record({ id: string, status: choice("active", "trialing", "past-due", "unpaid", "paused", "canceled", "incomplete", "incomplete-expired"), items: list(record({ product: string, quantity: u64 })), trialEndsAt: option(u64), pastDueSince: option(u64) })) }), record({ assignments: list(assignment), addOns: list(heldAddOn), caps: list(heldCap), unknownProducts: list(string) })],
} as const;
