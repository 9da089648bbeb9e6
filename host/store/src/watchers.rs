//! Who is notified of changed facts and of the active policy.

use crate::backend::from_sql;
use crate::error::StoreError;
use crate::identity::EventId;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tiergate::{Changes, Policy, StoredFacts};
use tokio::sync::Notify;

/// Who is notified of changed facts, and of the active policy.
#[derive(Default)]
pub(crate) struct Watchers {
    told: Mutex<Told>,
    /// Wakes the task that looks which policy is active.
    pub(crate) look: Notify,
    seen: Mutex<Seen>,
    /// Whether the database did not answer the last look.
    lost: AtomicBool,
}

#[derive(Default)]
struct Told {
    changes: Vec<Changes>,
    deciding: Option<Deciding>,
    /// The digest of the active policy, if it could not be loaded.
    refused: Option<String>,
}

/// The policy that decides at this server, and its activation.
#[derive(Clone)]
pub(crate) struct Deciding {
    pub(crate) number: u64,
    pub(crate) policy: Policy,
}

/// Which events were seen here.
#[derive(Default)]
struct Seen {
    /// The last event that the follower read; number 0 if there was none.
    last: EventId,
    /// Later ones that were written or read here, by number: the follower must come to each of
    /// them, or else the database has lost it.
    ahead: BTreeMap<u64, u64>,
    /// Whether two events with one number were seen.
    torn: bool,
}

/// What was seen before a look at the database: each of it must be there.
pub(crate) struct Before {
    pub(crate) last: EventId,
    ahead: BTreeMap<u64, u64>,
}

impl Watchers {
    pub(crate) fn add(&self, changes: Changes) {
        let mut told = self.told();
        told.changes.retain(|changes| !changes.is_gone());
        if let Some(deciding) = &told.deciding {
            changes.set_policy(deciding.policy.clone());
        }
        told.changes.push(changes);
        self.look.notify_one();
    }

    /// Whether the active policy decides anywhere.
    pub(crate) fn follow(&self) -> bool {
        self.told().changes.iter().any(|changes| changes.follows() && !changes.is_gone())
    }

    pub(crate) fn deciding(&self) -> Option<Deciding> {
        self.told().deciding.clone()
    }

    /// Has an activated policy decide, if `may` says so of the one that decides until then.
    pub(crate) fn decide(&self, new: Deciding, may: impl FnOnce(Option<u64>) -> bool) {
        let mut told = self.told();
        if may(told.deciding.as_ref().map(|deciding| deciding.number)) {
            told.changes.iter().for_each(|changes| changes.set_policy(new.policy.clone()));
            if told.deciding.is_some() && told.changes.iter().any(Changes::follows) {
                tracing::info!(digest = new.policy.digest(), "another policy decides");
            }
            told.deciding = Some(new);
            told.refused = None;
        }
    }

    /// Notes that the active policy could not be loaded.
    pub(crate) fn refuse(&self, digest: String) {
        self.told().refused = Some(digest);
    }

    pub(crate) fn refused(&self) -> Option<String> {
        self.told().refused.clone()
    }

    /// The number of the last event that was read, and whether the database answered last.
    pub(crate) fn status(&self) -> (u64, bool) {
        (self.seen().last.number, !self.lost.load(Ordering::Relaxed))
    }

    pub(crate) fn confirm(&self, moment: Instant) {
        if self.lost.swap(false, Ordering::Relaxed) {
            tracing::info!("the store answers again");
        }
        self.each(|changes| changes.confirm(moment));
    }

    pub(crate) fn lose(&self, why: &StoreError) {
        if !self.lost.swap(true, Ordering::Relaxed) {
            tracing::warn!(error = %why, "the store does not answer: what is known serves meanwhile");
        }
        self.each(Changes::lose);
    }

    /// Notes an event that was written or read here, before what it says is used: if the database
    /// loses it, the follower sees that, also if it had not come to it.
    pub(crate) fn note(&self, event: EventId) {
        self.seen().note(event);
    }

    /// Begins with this event as the last one that was read.
    pub(crate) fn begin(&self, last: EventId) {
        self.seen().last = last;
    }

    /// What must be found in the database from now on.
    pub(crate) fn before_look(&self) -> Before {
        let seen = self.seen();
        Before { last: seen.last, ahead: seen.ahead.clone() }
    }

    /// Compares what was seen with the events from the last one on, in their order, up to the last
    /// one that there is, or `more`. Returns whether all of it is there; the last event is the last
    /// one seen then.
    pub(crate) fn compare(&self, before: &Before, events: &[EventId], more: bool) -> bool {
        self.seen().compare(before, events, more)
    }

    /// Notes that the database was put back to an earlier state, which ends with this event, and
    /// has all be read again.
    pub(crate) fn put_back(&self, before: &Before, last: EventId) {
        let highest = self.seen().put_back(before, last);
        let last = last.number;
        tracing::warn!(
            last,
            highest,
            "the store was put back to an earlier state: all is read again"
        );
        // After the last event was read: what changes later is told of.
        self.each(|changes| changes.put_back(highest));
    }

    pub(crate) fn tell(&self, tenant: &str, event: EventId) {
        self.each(|changes| changes.tell(tenant, event.number, event.identity));
    }

    pub(crate) fn put(&self, tenant: &str, facts: &StoredFacts) {
        self.each(|changes| changes.put(tenant, facts.clone()));
    }

    fn each(&self, tell: impl Fn(&Changes)) {
        self.told().changes.iter().for_each(tell);
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn note(&mut self, EventId { number, identity }: EventId) {
        if number > self.last.number {
            let known = *self.ahead.entry(number).or_insert(identity);
            self.torn |= known != identity;
        } else if number == self.last.number {
            self.torn |= identity != self.last.identity;
        }
    }

    fn compare(&mut self, before: &Before, events: &[EventId], more: bool) -> bool {
        let starts = before.last.number == 0 || events.first() == Some(&before.last);
        let Some(last) = events.last() else {
            // Nothing was ever written, or it is gone.
            return starts && !self.torn && before.ahead.is_empty();
        };
        let is_there = |number: &u64, identity: &u64| {
            let at = events.binary_search_by_key(number, |event| event.number);
            at.is_ok_and(|at| events.get(at).is_some_and(|event| event.identity == *identity))
        };
        let is_good = |(number, identity): (&u64, &u64)| {
            if *number <= last.number {
                is_there(number, identity)
            } else {
                // It was written after the look, or it comes with the next page.
                more || !before.ahead.contains_key(number)
            }
        };
        let good = starts && !self.torn && self.ahead.iter().all(is_good);
        if good {
            self.last = *last;
            self.ahead.retain(|number, _| *number > last.number);
        }
        good
    }

    /// Begins with another last event, and returns the highest number that was seen.
    fn put_back(&mut self, before: &Before, last: EventId) -> u64 {
        let highest = self.ahead.keys().next_back().copied().unwrap_or_default();
        let highest = highest.max(self.last.number);
        self.last = last;
        self.torn = false;
        // What was seen since may be of the state that there is now.
        self.ahead.retain(|number, identity| {
            *number > last.number && before.ahead.get(number) != Some(identity)
        });
        highest
    }
}

/// An event's number and identity, as the database has them.
pub(crate) fn event_id(number: i64, identity: i64) -> EventId {
    EventId { number: from_sql(number), identity: from_sql(identity) }
}

#[cfg(test)]
mod tests {
    use super::{Before, EventId, Seen};

    fn event(number: u64, identity: u64) -> EventId {
        EventId { number, identity }
    }

    fn seen() -> Seen {
        Seen { last: event(10, 100), ..Seen::default() }
    }

    fn before(seen: &Seen) -> Before {
        Before { last: seen.last, ahead: seen.ahead.clone() }
    }

    #[test]
    fn what_goes_on_is_good() {
        let mut seen = seen();
        seen.note(event(11, 110));
        let before = before(&seen);
        // Written after the look began: it is in it, or it is not.
        seen.note(event(12, 120));
        seen.note(event(13, 130));
        let events = [event(10, 100), event(11, 110), event(12, 120)];
        assert!(seen.compare(&before, &events, false));
        assert_eq!(seen.last, event(12, 120));
        assert!(seen.ahead.contains_key(&13));
    }

    #[test]
    fn what_is_gone_or_another_is_seen() {
        for events in [&[][..], &[event(10, 101)], &[event(11, 110)]] {
            let mut seen = seen();
            let before = before(&seen);
            assert!(!seen.compare(&before, events, false), "{events:?}");
        }
    }

    #[test]
    fn what_was_written_here_and_is_lost_before_it_was_followed_is_seen() {
        for lost in [
            &[event(10, 100)][..],
            &[event(10, 100), event(11, 111)],
            &[event(10, 100), event(11, 111), event(12, 120)],
        ] {
            let mut seen = seen();
            seen.note(event(11, 110));
            let before = before(&seen);
            assert!(!seen.compare(&before, lost, false), "{lost:?}");
            assert_eq!(seen.put_back(&before, event(10, 100)), 11);
            assert!(seen.ahead.is_empty());
        }
    }

    #[test]
    fn two_events_with_one_number_are_seen() {
        let mut seen = seen();
        seen.note(event(11, 110));
        seen.note(event(11, 111));
        let before = before(&seen);
        assert!(!seen.compare(&before, &[event(10, 100), event(11, 110)], false));
    }
}
