//! The changes that can be made to a tenant.

use serde::{Deserialize, Serialize};
use tiergate::{Assignment, Limit, Source, Subscription, Switcher, Timestamp};

/// A change to a tenant's facts. Each is recorded as one event.
///
/// # Examples
///
/// ```
/// use tiergate_store::Change;
///
/// let grant = Change::Grant { tier: "pro".into(), expires_at: None };
/// assert_eq!(serde_json::to_string(&grant)?, r#"{"kind":"grant","tier":"pro"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// The tenant is created.
    Create {
        /// The name that people know it by, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        label: Option<String>,
        /// Its edition, if it has one of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        edition: Option<String>,
        /// What it starts with.
        assignments: Vec<Assignment>,
    },
    /// An operator gives it a tier, whatever billing says.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    Grant {
        /// The tier.
        tier: String,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        expires_at: Option<Timestamp>,
    },
    /// The operator's grant ends: what billing says now holds again.
    Revoke,
    /// An operator begins, extends or shortens the tenant's trial of a tier. It is not a grant: a plan
    /// that is worth as much or more decides.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    Trial {
        /// The tier.
        tier: String,
        /// The first moment at which the trial no longer holds.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        expires_at: Timestamp,
    },
    /// The tenant's trial ends.
    EndTrial,
    /// The complete state from billing; it replaces its previous state. What it amounts to is up to
    /// the policy that decides.
    Bill {
        /// All of the tenant's subscriptions, as the billing system has them.
        subscriptions: Vec<Subscription>,
    },
    /// The plan of one source as another system has it. It replaces that source's plans; add-ons
    /// and caps stay. The tenant is created if it does not exist.
    Import {
        /// The source of the plan.
        source: Source,
        /// The plan; absent if the other system has no plan for the tenant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        plan: Option<String>,
        /// The edition; if it is absent, it stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        edition: Option<String>,
        /// The name that people know the tenant by; if it is absent, it stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        label: Option<String>,
        /// What the tenant starts with if it is created.
        start: Vec<Assignment>,
    },
    /// The plans end that an import wrote for one source: they are no longer in its list.
    EndImport {
        /// The source of the plans.
        source: Source,
    },
    /// An operator gives it an add-on.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    GiveAddOn {
        /// The add-on.
        add_on: String,
        /// How many of it; defaults to 1.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        quantity: u64,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        expires_at: Option<Timestamp>,
    },
    /// The operator's add-on ends; an add-on that is paid for stays.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    TakeAddOn {
        /// The add-on.
        add_on: String,
    },
    /// A feature is switched on or off.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    SwitchFeature {
        /// The feature.
        feature: String,
        /// On, or off.
        enabled: bool,
        /// Who switches it.
        by: Switcher,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        expires_at: Option<Timestamp>,
    },
    /// A feature is no longer switched: the plan decides again.
    UnswitchFeature {
        /// The feature.
        feature: String,
        /// Whose switch ends.
        by: Switcher,
    },
    /// An operator sets a cap for this tenant alone.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    SetCap {
        /// The cap.
        cap: String,
        /// The limit.
        limit: Limit,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        expires_at: Option<Timestamp>,
    },
    /// The operator's cap ends: what is paid for, or the plan, decides again.
    UnsetCap {
        /// The cap.
        cap: String,
    },
    /// The tenant is served by this edition.
    SetEdition {
        /// The edition; if it is absent, the deployment's edition applies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        edition: Option<String>,
    },
    /// The tenant gets a name that people know it by. No policy reads it.
    SetLabel {
        /// The name; if it is absent, the tenant has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        label: Option<String>,
    },
    /// A free fact, for policies with rules of their own.
    SetAttribute {
        /// Its name.
        name: String,
        /// Its value; if it is absent, the attribute is removed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        value: Option<String>,
    },
    /// The tenant is pinned to a policy, which decides whichever policy is active.
    Pin {
        /// The digest of a published policy; if it is absent, the active policy decides again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        digest: Option<String>,
    },
    /// The tenant is deleted. Its history stays.
    Delete,
    /// The facts were rebuilt from the tenant's events, which does not change what these say.
    Rebuild,
}

fn one() -> u64 {
    1
}

fn is_one(quantity: &u64) -> bool {
    *quantity == 1
}

impl Change {
    /// Returns the digest that a tenant is pinned to after the change; `None` if it is not pinned.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::Change;
    ///
    /// let pin = Change::Pin { digest: Some("5f08".into()) };
    /// assert_eq!(pin.pin(None).as_deref(), Some("5f08"));
    /// assert_eq!(Change::Revoke.pin(Some("5f08".into())).as_deref(), Some("5f08"));
    /// ```
    pub fn pin(&self, before: Option<String>) -> Option<String> {
        match self {
            Self::Pin { digest } => digest.clone(),
            Self::Create { .. } | Self::Delete => None,
            _ => before,
        }
    }

    /// Returns the label of a tenant after the change; `None` if it has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::Change;
    ///
    /// let change = Change::SetLabel { label: Some("ACME Ltd".into()) };
    /// assert_eq!(change.label(None).as_deref(), Some("ACME Ltd"));
    /// assert_eq!(Change::Revoke.label(Some("ACME Ltd".into())).as_deref(), Some("ACME Ltd"));
    /// ```
    pub fn label(&self, before: Option<String>) -> Option<String> {
        match self {
            Self::SetLabel { label } | Self::Create { label, .. } => label.clone(),
            Self::Import { label: Some(label), .. } => Some(label.clone()),
            Self::Delete => None,
            _ => before,
        }
    }

    /// Replaces a person in the label, and returns whether that changed it.
    pub(crate) fn redact_label(&mut self, redacted: impl Fn(&str) -> String) -> bool {
        let (Self::Create { label: Some(label), .. }
        | Self::Import { label: Some(label), .. }
        | Self::SetLabel { label: Some(label) }) = self
        else {
            return false;
        };
        let before = std::mem::replace(label, redacted(label));
        before != *label
    }

    /// Checks whether the change creates a tenant that does not exist.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::Change;
    ///
    /// assert!(Change::Create { label: None, edition: None, assignments: Vec::new() }.makes());
    /// assert!(!Change::Revoke.makes());
    /// ```
    pub fn makes(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Import { .. })
    }

    /// Checks whether another write asks for the same. What a new tenant starts with depends on
    /// when it is created, so it is left out.
    pub(crate) fn asks_as(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Create { label: one_label, edition: one, .. },
                Self::Create { label: other_label, edition: other, .. },
            ) => one == other && one_label == other_label,
            _ => self == other,
        }
    }

    /// Returns when what the change gives ends; `None` if it never ends, or if nothing is given.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::Change;
    ///
    /// let grant = Change::Grant { tier: "pro".into(), expires_at: Some(1_782_432_000) };
    /// assert_eq!(grant.expires_at(), Some(1_782_432_000));
    /// assert_eq!(Change::Revoke.expires_at(), None);
    /// ```
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Grant { expires_at, .. }
            | Self::GiveAddOn { expires_at, .. }
            | Self::SwitchFeature { expires_at, .. }
            | Self::SetCap { expires_at, .. } => *expires_at,
            Self::Trial { expires_at, .. } => Some(*expires_at),
            Self::Create { .. }
            | Self::Revoke
            | Self::EndTrial
            | Self::Bill { .. }
            | Self::Import { .. }
            | Self::EndImport { .. }
            | Self::TakeAddOn { .. }
            | Self::UnswitchFeature { .. }
            | Self::UnsetCap { .. }
            | Self::SetEdition { .. }
            | Self::SetLabel { .. }
            | Self::SetAttribute { .. }
            | Self::Pin { .. }
            | Self::Delete
            | Self::Rebuild => None,
        }
    }
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
