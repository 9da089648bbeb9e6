//! Since when a subscription is past due.
//!
//! Stripe does not report it. It is the least of all evidence of the present episode, which no
//! order of arrival can change: when a snapshot first reported it, and when a failed payment was
//! due.

// Tests: past_due_tests.rs

use super::choose::CLOCKS;
use super::extract::Unpaid;
use super::timeline::Moment;
use tiergate::Timestamp;

/// Since when a subscription is past due.
pub(super) struct Since {
    pub(super) at: Timestamp,
    /// Whether that follows from more than when it was first reported.
    pub(super) is_exact: bool,
}

/// Returns since when a subscription is past due, whose life ends past due. `None` if it has no
/// life.
pub(super) fn since(life: &[Moment<'_>], evidence: &[&Unpaid]) -> Option<Since> {
    let episode = Episode::of(life)?;
    let dues = evidence.iter().filter(|it| it.at >= episode.earliest_evidence());
    let due = dues.map(|it| it.since.max(episode.in_order_at.unwrap_or(0))).min();
    let is_exact = due.is_some() || episode.began_in_sight || episode.in_order_at.is_some();
    let at = due.map_or(episode.reported_at, |due| due.min(episode.reported_at));
    Some(Since { at, is_exact })
}

/// The present time in which a payment is missing.
struct Episode {
    /// When that was first reported.
    reported_at: Timestamp,
    /// Whether that was the very change.
    began_in_sight: bool,
    /// When the payment was last reported in order.
    in_order_at: Option<Timestamp>,
}

impl Episode {
    /// Returns the episode at the end of a life.
    fn of(life: &[Moment<'_>]) -> Option<Self> {
        let mut reported_at = life.last()?.at;
        let mut began_in_sight = false;
        let mut rest = life.iter().rev().filter(|it| it.facts.is_unpaid().is_some()).peekable();
        while let Some(moment) = rest.next_if(|it| it.facts.is_unpaid() == Some(true)) {
            reported_at = reported_at.min(moment.at);
            began_in_sight = moment.was_in_order();
            if began_in_sight {
                break;
            }
        }
        let in_order_at = rest.find(|it| it.was_in_order()).map(|it| it.at);
        Some(Self { reported_at, began_in_sight, in_order_at })
    }

    /// Returns from when on a failed payment is evidence of this episode, and not of an earlier
    /// one.
    fn earliest_evidence(&self) -> Timestamp {
        let began = if self.began_in_sight { self.reported_at.saturating_sub(CLOCKS) } else { 0 };
        began.max(self.in_order_at.unwrap_or(0))
    }
}
