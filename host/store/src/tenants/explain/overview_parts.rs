//! The parts of a tenant's overview: its plans with their sources, features, caps, add-ons and
//! attributes.

use super::overview::Named;
use super::rule::Facts;
use super::tier::Weight;
use super::written::{WrittenBy, gives_add_on, sets_cap, sets_plan, sets_switch};
use crate::events::change::Change;
use serde::Serialize;
use tiergate::contract::Decision;
use tiergate::{CapState, Giver, HeldAddOn, Limit, Period, Source, Standing, Switcher, Timestamp};

/// Declares a part of an overview, which is sent as JSON.
macro_rules! part {
    ($(#[$docs:meta])* $name:ident { $($fields:tt)* }) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name { $($fields)* }
    };
}

part! {
    /// A plan of a tenant, and its source.
    SourceEntry {
        /// The source.
        pub source: Source,
        /// Whether it decides.
        pub state: Weight,
        /// The plan, as stored; absent if there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub plan: Option<String>,
        /// The tier that is the plan; absent if the policy has no such tier.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub tier: Option<Named>,
        /// Whether it is on trial or past due.
        pub standing: Standing,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        pub expires_at: Option<Timestamp>,
        /// Who wrote it; absent if that is too long ago.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub written: Option<WrittenBy>,
    }
}

part! {
    /// A feature, and whether the tenant may use it.
    FeatureEntry {
        /// The feature.
        #[serde(flatten)]
        pub name: Named,
        /// Whether the tenant may use it, and why.
        pub decision: Decision,
        /// The rule that decides, in sentences.
        pub because: Vec<String>,
        /// The switches of this feature.
        pub switches: Vec<SwitchEntry>,
    }
}

part! {
    /// A switch of a feature.
    SwitchEntry {
        /// On, or off.
        pub enabled: bool,
        /// Who switched it.
        pub by: Switcher,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        pub expires_at: Option<Timestamp>,
        /// Whether it no longer holds.
        pub ended: bool,
        /// Who wrote it; absent if that is too long ago.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub written: Option<WrittenBy>,
    }
}

part! {
    /// A cap, and its limit for the tenant.
    CapEntry {
        /// The cap.
        #[serde(flatten)]
        pub name: Named,
        /// What is counted.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub unit: Option<String>,
        /// How long usage counts; absent if until it is given back.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub period: Option<Period>,
        /// The limit, and from which use on it warns and blocks.
        pub state: CapState,
        /// The limits that the tenant has of its own.
        pub held: Vec<HeldCapEntry>,
    }
}

part! {
    /// A limit that a tenant has of its own.
    HeldCapEntry {
        /// The limit.
        pub limit: Limit,
        /// Who gave it.
        pub giver: Giver,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        pub expires_at: Option<Timestamp>,
        /// Whether it no longer holds.
        pub ended: bool,
        /// Who wrote it; absent if that is too long ago.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub written: Option<WrittenBy>,
    }
}

part! {
    /// An add-on, and whether the tenant has it.
    AddOnEntry {
        /// The add-on.
        #[serde(flatten)]
        pub name: Named,
        /// Whether the policy has it.
        pub known: bool,
        /// Whether it is in force for the tenant.
        pub in_force: bool,
        /// The tiers at which it is in force; if empty, every one.
        pub tiers: Vec<String>,
        /// Those that the tenant has.
        pub held: Vec<HeldAddOnEntry>,
    }
}

part! {
    /// An add-on that a tenant has.
    HeldAddOnEntry {
        /// How many of it.
        pub quantity: u64,
        /// Who gave it.
        pub giver: Giver,
        /// The first moment at which it no longer holds; absent if it has no end.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
        pub expires_at: Option<Timestamp>,
        /// Whether it no longer holds.
        pub ended: bool,
        /// Who wrote it; absent if that is too long ago.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub written: Option<WrittenBy>,
    }
}

part! {
    /// An attribute of a tenant.
    AttributeEntry {
        /// Its name.
        pub name: String,
        /// Its value.
        pub value: String,
        /// Who wrote it; absent if that is too long ago.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub written: Option<WrittenBy>,
    }
}

/// Returns the place of a source in the order in which one covers the next.
fn precedence(source: Source) -> u8 {
    match source {
        Source::Manual => 0,
        Source::Trial => 1,
        Source::Billing => 2,
        Source::Default => 3,
    }
}

impl Facts<'_> {
    pub(super) fn sources(&self) -> Vec<SourceEntry> {
        let entry = |it: &tiergate::Assignment| SourceEntry {
            source: it.source,
            state: self.weight(it),
            plan: it.plan.clone(),
            tier: it.plan.as_ref().and_then(|plan| Named::known_tier(self.of.policy(), plan)),
            standing: it.standing,
            expires_at: it.expires_at,
            written: self.written(|change| sets_plan(change, it.source)),
        };
        let mut all: Vec<_> = self.of.facts().assignments.iter().map(entry).collect();
        all.sort_by_key(|it| (it.state, precedence(it.source)));
        all
    }

    pub(super) fn features(&self) -> Vec<FeatureEntry> {
        let entry = |feature: &tiergate::Feature| {
            let decision = self.of.peek_feature(&feature.id);
            FeatureEntry {
                name: Named::new(&feature.id, &feature.label, feature.description.as_ref()),
                because: self.rule(&decision),
                decision: Decision::clone(&decision),
                switches: self.switches_of(&feature.id),
            }
        };
        self.of.policy().catalog().features.iter().map(entry).collect()
    }

    fn switches_of(&self, feature: &str) -> Vec<SwitchEntry> {
        let own = self.of.facts().switches.iter().filter(|it| it.feature == feature);
        let entry = |it: &tiergate::FeatureSwitch| SwitchEntry {
            enabled: it.enabled,
            by: it.by,
            expires_at: it.expires_at,
            ended: !self.holds(it.expires_at),
            written: self.written(|change| sets_switch(change, feature, it.by)),
        };
        own.map(entry).collect()
    }

    pub(super) fn caps(&self) -> Vec<CapEntry> {
        let entry = |cap: &tiergate::Cap| {
            let state = self.of.cap(&cap.id)?.clone();
            let name = Named::new(&cap.id, &cap.label, None);
            let (unit, period) = (cap.unit.clone(), cap.period);
            Some(CapEntry { name, unit, period, state, held: self.held_caps(&cap.id) })
        };
        self.of.policy().catalog().caps.iter().filter_map(entry).collect()
    }

    fn held_caps(&self, cap: &str) -> Vec<HeldCapEntry> {
        let own = self.of.facts().caps.iter().filter(|it| it.cap == cap);
        let entry = |it: &tiergate::HeldCap| HeldCapEntry {
            limit: it.limit,
            giver: it.giver,
            expires_at: it.expires_at,
            ended: !self.holds(it.expires_at),
            written: self.written(|change| sets_cap(change, cap, it.giver)),
        };
        own.map(entry).collect()
    }

    pub(super) fn add_ons(&self) -> Vec<AddOnEntry> {
        let known = &self.of.policy().catalog().add_ons;
        let entry = |it: &tiergate::AddOn| AddOnEntry {
            name: Named::new(&it.id, &it.label, it.description.as_ref()),
            known: true,
            in_force: self.of.add_ons().contains(&it.id),
            tiers: it.tiers.clone(),
            held: self.held_add_ons(&it.id),
        };
        let mut all: Vec<_> = known.iter().map(entry).collect();
        for HeldAddOn { id, .. } in &self.of.facts().add_ons {
            if all.iter().all(|it| it.name.id != *id) {
                let (name, held) = (Named::new(id, id, None), self.held_add_ons(id));
                let (known, in_force, tiers) = (false, false, Vec::new());
                all.push(AddOnEntry { name, known, in_force, tiers, held });
            }
        }
        all
    }

    fn held_add_ons(&self, id: &str) -> Vec<HeldAddOnEntry> {
        let own = self.of.facts().add_ons.iter().filter(|it| it.id == id);
        let entry = |it: &HeldAddOn| HeldAddOnEntry {
            quantity: it.quantity,
            giver: it.giver,
            expires_at: it.expires_at,
            ended: !self.holds(it.expires_at),
            written: self.written(|change| gives_add_on(change, id, it.giver)),
        };
        own.map(entry).collect()
    }

    pub(super) fn attributes(&self) -> Vec<AttributeEntry> {
        let entry = |(name, value): &(String, String)| AttributeEntry {
            name: name.clone(),
            value: value.clone(),
            written: self
                .written(|it| matches!(it, Change::SetAttribute { name: own, .. } if own == name)),
        };
        self.of.facts().attributes.iter().map(entry).collect()
    }
}
