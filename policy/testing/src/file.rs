//! The keys of a test file. Its JSON Schema is generated from these types.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file of tests of a tier map.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "tiergate test file")]
pub struct TestFile {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The tier map, in the folder of this file; defaults to the one with this file's name.
    pub map: Option<String>,
    /// A policy file, in the folder of this file, instead of a map: for policies written by hand.
    pub policy: Option<String>,
    /// The time of every test; defaults to 2026-03-05T12:00:00Z.
    pub now: Option<Moment>,
    /// Tenants by name.
    #[serde(default)]
    pub tenants: BTreeMap<String, Facts>,
    /// The tests.
    #[serde(default)]
    pub test: Vec<Test>,
    /// For each tier, exactly the features that it allows without add-ons.
    #[serde(default)]
    pub matrix: BTreeMap<String, Vec<String>>,
    /// For each tier, the limits of its caps without add-ons.
    #[serde(default)]
    pub limits: BTreeMap<String, BTreeMap<String, CapExpected>>,
    /// For each product of the billing system, what a subscription to 7 of it gives, by status: a list
    /// such as `["pro until +14d", "7 of seats", "7 x assistant"]`. A trial ends at `+5d`, a canceled
    /// subscription at `+9d`, and an unpaid one is unpaid since `now`.
    #[serde(default)]
    pub products: BTreeMap<String, BTreeMap<ProductStatus, Vec<String>>>,
    /// For each law, the findings that are meant, such as `agency: share`. If this key is present,
    /// every other finding is a failure, and so is one that is meant but not found.
    pub laws: Option<BTreeMap<String, Vec<String>>>,
    /// The other warnings of `tiergate map check` that are meant, word for word.
    #[serde(default)]
    pub meant: Vec<String>,
}

/// A time: seconds since 1970, a time such as `2026-03-05T12:00:00Z`, or one relative to the file's
/// `now`, such as `+14d`, `+14d-1s` or `+1h30m`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Moment {
    /// Seconds since 1970.
    Seconds(u64),
    /// A time, or a distance from `now`.
    Text(String),
}

/// The facts of a tenant.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts {
    /// The plan from billing.
    pub plan: Option<String>,
    /// When the plan ends.
    pub until: Option<Moment>,
    /// A plan that an operator granted.
    pub grant: Option<Held>,
    /// A plan on trial.
    pub trial: Option<Held>,
    /// What sign-up gives at the file's `now`: `new` or `returning`.
    pub signup: Option<String>,
    /// Subscriptions, of which the policy says what they give.
    #[serde(default)]
    pub subscriptions: Vec<Subscription>,
    /// The add-ons that it bought.
    #[serde(default)]
    pub add_ons: Vec<AddOn>,
    /// The edition.
    pub edition: Option<String>,
    /// The features that an operator switched on.
    #[serde(default)]
    pub on: Vec<String>,
    /// The features that an operator switched off.
    #[serde(default)]
    pub off: Vec<String>,
    /// Limits of its own, from an operator.
    #[serde(default)]
    pub caps: BTreeMap<String, CapLimit>,
    /// More facts, in the contract's form, as `tiergate check` takes them. Times may be relative.
    pub facts: Option<serde_json::Value>,
}

/// A plan that was granted or is on trial.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Held {
    /// The plan.
    pub plan: String,
    /// When it ends; without it, never.
    pub until: Option<Moment>,
}

/// An add-on that a tenant holds: its id, or more of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AddOn {
    /// One, without an end.
    Id(String),
    /// So many, until a time.
    #[serde(rename_all = "camelCase")]
    Held {
        /// The add-on.
        id: String,
        /// How many; defaults to 1.
        quantity: Option<u64>,
        /// When it ends; without it, never.
        until: Option<Moment>,
    },
}

/// A subscription.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// Its products.
    pub products: Vec<String>,
    /// Its status; defaults to active.
    #[serde(default)]
    pub status: Status,
    /// The quantity of each product; defaults to 1.
    pub quantity: Option<u64>,
    /// Whether payments are not collected.
    #[serde(default)]
    pub collection_paused: bool,
    /// When its trial ends.
    pub trial_ends_at: Option<Moment>,
    /// Since when it is unpaid; defaults to `now` if its status is past-due or unpaid.
    pub past_due_since: Option<Moment>,
    /// When it ends.
    pub ends_at: Option<Moment>,
}

/// A subscription's status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the contract documents each status")]
pub enum Status {
    #[default]
    Active,
    Trialing,
    PastDue,
    Unpaid,
    Paused,
    Canceled,
    Incomplete,
    IncompleteExpired,
}

/// The status of a subscription in the table of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the contract documents each status")]
pub enum ProductStatus {
    Active,
    Trialing,
    PastDue,
    Unpaid,
    Paused,
    Canceled,
    Incomplete,
    IncompleteExpired,
    /// Active, but payments are not collected.
    CollectionPaused,
}

/// What is expected of tenants at a time.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// The tenants, by name; each is a case of its own.
    #[serde(default)]
    pub tenants: Vec<String>,
    /// A tenant of this test alone.
    pub tenant: Option<Facts>,
    /// The time; defaults to the file's `now`, from which it may be relative.
    pub at: Option<Moment>,
    /// The tier.
    pub tier: Option<String>,
    /// What gives the tier: `billing`, `manual`, `trial`, `default`, or `none`.
    pub source: Option<String>,
    /// Whether the tenant is flagged as misconfigured.
    pub misconfigured: Option<bool>,
    /// The add-ons in force, in the map's order.
    pub add_ons: Option<Vec<String>>,
    /// Exactly the features that are allowed.
    pub exact: Option<Vec<String>>,
    /// Features that are allowed.
    #[serde(default)]
    pub allows: Vec<String>,
    /// Features that are denied.
    pub denies: Option<Denies>,
    /// For features, the lowest tier that allows it, or `none`.
    #[serde(default)]
    pub minimum_tier: BTreeMap<String, String>,
    /// For features, the add-ons that make it available.
    #[serde(default)]
    pub unlocked_by: BTreeMap<String, Vec<String>>,
    /// The limits of caps.
    #[serde(default)]
    pub caps: BTreeMap<String, CapExpected>,
    /// What happens if something is taken.
    #[serde(default)]
    pub take: Vec<Take>,
    /// Until when the whole answer holds; `never` if it does not end.
    pub valid_until: Option<Moment>,
}

/// Features that are denied: a list, or the reason for each, such as `not-included`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Denies {
    /// Denied for any reason.
    List(Vec<String>),
    /// Denied for this reason: its name in the contract.
    Reasons(BTreeMap<String, String>),
}

/// A limit: a number, or `unlimited`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CapLimit {
    /// At most so many.
    AtMost(u64),
    /// The word `unlimited`.
    Word(String),
}

/// What is expected of a cap: its limit, or more of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CapExpected {
    /// Its limit.
    Limit(CapLimit),
    /// Its limit, and the usage at which it warns and blocks.
    #[serde(rename_all = "camelCase")]
    State {
        /// Its limit.
        limit: Option<CapLimit>,
        /// From which usage it warns.
        warn_at: Option<u64>,
        /// The usage at which nothing more may be taken.
        blocked_at: Option<u64>,
    },
}

/// What happens if something is taken from a cap.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Take {
    /// The cap.
    pub cap: String,
    /// How much is in use.
    pub used: u64,
    /// How much is taken; defaults to 1.
    pub amount: Option<u64>,
    /// Whether it is allowed.
    pub allowed: Option<bool>,
    /// Whether it is warned of.
    pub warn: Option<bool>,
    /// The lowest tier that allows it, or `none`.
    pub minimum_tier: Option<String>,
}
