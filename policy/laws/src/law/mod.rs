//! The laws, and what is found of each.

use crate::prelude::*;
mod answers;
mod doubt;
mod givers;
mod monotone;
mod notes;
mod products;
mod times;
mod upsell;

use crate::domain::Domain;
use crate::finding::Finding;
use crate::survey::Survey;
use crate::{Engine, EngineError};
use core::fmt;
use serde::Serialize;

/// Something that customers expect of every policy.
///
/// # Examples
///
/// ```
/// use tiergate_laws::Law;
///
/// assert_eq!(Law::MonotoneCaps.name(), "monotone-caps");
/// assert_eq!(Law::named("monotone-caps"), Some(Law::MonotoneCaps));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Law {
    /// A higher offered tier allows what a lower one does, with any add-ons.
    MonotoneFeatures,
    /// A higher offered tier limits no cap more than a lower one, with any add-ons.
    MonotoneCaps,
    /// What a tier or an add-on gives can be used there.
    Usable,
    /// An add-on lowers no cap, and changes something at some offered tier.
    WorthwhileAddOns,
    /// Each feature is allowed to someone.
    LiveFeatures,
    /// A customer can reach each offered tier.
    ReachableTiers,
    /// A product sells each offered tier, and none sells a tier that is not offered.
    SoldTiers,
    /// A tenant without a known plan has at least the default tier, or is flagged.
    NoLockout,
    /// A tenant without a known plan has no more than the default tier, or is flagged and has an
    /// offered one.
    NoPromotion,
    /// A trial is of a tier above the default one.
    TrialAboveDefault,
    /// What an answer names to make a feature available does, and the tenant loses nothing by it.
    TruthfulUpsell,
    /// An unpaid subscription ends at some time.
    PastDueEnds,
    /// An answer holds exactly until its `valid-until`.
    ExactValidUntil,
    /// The same facts, in any order, have the same answer.
    Pure,
    /// A check agrees with what the entitlements say.
    Consistent,
}

impl Law {
    /// Every law.
    pub const ALL: [Self; 15] = [
        Self::MonotoneFeatures,
        Self::MonotoneCaps,
        Self::Usable,
        Self::WorthwhileAddOns,
        Self::LiveFeatures,
        Self::ReachableTiers,
        Self::SoldTiers,
        Self::NoLockout,
        Self::NoPromotion,
        Self::TrialAboveDefault,
        Self::TruthfulUpsell,
        Self::PastDueEnds,
        Self::ExactValidUntil,
        Self::Pure,
        Self::Consistent,
    ];

    /// Returns its name, as test files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MonotoneFeatures => "monotone-features",
            Self::MonotoneCaps => "monotone-caps",
            Self::Usable => "usable",
            Self::WorthwhileAddOns => "worthwhile-add-ons",
            Self::LiveFeatures => "live-features",
            Self::ReachableTiers => "reachable-tiers",
            Self::SoldTiers => "sold-tiers",
            Self::NoLockout => "no-lockout",
            Self::NoPromotion => "no-promotion",
            Self::TrialAboveDefault => "trial-above-default",
            Self::TruthfulUpsell => "truthful-upsell",
            Self::PastDueEnds => "past-due-ends",
            Self::ExactValidUntil => "exact-valid-until",
            Self::Pure => "pure",
            Self::Consistent => "consistent",
        }
    }

    /// Returns the law with a name; `None` if there is none.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|law| law.name() == name)
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was found of one law.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LawReport {
    /// The law.
    pub law: Law,
    /// Whether everything that the law is about was asked, rather than a sample.
    pub proved: bool,
    /// How many combinations were asked about; 0 if the law was not asked, because the products are
    /// not known.
    pub points: u64,
    /// How it is broken; empty if it holds.
    pub findings: Vec<Finding>,
}

/// What was found of every law.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Report {
    /// The laws, in the order of [`Law::ALL`].
    pub laws: Vec<LawReport>,
}

impl Report {
    /// Returns what was found, by law.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.laws.iter().flat_map(|it| &it.findings)
    }
}

/// Checks every law by asking a policy about each combination of tier, add-ons and edition, or a
/// sample of them.
///
/// # Errors
///
/// [`EngineError`] if the policy gives no answer to a question.
///
/// # Examples
///
/// ```
/// use tiergate_laws::{Domain, Native, check_laws};
///
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// let report = check_laws(&Native::new(&map)?, &Domain::of_map(&map))?;
/// assert_eq!(report.findings().count(), 0);
/// assert!(report.laws[0].proved);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_laws(engine: &dyn Engine, domain: &Domain) -> Result<Report, EngineError> {
    let survey = Survey::new(engine, domain)?;
    let mut laws = by_survey(&survey, domain)?;
    laws.extend(answers::check(&survey, domain)?);
    Ok(Report { laws })
}

/// Checks the laws that a map may break: not those about what the rules, which are the same for every
/// map, do with facts and times.
pub(crate) fn check_map(engine: &dyn Engine, domain: &Domain) -> Result<Report, EngineError> {
    Ok(Report { laws: by_survey(&Survey::new(engine, domain)?, domain)? })
}

fn by_survey(survey: &Survey<'_>, domain: &Domain) -> Result<Vec<LawReport>, EngineError> {
    let engine = survey.engine;
    let points = survey.points().len() as u64;
    let surveyed = |law, findings| LawReport { law, proved: survey.sets.all, points, findings };
    let some = |law, points, findings| LawReport { law, proved: true, points, findings };
    let doubts = doubt::check(engine)?;
    let sold = products::check(engine, domain)?;
    let products = domain.products.len() as u64;
    let tiers = if products > 0 { survey.info().tiers.len() as u64 } else { 0 };
    Ok(vec![
        surveyed(Law::MonotoneFeatures, monotone::features(survey)),
        surveyed(Law::MonotoneCaps, monotone::caps(survey)),
        surveyed(Law::Usable, givers::usable(survey)),
        surveyed(Law::WorthwhileAddOns, givers::worthwhile(survey)),
        surveyed(Law::LiveFeatures, givers::live(survey)),
        some(Law::ReachableTiers, tiers, sold.unreachable),
        some(Law::SoldTiers, tiers, sold.unsold),
        some(Law::NoLockout, doubts.asked, doubts.lockout),
        some(Law::NoPromotion, doubts.asked, doubts.promotion),
        some(Law::TrialAboveDefault, 1, doubt::trial(engine.describe())),
        surveyed(Law::TruthfulUpsell, upsell::check(survey)),
        some(Law::PastDueEnds, products, sold.endless),
    ])
}
