//! How a subscription stands, from all of its snapshots.

// Tests: choose_tests.rs

use super::doubt::Why;
use super::extract::{Cause, Facts, ReportedStatus, Snapshot, SoldItem};
use super::generous::most_generous;
use super::timeline::{Moment, timeline};
use tiergate::Status;

/// The provider's clocks differ by at most this many seconds.
pub(super) const CLOCKS: u64 = 10;

/// How a subscription stands.
pub(super) struct Chosen<'a> {
    pub(super) status: Status,
    pub(super) facts: Facts,
    pub(super) doubts: Vec<Why>,
    /// Its life up to the moment that was chosen.
    pub(super) life: Vec<Moment<'a>>,
}

/// Returns how a subscription stands. Only what is in doubt is known if it never had a known status,
/// or none of its items is known.
///
/// What is over stays over, whatever else is reported. Otherwise the newest answer of the
/// provider's API replaces everything earlier, and the latest second counts.
pub(super) fn choose<'a>(snapshots: &[&'a Snapshot]) -> Result<Chosen<'a>, Vec<Why>> {
    if let Some(facts) = terminal(snapshots) {
        let status = facts.known_status().unwrap_or(Status::Canceled);
        let doubts = facts.has_more.then_some(Why::ItemsMissing).into_iter().collect();
        return Ok(Chosen { status, facts: facts.clone(), doubts, life: Vec::new() });
    }
    let mut life = timeline(snapshots);
    life.truncate(end(&life));
    let valid = valid(&life);
    let doubt = order(&valid).or_else(|| overlooked(&life, &valid));
    let mut doubts: Vec<Why> = doubt.into_iter().collect();
    let status = status(&valid, &mut doubts);
    let facts = items(&valid, &mut doubts);
    match (status, facts) {
        (Some((status, of)), Some(items)) => {
            let facts = Facts { items, ..of.clone() };
            Ok(Chosen { status, facts, doubts, life })
        }
        _ => Err(doubts),
    }
}

/// Returns the facts of a subscription that is over: those of the latest snapshot in which it is.
fn terminal<'a>(snapshots: &[&'a Snapshot]) -> Option<&'a Facts> {
    let over = || snapshots.iter().filter(|it| it.facts.is_over());
    let latest = over().map(|it| it.order.at).max()?;
    most_generous(over().filter(|it| it.order.at == latest).map(|it| &it.facts))
}

/// Returns how many moments there are up to the one that counts: the newest answer, or the last
/// second that is not before it.
fn end(life: &[Moment<'_>]) -> usize {
    let newest = life.iter().filter_map(|it| it.number).max();
    let counts = |it: &Moment<'_>| it.number.is_none() || it.number == newest;
    life.iter().rposition(counts).map_or(0, |last| last + 1)
}

/// Returns the newest answer, and what happened since; everything if it was never asked.
fn valid<'a, 'b>(life: &'b [Moment<'a>]) -> Vec<&'b Moment<'a>> {
    let newest = life.iter().filter_map(|it| it.number).max();
    let from = life.iter().position(|it| newest.is_some() && it.number == newest).unwrap_or(0);
    let since = life.iter().skip(from);
    since.filter(|it| it.number.is_none() || it.number == newest).collect()
}

/// Returns whether the newest answer may lack a change that is reported as earlier: the clocks may
/// differ, and it became known only after the answer was begun. It does not matter if that leads
/// to what holds, or if anything happened so long after something else that it is later for sure, and
/// is clear without what was before.
fn overlooked(life: &[Moment<'_>], valid: &[&Moment<'_>]) -> Option<Why> {
    let (answer, last) = (valid.first()?, valid.last()?);
    let mut pairs = valid.iter().zip(valid.iter().skip(1));
    let hides = pairs.all(|(one, next)| next.needs_previous || one.at + CLOCKS >= next.at);
    let number = answer.number.filter(|_| hides)?;
    let near = life.iter().filter(|it| it.at < answer.at && it.at + CLOCKS >= answer.at);
    let may_be_later = near.flat_map(|it| &it.snapshots).any(|it| {
        it.known_after.is_some_and(|after| after >= number)
            && it.cause != Cause::Created
            && it.facts != *last.facts
    });
    may_be_later.then_some(Why::Discontinuous(last.at))
}

/// Returns what is in doubt about the order of the last changes: those that are so near to each
/// other that the clocks may have reordered them, unless each continues the one before.
fn order(valid: &[&Moment<'_>]) -> Option<Why> {
    let last = valid.last()?;
    if !last.is_certain {
        return Some(Why::OrderUnknown(last.at));
    }
    let near =
        |one: &&Moment<'_>, next: &&Moment<'_>| one.at + CLOCKS >= next.at && !one.is_creation();
    let (mut previous, mut is_doubted) = (None, false);
    for moments in valid.chunk_by(near) {
        let continues = follows(previous, moments) && !is_doubted;
        is_doubted = !continues && differ(moments);
        previous = moments.last();
    }
    is_doubted.then_some(Why::Discontinuous(last.at))
}

/// Returns whether each moment continues the one before.
fn follows(previous: Option<&&Moment<'_>>, moments: &[&Moment<'_>]) -> bool {
    let before = previous.into_iter().chain(moments);
    let after = moments.iter().skip(usize::from(previous.is_none()));
    before.zip(after).all(|(one, next)| next.continues(one))
}

/// Returns whether anything that some moments have differs from what held at their end.
fn differ(moments: &[&Moment<'_>]) -> bool {
    let last = moments.last().map(|it| it.facts);
    let mut snapshots = moments.iter().flat_map(|it| &it.snapshots);
    snapshots.any(|it| Some(&it.facts) != last)
}

/// Returns the last known status, and the facts that it is of.
fn status<'b>(valid: &[&'b Moment<'_>], doubts: &mut Vec<Why>) -> Option<(Status, &'b Facts)> {
    if let ReportedStatus::Unknown(status) = &valid.last()?.facts.status {
        doubts.push(Why::UnknownStatus(status.clone()));
    }
    valid.iter().rev().find_map(|it| Some((it.facts.known_status()?, it.facts)))
}

/// Returns the items at the moment with the last known status. If some are missing, those that were
/// last known are kept.
fn items(valid: &[&Moment<'_>], doubts: &mut Vec<Why>) -> Option<Vec<SoldItem>> {
    let mut latest = valid.iter().rev().skip_while(|it| it.facts.known_status().is_none());
    let facts = latest.next()?.facts;
    let mut items = facts.items.clone();
    if facts.has_more {
        doubts.push(Why::ItemsMissing);
        let complete = latest.find(|it| !it.facts.has_more);
        let earlier = complete.into_iter().flat_map(|it| &it.facts.items);
        let missing = earlier.filter(|it| !facts.items.iter().any(|item| item.price == it.price));
        items.extend(missing.cloned());
        items.sort();
    }
    (!facts.has_more || !items.is_empty()).then_some(items)
}
