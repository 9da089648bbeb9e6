//! What a tenant's facts are after each change.

use crate::events::change::Change;
use tiergate::{
    Assignment, FeatureSwitch, Giver, HeldAddOn, HeldCap, Source, Standing, Subscription, Tenant,
    TenantFacts,
};

impl Change {
    /// Returns the facts of a tenant after the change; `None` if there is no such tenant then. A
    /// tenant that does not exist is changed only by changes that [create](Self::makes) one.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::Tenant;
    /// use tiergate_store::Change;
    ///
    /// let grant = Change::Grant { tier: "pro".into(), expires_at: None };
    /// let facts = grant.apply(Some(Tenant::new().into())).expect("it exists");
    /// assert_eq!(facts.tenant.assignments[0].plan.as_deref(), Some("pro"));
    /// assert_eq!(grant.apply(None), None);
    /// ```
    pub fn apply(&self, facts: Option<TenantFacts>) -> Option<TenantFacts> {
        let TenantFacts { mut tenant, mut subscriptions } = self.begin(facts)?;
        match self {
            // A label is stored next to the facts: see `Change::label`.
            Self::Create { .. }
            | Self::SetLabel { .. }
            | Self::Pin { .. }
            | Self::Delete
            | Self::Rebuild => {}
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
            (Self::Create { edition, assignments, .. }, _) => {
                let (edition, assignments) = (edition.clone(), assignments.clone());
                Some(Tenant { edition, assignments, ..Tenant::new() }.into())
            }
            (Self::Import { start, .. }, None) => {
                Some(Tenant { assignments: start.clone(), ..Tenant::new() }.into())
            }
            (_, facts) => facts,
        }
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
