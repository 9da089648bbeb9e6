// Made from wit/ by `cargo xtask contract`; change it there.

import { atLeastOne, choice, list, option, or, record, tuple, unit, variant } from "./abi/compound.js";
import { bool, string, time, u32, u64 } from "./abi/scalar.js";

/** Seconds since 1970-01-01T00:00:00Z. */
export type Timestamp = number;

/** Who assigned a plan to a tenant. */
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
  /** On trial until this time. */
  | { trialing: Timestamp }
  /** Unpaid; kept until this time or, if it is absent, without end. */
  | { "past-due": Timestamp | null };

/**
 * The plan that one source assigns to a tenant. An assignment that another
 * one covers is kept, and holds again when the other one ends. There is at
 * most one each from manual, trial and default, and at most one per plan
 * from billing.
 */
export interface Assignment {
  /** Who assigned the plan. */
  source: Source;
  /**
   * The plan as stored, unchecked. Absent if the source has a record of the
   * tenant but no plan (SQL NULL).
   */
  plan?: string;
  /** How it stands. */
  standing: Standing;
  /** The first moment at which it no longer holds; if absent, it has no end. */
  expiresAt?: Timestamp;
}

/** {@link Assignment} as a caller may give it: `standing` defaults to `"good"`. */
export type GivenAssignment = Omit<Assignment, "standing"> & Partial<Pick<Assignment, "standing">>;

/** Who gave an add-on or a cap. */
export type Giver =
  /** An operator. */
  | "manual"
  /** A subscription. */
  | "billing";

/** An add-on that a tenant has. The quantities of one add-on add up. */
export interface HeldAddOn {
  /** The add-on. */
  id: string;
  /** How many of it, at least 1. */
  quantity: number;
  /** Who gave it. */
  giver: Giver;
  /** The first moment at which it no longer holds; if absent, it has no end. */
  expiresAt?: Timestamp;
}

/** {@link HeldAddOn} as a caller may give it: `quantity` defaults to `1`. */
export type GivenHeldAddOn = Omit<HeldAddOn, "quantity"> & Partial<Pick<HeldAddOn, "quantity">>;

/** Who switched a feature. */
export type Switcher =
  /** An operator of the product. */
  | "operator"
  /** The tenant itself. */
  | "tenant";

/**
 * A feature switched on or off for one tenant, regardless of its tier.
 * If both an on and an off hold, off wins. A tenant itself can only switch
 * a feature off.
 */
export interface FeatureSwitch {
  /** The feature. */
  feature: string;
  /** Whether it is switched on. */
  enabled: boolean;
  /** Who switched it. */
  by: Switcher;
  /** The first moment at which it no longer holds; if absent, it has no end. */
  expiresAt?: Timestamp | null | undefined;
}

/** How much of something may be in use. */
export type Limit =
  /** Any amount. */
  | "unlimited"
  /** This number. */
  | { "at-most": number };

/**
 * A cap set for one tenant, which replaces its tier's. A manual one decides.
 * Several from billing add up; add-ons change their sum, and a manual grant
 * or a trial of a tier covers them.
 */
export interface HeldCap {
  /** The cap. */
  cap: string;
  /** The limit. */
  limit: Limit;
  /** Who gave it. */
  giver: Giver;
  /** The first moment at which it no longer holds; if absent, it has no end. */
  expiresAt?: Timestamp;
}

/**
 * The stored facts about one tenant. A policy decides by these and the
 * time alone.
 */
export interface Tenant {
  /** The product edition that serves the tenant. */
  edition?: string | null | undefined;
  /** The plan that each source assigns to it. */
  assignments?: readonly GivenAssignment[] | undefined;
  /** The add-ons that it was given. */
  addOns?: readonly GivenHeldAddOn[] | undefined;
  /** The features switched for it. */
  switches?: readonly FeatureSwitch[] | undefined;
  /** The caps set for it. */
  caps?: readonly HeldCap[] | undefined;
  /** Arbitrary facts, for policies with rules of their own. */
  attributes?: readonly (readonly [string, string])[] | undefined;
}

/** Which tier a tenant has, and why. */
export interface Resolution {
  /** The tier. */
  tier: string;
  /** The source of the assignment that holds; absent if none does. */
  source?: Source;
  /** How that assignment stands; good if none holds. */
  standing: Standing;
  /**
   * Whether the plan that holds is missing or names no tier, or the edition
   * is unknown. Report it so that it can be corrected.
   */
  misconfigured: boolean;
  /** When the assignment that holds ends, if it does. */
  expiresAt?: Timestamp;
  /** The first moment at which the same facts lead to a different answer. */
  validUntil?: Timestamp;
}

/** Why a feature is or is not available. */
export type Reason =
  /** It is available to everyone, regardless of the plan. */
  | "always-on"
  /** The tenant's edition is not gated. */
  | "ungated"
  /** This tier, which the tenant has, includes it. */
  | { tier: string }
  /** This add-on, which the tenant has, includes it. */
  | { "add-on": string }
  /** It was switched on for the tenant. */
  | "switched-on"
  /** It was switched off for the tenant. */
  | "switched-off"
  /**
   * This add-on includes it, which the tenant has, but which is not for the
   * tenant's tier.
   */
  | { "not-in-force": string }
  /** Neither the tenant's tier nor an add-on of the tenant includes it. */
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
  /**
   * The lowest offered tier at which the same tenant would be allowed, with
   * the add-ons that it has, or, if `together`, with one of `addOns` in
   * addition. Absent if there is no such tier, or if neither tier nor add-on
   * decides.
   */
  minimumTier?: string;
  /**
   * If denied, the add-ons of which each one, in addition, would make it
   * allowed: at the present tier or, if `together`, at `minimumTier`.
   */
  addOns: string[];
  /**
   * Whether the tier and one of the add-ons are needed together. Otherwise
   * each of them suffices.
   */
  together: boolean;
  /** The first moment at which the same facts lead to a different answer. */
  validUntil?: Timestamp;
}

/** The state of a cap for one tenant. */
export interface CapState {
  /** The cap. */
  cap: string;
  /** The limit. */
  limit: Limit;
  /** The lowest usage that causes a warning; if absent, none does. */
  warnAt?: number;
  /** The lowest usage at which nothing more may be taken; if absent, none is. */
  blockedAt?: number;
  /** The first moment at which the same facts lead to a different state. */
  validUntil?: Timestamp;
}

/** Whether more of something may be taken. */
export interface CapDecision {
  /** The state of the cap. */
  state: CapState;
  /** Whether the amount may be taken. */
  allowed: boolean;
  /** Whether the current usage causes a warning. */
  warn: boolean;
  /** The limit minus the usage, never below 0; if absent, it is unlimited. */
  remaining?: number;
  /** The lowest offered tier at which it would be allowed. */
  minimumTier?: string;
  /** If denied, the add-ons of which one more would make it allowed. */
  addOns: string[];
}

/** Everything that a tenant may do, in one answer. */
export interface Entitlements {
  /** Its tier. */
  resolution: Resolution;
  /** Every feature of the catalog, in the catalog's order. */
  features: Decision[];
  /** Every cap of the catalog, in the catalog's order. */
  caps: CapState[];
  /** The catalog's add-ons that are in force, in the catalog's order. */
  addOns: string[];
  /** The first moment at which any of this changes. */
  validUntil?: Timestamp;
}

/** Arbitrary key and value pairs, in byte order of the keys. */
export type Metadata = [string, string][];

/** A tier's limit for one cap. */
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
  /** Its name, for display. */
  label: string;
  /** What it is for, for display. */
  description?: string;
  /**
   * Whether it is offered to customers, in upsells and comparisons. An
   * operator may grant any tier.
   */
  offered: boolean;
  /**
   * Every feature that it has, inherited ones included, in the catalog's
   * order.
   */
  features: string[];
  /** Its limit for every cap, in the catalog's order. */
  caps: TierCap[];
  /** Arbitrary key and value pairs. */
  metadata: Metadata;
}

/** Something that can be unlocked. */
export interface Feature {
  /** Its identifier. */
  id: string;
  /** Its name, for display. */
  label: string;
  /** What it does, for display. */
  description?: string;
  /** Whether everyone has it, regardless of the plan. */
  alwaysOn: boolean;
  /** The features without which it cannot be used. */
  requires: string[];
  /** Arbitrary key and value pairs. */
  metadata: Metadata;
}

/** The time after which usage is counted again from 0. */
export type Period =
  /** A day, in UTC. */
  | "day"
  /** A week from Monday, in UTC. */
  | "week"
  /** A calendar month, in UTC. */
  | "month"
  /** A calendar year, in UTC. */
  | "year"
  /** The tenant's billing period. */
  | "billing";

/** Something that is limited. */
export interface Cap {
  /** Its identifier. */
  id: string;
  /** Its name, for display. */
  label: string;
  /** What is counted. */
  unit?: string;
  /** How long usage counts; if absent, until it is given back, as a seat is. */
  period?: Period;
  /** Arbitrary key and value pairs. */
  metadata: Metadata;
}

/** What an add-on does to a cap. */
export type CapChange =
  /** Replaces it with this limit. */
  | { set: Limit }
  /** Adds this number to it, for each one that the tenant has. */
  | { add: number };

/** Something bought in addition to a plan. */
export interface AddOn {
  /** Its identifier. */
  id: string;
  /** Its name, for display. */
  label: string;
  /** What it is for, for display. */
  description?: string;
  /** The tiers at which it is in force, lowest first; if empty, every one. */
  tiers: string[];
  /** The features that it has, in the catalog's order. */
  features: string[];
  /** The caps that it changes, in the catalog's order. */
  caps: [string, CapChange][];
  /** Arbitrary key and value pairs. */
  metadata: Metadata;
}

/** An edition of the product. */
export interface Edition {
  /** Its identifier. */
  id: string;
  /**
   * The tier of every tenant in it, which is then not gated. If absent, the
   * edition is gated.
   */
  tier?: string;
}

/** The trial that a new tenant starts with. */
export interface Trial {
  /** The tier that the tenant tries. */
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
  /** The tier that a new tenant starts on. */
  defaultTier: string;
  /** The trial of a new tenant, if it has one. */
  trial?: Trial;
  /** The address at which a customer can upgrade. */
  upgradeUrl?: string;
  /** Arbitrary key and value pairs. */
  metadata: Metadata;
}

/** How a subscription stands. */
export type Status =
  /** In good standing. */
  | "active"
  /** In its trial. */
  | "trialing"
  /** A payment failed, and will be retried. */
  | "past-due"
  /** A payment failed, and is no longer retried. */
  | "unpaid"
  /** Suspended: nothing is charged until it is resumed. */
  | "paused"
  /** Ended. */
  | "canceled"
  /** The first payment has not arrived yet. */
  | "incomplete"
  /** The first payment never arrived. */
  | "incomplete-expired";

/** One item of a subscription. */
export interface Item {
  /**
   * What the billing system calls it, the most specific name first: a
   * price, its lookup keys, its product. At least one; the first one that
   * the policy knows counts.
   */
  names: readonly string[];
  /** How many of it; if absent, it is metered. */
  quantity?: number | null | undefined;
}

/** A subscription, as the billing system has it. */
export interface Subscription {
  /** Its identifier in the billing system. */
  id: string;
  /** How it stands. */
  status: Status;
  /** Whether collecting payments is paused, whatever the status is. */
  collectionPaused?: boolean | undefined;
  /** Its items. */
  items?: readonly Item[] | undefined;
  /** When its trial ends, if it has one. */
  trialEndsAt?: Timestamp | null | undefined;
  /** When it became past due or unpaid; required for these two. */
  pastDueSince?: Timestamp | null | undefined;
  /**
   * The first moment at which it gives nothing any more: it was canceled, or
   * will be, and is paid until then.
   */
  endsAt?: Timestamp | null | undefined;
}

/** The complete state from billing, which replaces its previous state. */
export interface Effect {
  /** The plans that are paid for. */
  assignments: Assignment[];
  /** The add-ons that are paid for. */
  addOns: HeldAddOn[];
  /** The seats that are paid for. */
  caps: HeldCap[];
  /**
   * The first name of each item that the policy does not know, each of them
   * once.
   */
  unknownProducts: string[];
}

/** The arguments and the answer of each call. */
export interface Calls {
  /** Returns what the policy knows. */
  describe: { asks: {}; answers: Info };
  /** Returns which tier the tenant has. */
  resolve: { asks: { tenant: Tenant; now: Timestamp }; answers: Resolution };
  /** Returns whether the tenant may use a feature. */
  check: { asks: { tenant: Tenant; feature: string; now: Timestamp }; answers: Decision };
  /**
   * Returns whether `amount` more, which is at least 1, may be taken when
   * `used` are in use. Returns no decision if the catalog has no such cap.
   */
  checkCap: { asks: { tenant: Tenant; cap: string; used: number; amount?: number | undefined; now: Timestamp }; answers: CapDecision | null };
  /** Returns everything that the tenant may do. */
  entitle: { asks: { tenant: Tenant; now: Timestamp }; answers: Entitlements };
  /** Returns what a new tenant starts with. A returning one was a tenant before. */
  onSignup: { asks: { now: Timestamp; returning?: boolean | undefined }; answers: Assignment[] };
  /**
   * Returns what all of a tenant's subscriptions together result in. The
   * result depends neither on their order nor on the time.
   */
  onBilling: { asks: { subscriptions?: readonly Subscription[] | undefined }; answers: Effect };
}

const source = /* @__PURE__ */ choice("manual", "trial", "billing", "default");
const standing = /* @__PURE__ */ variant({ good: unit, trialing: time, "past-due": /* @__PURE__ */ option(time) });
const assignment = /* @__PURE__ */ record({ source, plan: /* @__PURE__ */ option(string), standing: /* @__PURE__ */ or(standing, "good"), expiresAt: /* @__PURE__ */ option(time) });
const giver = /* @__PURE__ */ choice("manual", "billing");
const heldAddOn = /* @__PURE__ */ record({ id: string, quantity: /* @__PURE__ */ or(/* @__PURE__ */ atLeastOne(u64), 1), giver, expiresAt: /* @__PURE__ */ option(time) });
const limit = /* @__PURE__ */ variant({ unlimited: unit, "at-most": u64 });
const heldCap = /* @__PURE__ */ record({ cap: string, limit, giver, expiresAt: /* @__PURE__ */ option(time) });
const tenant = /* @__PURE__ */ record({ edition: /* @__PURE__ */ option(string), assignments: /* @__PURE__ */ list(assignment), addOns: /* @__PURE__ */ list(heldAddOn), switches: /* @__PURE__ */ list(/* @__PURE__ */ record({ feature: string, enabled: bool, by: /* @__PURE__ */ choice("operator", "tenant"), expiresAt: /* @__PURE__ */ option(time) })), caps: /* @__PURE__ */ list(heldCap), attributes: /* @__PURE__ */ list(/* @__PURE__ */ tuple(string, string)) });
const resolution = /* @__PURE__ */ record({ tier: string, source: /* @__PURE__ */ option(source), standing, misconfigured: bool, expiresAt: /* @__PURE__ */ option(time), validUntil: /* @__PURE__ */ option(time) });
const decision = /* @__PURE__ */ record({ feature: string, allowed: bool, reason: /* @__PURE__ */ variant({ "always-on": unit, ungated: unit, tier: string, "add-on": string, "switched-on": unit, "switched-off": unit, "not-in-force": string, "not-included": unit, requires: string, "unknown-feature": unit }), minimumTier: /* @__PURE__ */ option(string), addOns: /* @__PURE__ */ list(string), together: bool, validUntil: /* @__PURE__ */ option(time) });
const capState = /* @__PURE__ */ record({ cap: string, limit, warnAt: /* @__PURE__ */ option(u64), blockedAt: /* @__PURE__ */ option(u64), validUntil: /* @__PURE__ */ option(time) });
const metadata = /* @__PURE__ */ list(/* @__PURE__ */ tuple(string, string));

/**
 * The releases of the contract that this host accepts: these and their patches.
 * @internal
 */
export const track = "0.1";

/** @internal */
export const describe = ["catalog#describe", "", /* @__PURE__ */ record({}), /* @__PURE__ */ record({ name: string, version: string, tiers: /* @__PURE__ */ list(/* @__PURE__ */ record({ id: string, label: string, description: /* @__PURE__ */ option(string), offered: bool, features: /* @__PURE__ */ list(string), caps: /* @__PURE__ */ list(/* @__PURE__ */ record({ cap: string, limit })), metadata })), features: /* @__PURE__ */ list(/* @__PURE__ */ record({ id: string, label: string, description: /* @__PURE__ */ option(string), alwaysOn: bool, requires: /* @__PURE__ */ list(string), metadata })), caps: /* @__PURE__ */ list(/* @__PURE__ */ record({ id: string, label: string, unit: /* @__PURE__ */ option(string), period: /* @__PURE__ */ option(/* @__PURE__ */ choice("day", "week", "month", "year", "billing")), metadata })), addOns: /* @__PURE__ */ list(/* @__PURE__ */ record({ id: string, label: string, description: /* @__PURE__ */ option(string), tiers: /* @__PURE__ */ list(string), features: /* @__PURE__ */ list(string), caps: /* @__PURE__ */ list(/* @__PURE__ */ tuple(string, /* @__PURE__ */ variant({ set: limit, add: u64 }))), metadata })), editions: /* @__PURE__ */ list(/* @__PURE__ */ record({ id: string, tier: /* @__PURE__ */ option(string) })), defaultTier: string, trial: /* @__PURE__ */ option(/* @__PURE__ */ record({ tier: string, days: u32 })), upgradeUrl: /* @__PURE__ */ option(string), metadata })] as const;

/** @internal */
export const resolve = ["engine#resolve", "14444444444448", /* @__PURE__ */ record({ tenant, now: time }), resolution] as const;

/** @internal */
export const check = ["engine#check", "1444444444444448", /* @__PURE__ */ record({ tenant, feature: string, now: time }), decision] as const;

/** @internal */
export const checkCap = ["engine#check-cap", "", /* @__PURE__ */ record({ tenant, cap: string, used: u64, amount: /* @__PURE__ */ or(/* @__PURE__ */ atLeastOne(u64), 1), now: time }), /* @__PURE__ */ option(/* @__PURE__ */ record({ state: capState, allowed: bool, warn: bool, remaining: /* @__PURE__ */ option(u64), minimumTier: /* @__PURE__ */ option(string), addOns: /* @__PURE__ */ list(string) }))] as const;

/** @internal */
export const entitle = ["engine#entitle", "14444444444448", /* @__PURE__ */ record({ tenant, now: time }), /* @__PURE__ */ record({ resolution, features: /* @__PURE__ */ list(decision), caps: /* @__PURE__ */ list(capState), addOns: /* @__PURE__ */ list(string), validUntil: /* @__PURE__ */ option(time) })] as const;

/** @internal */
export const onSignup = ["billing#on-signup", "81", /* @__PURE__ */ record({ now: time, returning: /* @__PURE__ */ or(bool, false) }), /* @__PURE__ */ list(assignment)] as const;

/** @internal */
export const onBilling = ["billing#on-billing", "44", /* @__PURE__ */ record({ subscriptions: /* @__PURE__ */ list(/* @__PURE__ */ record({ id: string, status: /* @__PURE__ */ choice("active", "trialing", "past-due", "unpaid", "paused", "canceled", "incomplete", "incomplete-expired"), collectionPaused: /* @__PURE__ */ or(bool, false), items: /* @__PURE__ */ list(/* @__PURE__ */ record({ names: /* @__PURE__ */ atLeastOne(/* @__PURE__ */ list(string)), quantity: /* @__PURE__ */ option(u64) })), trialEndsAt: /* @__PURE__ */ option(time), pastDueSince: /* @__PURE__ */ option(time), endsAt: /* @__PURE__ */ option(time) })) }), /* @__PURE__ */ record({ assignments: /* @__PURE__ */ list(assignment), addOns: /* @__PURE__ */ list(heldAddOn), caps: /* @__PURE__ */ list(heldCap), unknownProducts: /* @__PURE__ */ list(string) })] as const;

/**
 * Each call: its interface and its name, the width of each of its core parameters (empty
 * if it takes a pointer to them), its arguments, and its answer.
 * @internal
 */
export const functions = { describe, resolve, check, checkCap, entitle, onSignup, onBilling } as const;
