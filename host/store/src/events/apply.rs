//! What a tenant's facts are after each change.

use crate::events::change::Change;
use tiergate::{
    Assignment, Effect, FeatureSwitch, Giver, HeldAddOn, HeldCap, Source, Standing, Tenant,
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
    /// let tenant = grant.apply(Some(Tenant::new())).expect("it exists");
    /// assert_eq!(tenant.assignments[0].plan.as_deref(), Some("pro"));
    /// assert_eq!(grant.apply(None), None);
    /// ```
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

    /// Returns the facts to change; `None` if there are none after the change either.
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

    /// Replaces all that a source says with a plan, or with nothing.
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
}

/// Replaces all that billing said with what it says now.
fn bill(tenant: &mut Tenant, effect: &Effect) {
    tenant.assignments.retain(|known| known.source != Source::Billing);
    tenant.assignments.extend(effect.assignments.iter().cloned());
    tenant.add_ons.retain(|held| held.giver != Giver::Billing);
    tenant.add_ons.extend(effect.add_ons.iter().cloned());
    tenant.caps.retain(|held| held.giver != Giver::Billing);
    tenant.caps.extend(effect.caps.iter().cloned());
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
