//! The changes that can be made to a tenant, and what its facts are after each.

use serde::{Deserialize, Serialize};
use tiergate::{
    Assignment, FeatureSwitch, Giver, HeldAddOn, HeldCap, Limit, Source, Standing, Subscription,
    Switcher, Tenant, TenantFacts, Timestamp,
};

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
    /// An operator begins, extends or shortens the tenant's trial of a tier. It is no grant: a plan
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
    /// Returns the facts of a tenant after the change; `None` if there is no such tenant then. A
    /// tenant that does not exist is changed only by changes that [create](Self::makes) one.
    pub fn apply(&self, facts: Option<TenantFacts>) -> Option<TenantFacts> {
        let TenantFacts { mut tenant, mut subscriptions } = self.begin(facts)?;
        match self {
            Self::Create { .. } | Self::Pin { .. } | Self::Delete | Self::Rebuild => {}
            Self::Grant { tier, .. } => self.assign(&mut tenant, Source::Manual, Some(Some(tier))),
            Self::Revoke => self.assign(&mut tenant, Source::Manual, None),
            Self::Trial { tier, .. } => self.assign(&mut tenant, Source::Trial, Some(Some(tier))),
            Self::EndTrial => self.assign(&mut tenant, Source::Trial, None),
            Self::Import { source, plan, edition, .. } => {
                // Billing may have a record of a tenant without a plan; the others cannot.
                if plan.is_some() || *source == Source::Billing {
                    self.assign(&mut tenant, *source, Some(plan.as_ref()));
                }
                tenant.edition = edition.clone().or(tenant.edition);
            }
            Self::EndImport { source } => self.assign(&mut tenant, *source, None),
            Self::Bill { subscriptions: now } => bill(&mut subscriptions, now),
            Self::GiveAddOn { .. } | Self::TakeAddOn { .. } => self.change_add_on(&mut tenant),
            Self::SwitchFeature { .. } | Self::UnswitchFeature { .. } => self.switch(&mut tenant),
            Self::SetCap { .. } | Self::UnsetCap { .. } => self.change_cap(&mut tenant),
            Self::SetEdition { edition } => tenant.edition.clone_from(edition),
            Self::SetAttribute { name, value } => {
                tenant.attributes.retain(|(known, _)| known != name);
                tenant.attributes.extend(value.iter().map(|value| (name.clone(), value.clone())));
            }
        }
        Some(TenantFacts { tenant: in_order(tenant), subscriptions })
    }

    /// Returns the facts to change; `None` if there are none after the change either.
    fn begin(&self, facts: Option<TenantFacts>) -> Option<TenantFacts> {
        match (self, facts) {
            (Self::Delete, _) => None,
            (Self::Create { edition, assignments }, _) => {
                let (edition, assignments) = (edition.clone(), assignments.clone());
                Some(Tenant { edition, assignments, ..Tenant::new() }.into())
            }
            (Self::Import { start, .. }, None) => {
                Some(Tenant { assignments: start.clone(), ..Tenant::new() }.into())
            }
            (_, facts) => facts,
        }
    }

    /// Returns the digest that a tenant is pinned to after the change; `None` if it is not pinned.
    pub fn pin(&self, before: Option<String>) -> Option<String> {
        match self {
            Self::Pin { digest } => digest.clone(),
            Self::Create { .. } | Self::Delete => None,
            _ => before,
        }
    }

    /// Checks whether the change creates a tenant that does not exist.
    pub fn makes(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Import { .. })
    }

    /// Replaces all that a source says with a plan, or with nothing.
    fn assign(&self, tenant: &mut Tenant, source: Source, plan: Option<Option<&String>>) {
        tenant.assignments.retain(|known| known.source != source);
        tenant.assignments.extend(plan.map(|plan| Assignment {
            source,
            plan: plan.cloned(),
            standing: match self {
                Self::Trial { expires_at, .. } => Standing::Trialing(*expires_at),
                _ => Standing::Good,
            },
            expires_at: self.expires_at(),
        }));
    }

    fn change_add_on(&self, tenant: &mut Tenant) {
        let (Self::GiveAddOn { add_on, .. } | Self::TakeAddOn { add_on }) = self else { return };
        tenant.add_ons.retain(|held| held.giver != Giver::Manual || held.id != *add_on);
        if let Self::GiveAddOn { quantity, expires_at, .. } = *self {
            let (id, giver) = (add_on.clone(), Giver::Manual);
            tenant.add_ons.push(HeldAddOn { id, quantity, giver, expires_at });
        }
    }

    fn switch(&self, tenant: &mut Tenant) {
        let (Self::SwitchFeature { feature, by, .. } | Self::UnswitchFeature { feature, by }) =
            self
        else {
            return;
        };
        tenant.switches.retain(|known| known.by != *by || known.feature != *feature);
        if let Self::SwitchFeature { enabled, by, expires_at, .. } = *self {
            let feature = feature.clone();
            tenant.switches.push(FeatureSwitch { feature, enabled, by, expires_at });
        }
    }

    fn change_cap(&self, tenant: &mut Tenant) {
        let (Self::SetCap { cap, .. } | Self::UnsetCap { cap }) = self else { return };
        tenant.caps.retain(|held| held.giver != Giver::Manual || held.cap != *cap);
        if let Self::SetCap { limit, expires_at, .. } = self {
            let (cap, limit, expires_at) = (cap.clone(), *limit, *expires_at);
            tenant.caps.push(HeldCap { cap, limit, giver: Giver::Manual, expires_at });
        }
    }

    /// Checks whether another write asks for the same. What a new tenant starts with depends on
    /// when it is created, so it is left out.
    pub(crate) fn asks_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Create { edition: one, .. }, Self::Create { edition: other, .. }) => {
                one == other
            }
            _ => self == other,
        }
    }

    /// Returns when what the change gives ends; `None` if it never ends, or if nothing is given.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Grant { expires_at, .. }
            | Self::GiveAddOn { expires_at, .. }
            | Self::SwitchFeature { expires_at, .. }
            | Self::SetCap { expires_at, .. } => *expires_at,
            Self::Trial { expires_at, .. } => Some(*expires_at),
            _ => None,
        }
    }
}

/// Replaces the known subscriptions with those that there are now, in order of their identifiers.
/// An empty list before any subscription was known says nothing.
fn bill(known: &mut Option<Vec<Subscription>>, now: &[Subscription]) {
    if known.is_none() && now.is_empty() {
        return;
    }
    let mut now = now.to_vec();
    now.sort_by(|one, other| one.id.cmp(&other.id));
    *known = Some(now);
}

/// Returns the same facts in one order, so that equal facts compare equal: the order of lists never
/// matters to an answer.
fn in_order(mut tenant: Tenant) -> Tenant {
    tenant.assignments.sort_by(|a, b| (a.source as u8, &a.plan).cmp(&(b.source as u8, &b.plan)));
    tenant.add_ons.sort_by(|a, b| (&a.id, a.giver as u8).cmp(&(&b.id, b.giver as u8)));
    tenant.switches.sort_by(|a, b| (&a.feature, a.by as u8).cmp(&(&b.feature, b.by as u8)));
    tenant.caps.sort_by(|a, b| {
        (&a.cap, a.giver as u8, a.expires_at).cmp(&(&b.cap, b.giver as u8, b.expires_at))
    });
    tenant.attributes.sort();
    tenant
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
