//! When a billing provider is asked, and about what.

use crate::billing::known::Known;
use std::collections::BTreeSet;
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

impl Asking {
    /// Returns what must be asked about because of new reports. An answer is not asked about again,
    /// unless a later one is sure to settle more.
    pub(super) fn wanted(
        self,
        new: &[&BillingReport],
        known: &Known,
        by_reference: bool,
    ) -> BTreeSet<String> {
        if self == Self::Never {
            return BTreeSet::new();
        }
        let ids: BTreeSet<&str> = new.iter().map(|report| report.id.as_str()).collect();
        let answers = new.iter().filter(|it| it.id.starts_with(ANSWER));
        let mut subjects = match answers.filter_map(|it| it.at).max() {
            Some(at) => known.doubtful_still(at),
            None => known.doubtful(&ids, by_reference),
        };
        if self == Self::Always && !new.iter().any(|it| it.id.starts_with(ANSWER)) {
            subjects.extend(known.touched(&ids));
        }
        subjects.extend(known.unnamed_products(&ids));
        subjects
    }
}
