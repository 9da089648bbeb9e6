//! Which of several states gives most, for when it is unknown which one is the last.

use super::extract::{Facts, ReportedStatus};
use tiergate::Status;

/// Returns the facts that give most: by status, then without an end, then by their bytes, so that
/// it is the same one whatever their order. `None` if there are none.
pub(super) fn most_generous<'a>(facts: impl IntoIterator<Item = &'a Facts>) -> Option<&'a Facts> {
    facts.into_iter().max_by_key(|facts| key(facts))
}

fn key(facts: &Facts) -> (u8, bool, u64, String) {
    let bytes = serde_json::to_string(facts).unwrap_or_default();
    let end = facts.ends_at.unwrap_or(u64::MAX);
    (rank(&facts.status), !facts.collection_paused, end, bytes)
}

fn rank(status: &ReportedStatus) -> u8 {
    match status {
        ReportedStatus::Known(Status::Active) => 8,
        ReportedStatus::Known(Status::Trialing) => 7,
        ReportedStatus::Known(Status::PastDue) => 6,
        ReportedStatus::Known(Status::Unpaid) => 5,
        ReportedStatus::Known(Status::Paused) => 4,
        ReportedStatus::Unknown(_) => 3,
        ReportedStatus::Known(Status::Incomplete) => 2,
        ReportedStatus::Known(Status::Canceled) => 1,
        ReportedStatus::Known(Status::IncompleteExpired) => 0,
    }
}
