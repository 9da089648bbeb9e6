//! A subscription's life, second by second.

use super::extract::{Cause, Facts, Snapshot};
use super::generous::most_generous;
use super::second::{self, Before};
use tiergate::Timestamp;

/// One second of a subscription's life, or an answer of the provider's API.
pub(super) struct Moment<'a> {
    pub(super) at: Timestamp,
    /// The number of the answer.
    pub(super) number: Option<u64>,
    /// What held at its end, or what may have held and gives most.
    pub(super) facts: &'a Facts,
    /// Whether it is certain that this held.
    pub(super) is_certain: bool,
    /// Whether it is certain only if the moment before it is right.
    pub(super) needs_previous: bool,
    /// What held before it.
    pub(super) before: Before<'a>,
    /// What is known of this second.
    pub(super) snapshots: Vec<&'a Snapshot>,
}

impl Moment<'_> {
    /// Returns whether the subscription was created in it, and nothing else.
    pub(super) fn is_creation(&self) -> bool {
        self.snapshots.iter().all(|it| it.cause == Cause::Created)
    }

    /// Returns whether it continues what held at the end of another moment.
    pub(super) fn continues(&self, previous: &Self) -> bool {
        let is_next = match self.before {
            Before::Known(before) => before == previous.facts,
            Before::Unknown => self.facts == previous.facts,
            Before::Broken => false,
        };
        previous.is_certain && is_next
    }

    /// Returns whether the payment was in order at any time in it.
    pub(super) fn was_in_order(&self) -> bool {
        self.snapshots.iter().any(|it| {
            let before = match &it.cause {
                Cause::Updated(before) => before.is_unpaid(),
                _ => None,
            };
            before == Some(false) || it.facts.is_unpaid() == Some(false)
        })
    }
}

/// Returns the moments of one subscription's life, the earliest first. It begins with its creation,
/// whatever its time is, because nothing precedes a creation.
pub(super) fn timeline<'a>(snapshots: &[&'a Snapshot]) -> Vec<Moment<'a>> {
    let (created, mut rest): (Vec<_>, Vec<_>) =
        snapshots.iter().copied().partition(|it| it.cause == Cause::Created);
    rest.sort_by_key(|it| (it.order.at, it.order.number.is_none(), it.order.number));
    let mut moments: Vec<Moment<'a>> = creation(created).into_iter().collect();
    for group in rest.chunk_by(|one, other| one.order == other.order) {
        let previous = moments.last().filter(|it| it.is_certain).map(|it| it.facts);
        moments.extend(moment(group, previous));
    }
    moments
}

fn creation(created: Vec<&Snapshot>) -> Option<Moment<'_>> {
    let facts = most_generous(created.iter().map(|it| &it.facts))?;
    let at = created.iter().map(|it| it.order.at).min()?;
    let is_certain = created.iter().all(|it| it.facts == *facts);
    Some(Moment {
        at,
        number: None,
        facts,
        is_certain,
        needs_previous: false,
        before: Before::Unknown,
        snapshots: created,
    })
}

fn moment<'a>(group: &[&'a Snapshot], previous: Option<&Facts>) -> Option<Moment<'a>> {
    let order = group.first()?.order;
    let end = second::end(group, previous)?;
    let needs_previous = end.is_certain && !second::end(group, None)?.is_certain;
    Some(Moment {
        at: order.at,
        number: order.number,
        facts: end.facts,
        is_certain: end.is_certain,
        needs_previous,
        before: end.before,
        snapshots: group.to_vec(),
    })
}
