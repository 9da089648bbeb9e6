//! Which events were seen here, to notice a database that was restored to an earlier state.

use crate::events::identity::EventId;
use std::collections::BTreeMap;

/// Which events were seen here.
#[derive(Default)]
pub(crate) struct Seen {
    /// The last event that the follower read; number 0 if there was none.
    pub(crate) last: EventId,
    /// Later events that were written or read here, by number: the follower must reach each of
    /// them, or else the database has lost it.
    ahead: BTreeMap<u64, u64>,
    /// Whether two events with one number were seen.
    torn: bool,
}

/// What was seen before a poll of the database: the poll must find all of it.
pub(crate) struct Before {
    pub(crate) last: EventId,
    ahead: BTreeMap<u64, u64>,
}

impl Seen {
    /// Records an event that was written or read here.
    pub(crate) fn note(&mut self, EventId { number, identity }: EventId) {
        if number > self.last.number {
            let known = *self.ahead.entry(number).or_insert(identity);
            self.torn |= known != identity;
        } else if number == self.last.number {
            self.torn |= !self.last.has(identity);
        }
    }

    pub(crate) fn before_poll(&self) -> Before {
        Before { last: self.last, ahead: self.ahead.clone() }
    }

    /// Compares what was seen with the events from the last one on, in their order, up to the last
    /// existing one, or to the end of a page if there may be `more`. Returns whether all of it is
    /// there; if it is, the last of these events becomes the last one seen.
    pub(crate) fn compare(&mut self, before: &Before, events: &[EventId], more: bool) -> bool {
        let starts = before.last.number == 0 || events.first() == Some(&before.last);
        let last = events.last().copied().unwrap_or_default();
        let is_there = |number: &u64, identity: &u64| {
            let at = events.binary_search_by_key(number, |event| event.number);
            at.is_ok_and(|at| events.get(at).is_some_and(|event| event.has(*identity)))
        };
        let is_good = |(number, identity): (&u64, &u64)| {
            if *number <= last.number {
                is_there(number, identity)
            } else {
                // It was written after the poll, or is on the next page.
                more || !before.ahead.contains_key(number)
            }
        };
        let good = starts && !self.torn && self.ahead.iter().all(is_good);
        if good {
            self.last = last;
            self.ahead.retain(|number, _| *number > last.number);
        }
        good
    }

    /// Begins again with another last event, and returns the highest number that was seen before.
    pub(crate) fn put_back(&mut self, before: &Before, last: EventId) -> u64 {
        let highest = self.ahead.keys().next_back().copied().unwrap_or_default();
        let highest = highest.max(self.last.number);
        self.last = last;
        self.torn = false;
        // What was seen since the poll may belong to the new state.
        self.ahead.retain(|number, identity| {
            *number > last.number && before.ahead.get(number) != Some(identity)
        });
        highest
    }
}

#[cfg(test)]
mod tests {
    use super::{EventId, Seen};

    fn event(number: u64, identity: u64) -> EventId {
        EventId { number, identity }
    }

    fn seen(ahead: &[EventId]) -> Seen {
        let mut seen = Seen { last: event(10, 100), ..Seen::default() };
        ahead.iter().for_each(|event| seen.note(*event));
        seen
    }

    #[test]
    fn what_goes_on_is_good() {
        let mut seen = seen(&[event(11, 110)]);
        let before = seen.before_poll();
        // Written after the poll began: it is in it, or it is not.
        seen.note(event(12, 120));
        seen.note(event(13, 130));
        let events = [event(10, 100), event(11, 110), event(12, 120)];
        assert!(seen.compare(&before, &events, false));
        assert_eq!(seen.last, event(12, 120));
        assert!(seen.ahead.contains_key(&13));
    }

    #[test]
    fn a_page_that_is_full_says_nothing_of_what_comes_after_it() {
        let mut seen = seen(&[event(12, 120)]);
        let before = seen.before_poll();
        assert!(seen.compare(&before, &[event(10, 100), event(11, 110)], true));
        let before = seen.before_poll();
        assert!(!seen.compare(&before, &[event(11, 110)], false), "12 is gone");
    }

    #[test]
    fn a_last_event_that_is_gone_or_another_is_noticed() {
        for events in [&[][..], &[event(10, 101)], &[event(11, 110)]] {
            let mut seen = seen(&[]);
            let before = seen.before_poll();
            assert!(!seen.compare(&before, events, false), "{events:?}");
        }
    }

    #[test]
    fn an_event_that_is_lost_before_it_was_followed_is_noticed() {
        for events in [
            &[event(10, 100)][..],
            &[event(10, 100), event(11, 111)],
            &[event(10, 100), event(11, 111), event(12, 120)],
        ] {
            let mut seen = seen(&[event(11, 110)]);
            let before = seen.before_poll();
            assert!(!seen.compare(&before, events, false), "{events:?}");
            assert_eq!(seen.put_back(&before, event(10, 100)), 11);
            assert!(seen.ahead.is_empty());
        }
    }

    #[test]
    fn the_first_event_that_is_lost_is_noticed() {
        let mut seen = Seen::default();
        seen.note(event(1, 7));
        let before = seen.before_poll();
        assert!(!seen.compare(&before, &[], false));
    }

    #[test]
    fn two_events_with_one_number_are_noticed() {
        let mut seen = seen(&[event(11, 110), event(11, 111)]);
        let before = seen.before_poll();
        assert!(!seen.compare(&before, &[event(10, 100), event(11, 110)], false));
    }
}
