//! What can be said of a tenant, and what its facts are after it was said.

use serde::{Deserialize, Serialize};
use tiergate::{
    Assignment, Effect, FeatureSwitch, Giver, HeldAddOn, HeldCap, Limit, Source, Standing,
    Switcher, Tenant, Timestamp,
};

/// A change to a tenant's facts. Each is told as one event.
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
    /// The tenant is made.
    Create {
        /// Its edition, where it has one of its own.
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
        /// The first moment at which it no longer holds; none: no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        expires_at: Option<Timestamp>,
    },
    /// The operator's grant ends: billing's present word holds again.
    Revoke,
    /// All of billing's word, in place of all that billing said before.
    Bill {
        /// What the subscriptions come to.
        effect: Effect,
    },
    /// One source's plan as another system has it, in place of that source's plans; add-ons and
    /// caps stand. The tenant is made where there is none.
    Import {
        /// Who says it.
        source: Source,
        /// The plan; none where that system has none for the tenant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        plan: Option<String>,
        /// The edition; none: it is left as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        edition: Option<String>,
        /// What the tenant starts with where it is made.
        start: Vec<Assignment>,
    },
    /// One source's plans end that an import wrote: they are not in its list any more.
    EndImport {
        /// Who said them.
        source: Source,
    },
    /// An operator gives it an add-on.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    GiveAddOn {
        /// The add-on.
        add_on: String,
        /// The first moment at which it no longer holds; none: no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        expires_at: Option<Timestamp>,
    },
    /// The operator's add-on ends; one that is paid for stands.
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
        /// The first moment at which it no longer holds; none: no end.
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
    /// An operator sets a cap of the tenant's own.
    #[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
    SetCap {
        /// The cap.
        cap: String,
        /// What it comes to.
        limit: Limit,
        /// The first moment at which it no longer holds; none: no end.
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
        /// The edition; none: the deployment's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        edition: Option<String>,
    },
    /// A free fact, for policies with rules of their own.
    SetAttribute {
        /// Its name.
        name: String,
        /// Its value; none: it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        value: Option<String>,
    },
    /// The tenant is pinned to a policy, which decides whichever is active.
    Pin {
        /// The digest of a policy that is published; none: the active one decides again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        digest: Option<String>,
    },
    /// The tenant is gone. Its history stays.
    Delete,
    /// Its facts were made anew from its events, which changes nothing of what these say.
    Rebuild,
}

impl Change {
    /// The facts of a tenant after the change; none where there is no such tenant then. A tenant
    /// that does not exist is changed by those alone that [make](Self::makes) one.
    pub fn apply(&self, tenant: Option<Tenant>) -> Option<Tenant> {
        let mut tenant = self.begin(tenant)?;
        match self {
            Self::Create { .. } | Self::Pin { .. } | Self::Delete | Self::Rebuild => {}
            Self::Grant { tier, .. } => self.assign(&mut tenant, Source::Manual, Some(Some(tier))),
            Self::Revoke => self.assign(&mut tenant, Source::Manual, None),
            Self::Import { source, plan, edition, .. } => {
                // Billing may have a record of a tenant without a plan; the others cannot.
                if plan.is_some() || *source == Source::Billing {
                    self.assign(&mut tenant, *source, Some(plan.as_ref()));
                }
                tenant.edition = edition.clone().or(tenant.edition);
            }
            Self::EndImport { source } => self.assign(&mut tenant, *source, None),
            Self::Bill { effect } => bill(&mut tenant, effect),
            Self::GiveAddOn { .. } | Self::TakeAddOn { .. } => self.change_add_on(&mut tenant),
            Self::SwitchFeature { .. } | Self::UnswitchFeature { .. } => self.switch(&mut tenant),
            Self::SetCap { .. } | Self::UnsetCap { .. } => self.change_cap(&mut tenant),
            Self::SetEdition { edition } => tenant.edition.clone_from(edition),
            Self::SetAttribute { name, value } => {
                tenant.attributes.retain(|(known, _)| known != name);
                tenant.attributes.extend(value.iter().map(|value| (name.clone(), value.clone())));
            }
        }
        Some(in_order(tenant))
    }

    /// The facts that the change is to; none where there are none after it either.
    fn begin(&self, tenant: Option<Tenant>) -> Option<Tenant> {
        match (self, tenant) {
            (Self::Delete, _) => None,
            (Self::Create { edition, assignments }, _) => {
                let (edition, assignments) = (edition.clone(), assignments.clone());
                Some(Tenant { edition, assignments, ..Tenant::new() })
            }
            (Self::Import { start, .. }, None) => {
                Some(Tenant { assignments: start.clone(), ..Tenant::new() })
            }
            (_, tenant) => tenant,
        }
    }

    /// The digest that a tenant is pinned to after the change; none where it is pinned to none.
    pub fn pin(&self, before: Option<String>) -> Option<String> {
        match self {
            Self::Pin { digest } => digest.clone(),
            Self::Create { .. } | Self::Delete => None,
            _ => before,
        }
    }

    /// Whether the change makes a tenant where there is none.
    pub fn makes(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Import { .. })
    }

    /// Puts a plan, or none, in place of all that a source says.
    fn assign(&self, tenant: &mut Tenant, source: Source, plan: Option<Option<&String>>) {
        tenant.assignments.retain(|known| known.source != source);
        tenant.assignments.extend(plan.map(|plan| Assignment {
            source,
            plan: plan.cloned(),
            standing: Standing::Good,
            expires_at: self.expires_at(),
        }));
    }

    fn change_add_on(&self, tenant: &mut Tenant) {
        let (Self::GiveAddOn { add_on, .. } | Self::TakeAddOn { add_on }) = self else { return };
        tenant.add_ons.retain(|held| held.giver != Giver::Manual || held.id != *add_on);
        if let Self::GiveAddOn { expires_at, .. } = *self {
            let giver = Giver::Manual;
            tenant.add_ons.push(HeldAddOn { id: add_on.clone(), giver, expires_at });
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

    /// Whether another write asks for the same. What a new tenant starts with depends on when it
    /// is made, and what subscriptions come to on the policy.
    pub(crate) fn asks_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Create { edition: one, .. }, Self::Create { edition: other, .. }) => {
                one == other
            }
            (Self::Bill { .. }, Self::Bill { .. }) => true,
            _ => self == other,
        }
    }

    /// Returns when what is given ends; `None` if never, or if nothing is given.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Grant { expires_at, .. }
            | Self::GiveAddOn { expires_at, .. }
            | Self::SwitchFeature { expires_at, .. }
            | Self::SetCap { expires_at, .. } => *expires_at,
            _ => None,
        }
    }
}

/// Puts all that billing says in place of all that it said.
fn bill(tenant: &mut Tenant, effect: &Effect) {
    tenant.assignments.retain(|known| known.source != Source::Billing);
    tenant.assignments.extend(effect.assignments.iter().cloned());
    tenant.add_ons.retain(|held| held.giver != Giver::Billing);
    tenant.add_ons.extend(effect.add_ons.iter().cloned());
    tenant.caps.retain(|held| held.giver != Giver::Billing);
    tenant.caps.extend(effect.caps.iter().cloned());
}

/// The same facts in one order, so that equal ones are the same: the order of lists never
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
