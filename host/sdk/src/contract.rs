//! The contract's types, generated from `wit/tiergate.wit`.

#[allow(missing_docs, clippy::all, reason = "generated; what is public has the docs of the WIT")]
mod bindings {
    wasmtime::component::bindgen!({
        world: "tiergate:policy/policy",
        path: "wit",
        additional_derives: [
            PartialEq,
            Eq,
            Hash,
            tiergate_derive::Json,
            tiergate_derive::Schema,
            tiergate_derive::SafeIntegers,
        ],
    });
}

pub use bindings::exports::tiergate::policy::billing::{Effect, Item, Status, Subscription};
pub use bindings::exports::tiergate::policy::catalog::{
    AddOn, Cap, CapChange, Edition, Feature, Info, Period, Tier, TierCap, Trial,
};
pub use bindings::exports::tiergate::policy::types::{
    Assignment, CapDecision, CapState, Decision, Entitlements, FeatureSwitch, Giver, HeldAddOn,
    HeldCap, Limit, Reason, Resolution, Source, Standing, Switcher, Tenant,
};

/// Seconds since 1970-01-01T00:00:00Z.
pub type Timestamp = u64;

/// The track of the contract that this host knows: it takes every `0.1.x`.
pub const TRACK: &str = "0.1";

impl Tenant {
    /// A tenant of whom nothing is known.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut tenant = tiergate::Tenant::new();
    /// tenant.edition = Some("cloud".into());
    /// assert!(tenant.assignments.is_empty());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }
}

#[expect(clippy::derivable_impls, reason = "the type is generated")]
impl Default for Tenant {
    fn default() -> Self {
        Self {
            edition: None,
            assignments: Vec::new(),
            add_ons: Vec::new(),
            switches: Vec::new(),
            caps: Vec::new(),
            attributes: Vec::new(),
        }
    }
}

impl Status {
    /// Returns whether a subscription with this status is over for good: it never begins again.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::Status;
    ///
    /// assert!(Status::Canceled.is_over());
    /// assert!(!Status::PastDue.is_over());
    /// ```
    pub fn is_over(self) -> bool {
        matches!(self, Self::Canceled | Self::IncompleteExpired)
    }
}

/// The largest policy file, in bytes: 4 MiB.
pub const MAX_FILE: usize = 4 << 20;
