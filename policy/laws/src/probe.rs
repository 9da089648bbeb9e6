//! Questions whose answers show what a policy does: those of every enumerated point.

use crate::domain::{NO_PLAN, NO_PRODUCT, NOW, buyer, plan, subscription};
use crate::prelude::*;
use crate::sets::AddOnSets;
use crate::{Domain, Engine, EngineError};
use serde::Serialize;
use tiergate_policy::catalog::Info;
use tiergate_policy::subscription::{Effect, Status, Subscription};
use tiergate_policy::types::{Assignment, Entitlements, Tenant};

/// A question, and whom it is about in words.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Probe {
    /// Whom it is about, such as `pro with assistant`.
    pub about: String,
    /// The question.
    pub question: Question,
    /// What stays the same if the add-ons differ: the tier and the edition.
    pub(crate) base: String,
}

/// A question to a policy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Question {
    /// What a tenant may do at [`crate::NOW`].
    Entitle(Tenant),
    /// What a tenant starts with that was, or was not, there before.
    Signup(bool),
    /// What a subscription gives.
    Billing(Subscription),
}

/// An answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    Entitle(Entitlements),
    Signup(Vec<Assignment>),
    Billing(Effect),
}

impl Question {
    pub(crate) fn ask(&self, engine: &dyn Engine) -> Result<Answer, EngineError> {
        Ok(match self {
            Self::Entitle(tenant) => Answer::Entitle(engine.entitle(tenant, NOW)?),
            Self::Signup(returning) => Answer::Signup(engine.on_signup(NOW, *returning)?),
            Self::Billing(it) => Answer::Billing(engine.on_billing(core::slice::from_ref(it))?),
        })
    }

    /// Checks whether two policies answer alike.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if one of them gives no answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_laws::{Domain, Native, Probe};
    ///
    /// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// let notes = Native::new(&map)?;
    /// for probe in Probe::all(&map.info, &Domain::of_map(&map)) {
    ///     assert!(probe.question.same(&notes, &notes)?);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn same(&self, one: &dyn Engine, other: &dyn Engine) -> Result<bool, EngineError> {
        Ok(self.ask(one)? == self.ask(other)?)
    }
}

impl Probe {
    fn new(about: impl Into<String>, question: Question) -> Self {
        let about = about.into();
        Self { base: about.clone(), about, question }
    }

    /// Returns a question for each combination of tier, add-ons and edition, for tenants without a
    /// known plan, for sign-up, and for each product in each status.
    pub fn all(info: &Info, domain: &Domain) -> Vec<Self> {
        let mut probes = doubts();
        for edition in core::iter::once(None).chain(info.editions.iter().map(Some)) {
            let ungated = edition.is_some_and(|it| it.tier.is_some());
            let sets = AddOnSets::new(
                info.add_ons.len(),
                (domain.most / (info.tiers.len() * (info.editions.len() + 1)).max(1)).max(1),
            );
            for tier in info.tiers.iter().take(if ungated { 1 } else { usize::MAX }) {
                let edition = edition.map(|it| it.id.as_str());
                probes.extend((0..sets.len()).map(|set| {
                    let set = sets.get(set);
                    let of = |set| about(info, edition, if ungated { "" } else { &tier.id }, set);
                    let question = Question::Entitle(buyer(info, edition, &tier.id, set));
                    Self { about: of(set), base: of(&[]), question }
                }));
            }
        }
        probes.push(Self::new("sign-up", Question::Signup(false)));
        probes.push(Self::new("sign-up of a tenant that was there", Question::Signup(true)));
        let products = domain.products.iter().map(String::as_str).chain([NO_PRODUCT]);
        probes.extend(products.flat_map(subscriptions));
        probes
    }
}

fn doubts() -> Vec<Probe> {
    let billed = |it| Question::Entitle(Tenant { assignments: vec![it], ..Tenant::new() });
    vec![
        Probe::new("without a plan", Question::Entitle(Tenant::new())),
        Probe::new("without a plan (null)", billed(plan(None, None))),
        Probe::new("with an unknown plan", billed(plan(Some(NO_PLAN), None))),
        Probe::new("with an expired plan", billed(plan(Some(NO_PLAN), Some(NOW)))),
    ]
}

fn about(info: &Info, edition: Option<&str>, tier: &str, set: &[usize]) -> String {
    let held = set.iter().filter_map(|&at| info.add_ons.get(at)).map(|it| it.id.as_str());
    let held = held.collect::<Vec<_>>().join(" and ");
    let mut about = tier.to_owned();
    if !held.is_empty() {
        about = format!("{about} with {held}");
    }
    match edition {
        Some(edition) => format!("{about} in edition {edition}").trim().to_owned(),
        None => about,
    }
}

/// Returns questions about a subscription to a product in each status.
fn subscriptions(product: &str) -> Vec<Probe> {
    let shown = if product == NO_PRODUCT { "a product that is not listed" } else { product };
    let of = |words: &str, it| Probe::new(format!("{shown}, {words}"), Question::Billing(it));
    let ended = |it: Subscription| Subscription { ends_at: Some(NOW + 9 * 86_400), ..it };
    let trial = Subscription {
        trial_ends_at: Some(NOW + 5 * 86_400),
        ..subscription(product, Status::Trialing)
    };
    vec![
        of("active", subscription(product, Status::Active)),
        of("trialing", trial),
        of("past due", subscription(product, Status::PastDue)),
        of("unpaid", subscription(product, Status::Unpaid)),
        of("paused", subscription(product, Status::Paused)),
        of("canceled", ended(subscription(product, Status::Canceled))),
        of("active until it ends", ended(subscription(product, Status::Active))),
        of("incomplete", subscription(product, Status::Incomplete)),
        of(
            "collection paused",
            Subscription { collection_paused: true, ..subscription(product, Status::Active) },
        ),
    ]
}
