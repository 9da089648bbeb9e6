//! Why a tenant may use a feature, or may not, in sentences for those who look after the tenant.

use crate::events::change::Change;
use crate::events::event::Event;
use crate::format::{end, format_time, quoted};
use crate::store::Store;
use crate::tenants::Tenants;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use tiergate::{
    Assignment, CheckError, Decision, Entitlements, Giver, Reason, Source, Standing, Switcher,
    Timestamp,
};

/// How many events an explanation searches for who wrote a fact.
const EVENTS: u32 = 1_000;

/// Why a tenant may, or may not, use a feature: the rule of the policy that decides, and the facts
/// that it decides from. It is displayed as sentences, one on each line.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// let explanation = tenants.explain("acme", "export").await?;
/// let text = explanation.to_string();
/// assert!(text.starts_with("`acme` may use `export`.\n- The tenant's tier, `pro`, includes it."));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Explanation {
    /// The tenant.
    pub tenant: String,
    /// The policy's decision.
    pub decision: tiergate::contract::Decision,
    /// The tenant's tier, and why.
    pub resolution: tiergate::Resolution,
    /// The rule and the facts, in sentences.
    pub because: Vec<String>,
    /// The revision of the facts.
    pub revision: u64,
    /// The digest of the policy that decides.
    pub digest: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let may = if self.decision.allowed { "may" } else { "may not" };
        write!(f, "`{}` {may} use `{}`.", self.tenant, self.decision.feature)?;
        self.because.iter().try_for_each(|line| write!(f, "\n- {line}"))
    }
}

impl<S: Store> Tenants<S> {
    /// Explains whether a tenant may use a feature now.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// let explanation = tenants.explain("acme", "ai").await?;
    /// assert!(!explanation.decision.allowed);
    /// assert!(explanation.because[1].contains("assistant"));
    /// # Ok(()) }
    /// ```
    pub async fn explain(&self, tenant: &str, feature: &str) -> Result<Explanation, CheckError> {
        let decision = self.tiers().check(tenant, feature).await?;
        let events = self.store().history(tenant, None, EVENTS).await;
        let events = events.map_err(|error| CheckError::Facts(Arc::new(error)))?;
        let of = decision.entitlements();
        let told = Told { of, events: &events, now: self.tiers().now() };
        let mut because = told.rule(&decision);
        because.extend(told.tier());
        because.extend(told.billing());
        because.extend(
            decision.valid_until.map(|until| {
                format!("This answer holds until {} at the latest.", format_time(until))
            }),
        );
        let catalog = of.policy().catalog();
        because.push(format!("The policy that decides is {} {}.", catalog.name, catalog.version));
        Ok(Explanation {
            tenant: tenant.to_owned(),
            decision: tiergate::contract::Decision::clone(&decision),
            resolution: of.resolution().clone(),
            because,
            revision: of.revision(),
            digest: of.policy().digest().to_owned(),
        })
    }
}

/// What an explanation is made from.
struct Told<'a> {
    of: &'a Entitlements,
    /// The tenant's events, the last one first.
    events: &'a [Event],
    now: Timestamp,
}

impl Told<'_> {
    /// Returns the rule that decides, and the facts that it is about.
    fn rule(&self, decision: &Decision) -> Vec<String> {
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
            decision = self.of.feature(needed);
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
            let (giver, by) = match held.giver {
                Giver::Manual => (
                    "An operator",
                    self.by(
                        |change| matches!(change, Change::GiveAddOn { add_on, .. } if add_on == id),
                    ),
                ),
                Giver::Billing => {
                    ("Billing", self.by(|change| matches!(change, Change::Bill { .. })))
                }
            };
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
            let by = self.by(|change| {
                matches!(change, Change::SwitchFeature { feature: known, by, .. }
                    if known == feature && *by == switch.by)
            });
            format!("{who} switched it {state}, {}{by}.", end(switch.expires_at))
        };
        switches.map(line).collect()
    }

    /// Returns which tier the tenant has, by which fact, and which facts do not decide.
    fn tier(&self) -> Vec<String> {
        let resolution = self.of.resolution();
        let tier = &resolution.tier;
        let by = match resolution.source {
            Some(source) => name(source).to_owned(),
            None if self.edition_decides() => format!("its edition, {}", self.edition()),
            None => "the policy's own rule for tenants without a plan that holds".to_owned(),
        };
        let mut lines = vec![format!("Its tier is `{tier}`, by {by}.")];
        let deciding = self.deciding();
        for assignment in &self.of.facts().assignments {
            let decides = deciding.contains(&assignment);
            let weight = match self.holds(assignment.expires_at) {
                false => "Ended",
                true if decides => "Decides",
                true => "Covered",
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
    fn billing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(lapsed) = self.of.lapsed() {
            let failed = lapsed.payment_failed_at.map_or_else(String::new, format_time);
            let failed = if failed.is_empty() { failed } else { format!(" at {failed}") };
            let ended = format_time(lapsed.ended_at);
            lines.push(format!(
                "A payment failed{failed}, so a plan from billing ended at {ended}."
            ));
        }
        let subscriptions = self.of.stored_facts().subscriptions_for(self.of.policy());
        let subscriptions = subscriptions.ok().flatten().unwrap_or_default();
        let effect = self.of.policy().on_billing(&subscriptions);
        let unknown = effect.map_or_else(|_| Vec::new(), |effect| effect.unknown_products);
        if !unknown.is_empty() {
            let unknown = quoted(unknown.iter().map(String::as_str));
            lines.push(format!("Billing has products that the policy does not know: {unknown}."));
        }
        lines
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
    fn edition_decides(&self) -> bool {
        let editions = &self.of.policy().catalog().editions;
        let own = self.of.facts().edition.as_ref();
        editions.iter().any(|it| Some(&it.id) == own && it.tier.is_some())
    }

    fn edition(&self) -> String {
        quoted(self.of.facts().edition.as_deref().into_iter())
    }

    fn holds(&self, expires_at: Option<Timestamp>) -> bool {
        expires_at.is_none_or(|end| self.now < end)
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
        let by = self.by(|change| match change {
            Change::Grant { .. } => source == Source::Manual,
            Change::Bill { .. } => source == Source::Billing,
            Change::Create { .. } => matches!(source, Source::Trial | Source::Default),
            Change::Trial { .. } => source == Source::Trial,
            Change::Import { source: of, .. } => source == *of,
            _ => false,
        });
        let (source, end) = (name(source), end(assignment.expires_at));
        format!("{source} says {plan}{standing}, {end}{by}.")
    }

    /// Returns who wrote the last such change, when and why.
    fn by(&self, is: impl Fn(&Change) -> bool) -> String {
        let Some(event) = self.events.iter().find(|event| is(&event.change)) else {
            return String::new();
        };
        let reason = event.reason.as_ref().map(|reason| format!(": {reason:?}"));
        format!(" ({}, {}{})", event.actor, format_time(event.at), reason.unwrap_or_default())
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
