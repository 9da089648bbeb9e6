//! When a billing provider is asked, and about what.

use crate::billing::known::Known;
use std::collections::BTreeSet;
use tiergate::Timestamp;
use tiergate_store::BillingReport;

/// When Stripe's API is asked.
///
/// # Examples
///
/// ```
/// use tiergate_server::Asking;
///
/// assert_eq!(Asking::default(), Asking::Doubt);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Asking {
    /// Never: what is in doubt is kept as what gives more, and shown.
    Never,
    /// If events leave something in doubt.
    #[default]
    Doubt,
    /// About every customer of whom an event reports anything.
    Always,
}

/// The beginning of the identifiers of answers.
const ANSWER: &str = "answer:";

/// What is new: events, or answers of the API.
pub(super) struct New<'a> {
    ids: BTreeSet<&'a str>,
    /// Of which moment the newest answer is, if there is one.
    answered_at: Option<Timestamp>,
}

impl<'a> New<'a> {
    /// Returns what these reports are.
    pub(super) fn of(reports: &[&'a BillingReport]) -> Self {
        let answers = reports.iter().filter(|it| it.id.starts_with(ANSWER));
        let answered_at = answers.filter_map(|it| it.at).max();
        Self { ids: reports.iter().map(|report| report.id.as_str()).collect(), answered_at }
    }
}

impl Asking {
    /// Returns what must be asked about because of new reports. An answer is not asked about again,
    /// unless a later one is sure to settle more.
    pub(super) fn wanted(
        self,
        new: &New<'_>,
        known: &Known,
        by_reference: bool,
    ) -> BTreeSet<String> {
        if self == Self::Never {
            return BTreeSet::new();
        }
        let New { ids, answered_at } = new;
        let mut subjects = match answered_at {
            Some(at) => known.doubtful_still(*at),
            None => known.doubtful(ids, by_reference),
        };
        if self == Self::Always && answered_at.is_none() {
            subjects.extend(known.touched(ids));
        }
        subjects.extend(known.unnamed_products(ids));
        subjects.extend(known.unread(ids));
        subjects
    }
}
