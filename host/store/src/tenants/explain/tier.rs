//! Which tier a tenant has, and why.

use super::rule::Facts;
use super::written::sets_plan;
use crate::format::{end, format_time, quoted};
use serde::Serialize;
use tiergate::{Assignment, Source, Standing};

/// Whether an assignment decides the tenant's tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SourceState))]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It decides.
    Decides,
    /// It holds, but another one decides.
    Covered,
    /// It no longer holds.
    Ended,
}

impl Facts<'_> {
    /// Returns which tier the tenant has, by which fact, and which facts do not decide.
    pub(super) fn tier(&self) -> Vec<String> {
        let resolution = self.of.resolution();
        let tier = &resolution.tier;
        let by = match resolution.source {
            Some(source) => name(source).to_owned(),
            None if self.edition_decides() => format!("its edition, {}", self.edition()),
            None => "the policy's own rule for tenants without a plan that holds".to_owned(),
        };
        let mut lines = vec![format!("Its tier is `{tier}`, by {by}.")];
        for assignment in &self.of.facts().assignments {
            let weight = match self.weight(assignment) {
                Weight::Decides => "Decides",
                Weight::Covered => "Covered",
                Weight::Ended => "Ended",
            };
            lines.push(format!("{weight}: {}", self.assignment(assignment)));
        }
        if resolution.misconfigured {
            lines.push("The plan or the edition is missing or unknown: correct it.".into());
        }
        lines
    }

    /// Returns what billing reports in addition to plans: a plan that lapsed, and products that the policy
    /// does not know.
    pub(super) fn billing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(lapsed) = self.of.lapsed() {
            let failed = lapsed.payment_failed_at.map_or_else(String::new, format_time);
            let failed = if failed.is_empty() { failed } else { format!(" at {failed}") };
            let ended = format_time(lapsed.ended_at);
            lines.push(format!(
                "A payment failed{failed}, so a plan from billing ended at {ended}."
            ));
        }
        let unknown = self.unknown_products();
        if !unknown.is_empty() {
            let unknown = quoted(unknown.iter().map(String::as_str));
            lines.push(format!("Billing has products that the policy does not know: {unknown}."));
        }
        lines
    }

    /// Returns the products of billing that the policy does not know.
    pub(super) fn unknown_products(&self) -> Vec<String> {
        let subscriptions = self.of.stored_facts().subscriptions_for(self.of.policy());
        let subscriptions = subscriptions.ok().flatten().unwrap_or_default();
        let effect = self.of.policy().on_billing(&subscriptions);
        effect.map_or_else(|_| Vec::new(), |effect| effect.unknown_products)
    }

    /// Returns whether an assignment decides the tenant's tier.
    pub(super) fn weight(&self, assignment: &Assignment) -> Weight {
        match self.holds(assignment.expires_at) {
            false => Weight::Ended,
            true if self.deciding().contains(&assignment) => Weight::Decides,
            true => Weight::Covered,
        }
    }

    /// Returns the assignments that can be the one by which the policy decided: its answer names
    /// the source, the standing and the end. Of several, those count that name the tier.
    fn deciding(&self) -> Vec<&Assignment> {
        let resolution = self.of.resolution();
        let is_the_one = |it: &&Assignment| {
            Some(it.source) == resolution.source
                && it.standing == resolution.standing
                && it.expires_at == resolution.expires_at
        };
        let all = self.of.facts().assignments.iter().filter(is_the_one);
        let (named, others): (Vec<_>, Vec<_>) =
            all.partition(|it| it.plan.as_deref() == Some(self.of.tier()));
        if named.is_empty() { others } else { named }
    }

    /// Checks whether the tenant's edition is one that is not gated.
    pub(super) fn edition_decides(&self) -> bool {
        let editions = &self.of.policy().catalog().editions;
        let own = self.of.facts().edition.as_ref();
        editions.iter().any(|it| Some(&it.id) == own && it.tier.is_some())
    }

    fn assignment(&self, assignment: &Assignment) -> String {
        let plan = match &assignment.plan {
            Some(plan) => format!("the plan `{plan}`"),
            None => "no plan".to_owned(),
        };
        let standing = match assignment.standing {
            Standing::Good => String::new(),
            Standing::Trialing(until) => format!(", on trial until {}", format_time(until)),
            Standing::PastDue(Some(until)) => {
                format!(", past due, kept until {}", format_time(until))
            }
            Standing::PastDue(None) => ", past due".to_owned(),
        };
        let source = assignment.source;
        let by = self.by(|change| sets_plan(change, source));
        let (source, end) = (name(source), end(assignment.expires_at));
        format!("{source} says {plan}{standing}, {end}{by}.")
    }
}

fn name(source: Source) -> &'static str {
    match source {
        Source::Manual => "an operator's grant",
        Source::Trial => "a trial",
        Source::Billing => "billing",
        Source::Default => "the default",
    }
}
