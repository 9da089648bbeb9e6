//! The rule that decides a feature, and the facts that it is about.

use super::written::{gives_add_on, sets_switch};
use crate::events::change::Change;
use crate::events::event::Event;
use crate::format::{end, format_time, quoted};
use std::collections::HashSet;
use tiergate::{Decision, Entitlements, Giver, Reason, Switcher, Timestamp};

/// What an explanation is made from.
pub(super) struct Facts<'a> {
    pub(super) of: &'a Entitlements,
    /// The tenant's events, the last one first.
    pub(super) events: &'a [Event],
    pub(super) now: Timestamp,
}

impl Facts<'_> {
    /// Returns the rule that decides, and the facts that it is about.
    pub(super) fn rule(&self, decision: &Decision) -> Vec<String> {
        let feature = decision.feature.as_str();
        match &decision.reason {
            Reason::AlwaysOn => vec!["It is always on for every tenant.".to_owned()],
            Reason::Ungated => {
                vec![format!("The tenant's edition, {}, is not gated.", self.edition())]
            }
            Reason::Tier(tier) => vec![format!("The tenant's tier, `{tier}`, includes it.")],
            Reason::AddOn(id) => {
                let mut lines =
                    vec![format!("The add-on `{id}`, which the tenant holds, includes it.")];
                lines.extend(self.add_on(id));
                lines
            }
            Reason::SwitchedOn | Reason::SwitchedOff => self.switches(feature),
            Reason::NotIncluded => self.not_included(decision),
            Reason::NotInForce(id) => self.not_in_force(decision, id),
            Reason::Requires(_) => self.required(decision),
            Reason::UnknownFeature => {
                let known = self.of.policy().catalog().features.iter();
                let known = quoted(known.map(|feature| feature.id.as_str()));
                vec![format!("The policy has no such feature; it has {known}.")]
            }
        }
    }

    /// Returns what a feature requires, what that requires, and so on: a policy may have a circle
    /// of requirements.
    fn required(&self, decision: &Decision) -> Vec<String> {
        let (mut lines, mut seen) = (Vec::new(), HashSet::new());
        let mut decision = decision.clone();
        while let Reason::Requires(needed) = &decision.reason {
            if !seen.insert(decision.feature.clone()) {
                lines.push(
                    "These features require each other, so none of them is available.".into(),
                );
                return lines;
            }
            lines.push(format!("It requires `{needed}`, which the tenant may not use:"));
            decision = self.of.peek_feature(needed);
        }
        lines.extend(self.rule(&decision));
        lines
    }

    fn not_included(&self, decision: &Decision) -> Vec<String> {
        let tier = self.of.tier();
        let first = format!(
            "Neither the tenant's tier, `{tier}`, nor an add-on that it holds includes it."
        );
        std::iter::once(first).chain(self.help(decision)).collect()
    }

    fn not_in_force(&self, decision: &Decision, id: &str) -> Vec<String> {
        let add_ons = &self.of.policy().catalog().add_ons;
        let tiers = add_ons.iter().filter(|add_on| add_on.id == id).flat_map(|it| &it.tiers);
        let tiers = quoted(tiers.map(String::as_str));
        let first = format!(
            "The add-on `{id}`, which the tenant holds, includes it, but is for {tiers} and not for \
             the tenant's tier, `{}`.",
            self.of.tier()
        );
        let lines = std::iter::once(first).chain(self.add_on(id));
        lines.chain(self.help(decision)).collect()
    }

    /// Returns what would make a denied feature available.
    fn help(&self, decision: &Decision) -> Vec<String> {
        let add_ons = quoted(decision.add_ons.iter().map(String::as_str));
        let tier = decision.minimum_tier.as_ref();
        let mut lines = Vec::new();
        if let (Some(tier), true) = (tier, decision.together) {
            lines.push(format!("It takes the tier `{tier}` together with an add-on: {add_ons}."));
            return lines;
        }
        lines.extend(tier.map(|tier| {
            format!("The lowest tier on offer at which the tenant would have it is `{tier}`.")
        }));
        if !decision.add_ons.is_empty() {
            lines.push(format!("Add-ons that would give it: {add_ons}."));
        }
        lines
    }

    fn add_on(&self, id: &str) -> Vec<String> {
        let held = self.of.facts().add_ons.iter().filter(|held| held.id == id);
        let held = held.filter(|held| self.holds(held.expires_at));
        let line = |held: &tiergate::HeldAddOn| {
            let giver = match held.giver {
                Giver::Manual => "An operator",
                Giver::Billing => "Billing",
            };
            let by = self.by(|change| gives_add_on(change, id, held.giver));
            format!("{giver} gave `{id}`, {}{by}.", end(held.expires_at))
        };
        held.map(line).collect()
    }

    fn switches(&self, feature: &str) -> Vec<String> {
        let switches = self.of.facts().switches.iter().filter(|it| it.feature == feature);
        let switches = switches.filter(|switch| self.holds(switch.expires_at));
        let line = |switch: &tiergate::FeatureSwitch| {
            let who = match switch.by {
                Switcher::Operator => "An operator",
                Switcher::Tenant => "The tenant itself",
            };
            let state = if switch.enabled { "on" } else { "off" };
            let by = self.by(|change| sets_switch(change, feature, switch.by));
            format!("{who} switched it {state}, {}{by}.", end(switch.expires_at))
        };
        switches.map(line).collect()
    }

    pub(super) fn edition(&self) -> String {
        quoted(self.of.facts().edition.as_deref().into_iter())
    }

    pub(super) fn holds(&self, expires_at: Option<Timestamp>) -> bool {
        expires_at.is_none_or(|end| self.now < end)
    }

    /// Returns who wrote the last such change, when and why.
    pub(super) fn by(&self, is: impl Fn(&Change) -> bool) -> String {
        let Some(written) = self.written(is) else { return String::new() };
        let reason = written.reason.as_ref().map(|reason| format!(": {reason:?}"));
        format!(" ({}, {}{})", written.actor, format_time(written.at), reason.unwrap_or_default())
    }
}
