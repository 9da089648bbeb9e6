//! The subscribers, which are notified of changed facts and of the active policy.

use crate::error::StoreError;
use crate::events::identity::EventId;
use crate::follow::poll::Poll;
use crate::follow::seen::{Before, Seen};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tiergate::{CURRENT_FOR, Changes, Policy, StoredFacts};
use tokio::sync::Notify;

/// How many milliseconds a server's clock may differ from its database's before that is reported:
/// grants end by it, and logs are compared by it.
pub(crate) const MOST_APART: u64 = 5_000;

/// The subscribers, which are notified of changed facts, and of the active policy.
#[derive(Default)]
pub(crate) struct Subscribers {
    told: Mutex<Told>,
    /// Wakes the task that puts the active policy in place.
    pub(crate) wake: Notify,
    seen: Mutex<Seen>,
    last_poll: Mutex<LastPoll>,
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

/// The activation that a poll found.
#[derive(Clone)]
pub(crate) struct Active {
    pub(crate) number: u64,
    pub(crate) digest: String,
    /// The activation that decided here before the poll.
    pub(crate) before: Option<u64>,
}

/// The result of the last poll of the database.
#[derive(Default)]
struct LastPoll {
    /// When the last poll that was answered began.
    confirmed: Option<SystemTime>,
    /// Whether the database did not answer the last poll.
    lost: bool,
    active: Option<Active>,
    clock_ahead: Option<i64>,
}

/// The follower's state.
pub(crate) struct Following {
    pub(crate) last_event: u64,
    pub(crate) is_current: bool,
    pub(crate) clock_ahead: Option<i64>,
}

impl Subscribers {
    pub(crate) fn add(&self, changes: Changes) {
        let mut told = self.told();
        told.changes.retain(|changes| !changes.is_gone());
        if let Some(deciding) = &told.deciding {
            changes.put_policy(deciding.policy.clone());
        }
        // A subscriber knows from the start whether the follower runs.
        if let Some(confirmed) = self.last_poll().confirmed {
            changes.caught_up(confirmed);
        }
        told.changes.push(changes.clone());
        drop(told);
        changes.notify_observers();
        self.wake.notify_one();
    }

    /// Checks whether the active policy decides anywhere.
    pub(crate) fn follow(&self) -> bool {
        self.told().changes.iter().any(|changes| changes.follows() && !changes.is_gone())
    }

    pub(crate) fn deciding(&self) -> Option<Deciding> {
        self.told().deciding.clone()
    }

    /// Puts an activated policy in place, if `may` accepts the number of the activation that
    /// decides until then.
    pub(crate) fn decide(&self, new: Deciding, may: impl FnOnce(Option<u64>) -> bool) {
        let mut told = self.told();
        if !may(told.deciding.as_ref().map(|deciding| deciding.number)) {
            return;
        }
        told.changes.iter().for_each(|changes| changes.put_policy(new.policy.clone()));
        if told.deciding.is_some() && told.changes.iter().any(Changes::follows) {
            tracing::info!(digest = new.policy.digest(), "another policy decides now");
        }
        told.deciding = Some(new);
        told.refused = None;
        let all = told.changes.clone();
        drop(told);
        // Without the lock: what observers do may need it.
        all.iter().for_each(Changes::notify_observers);
    }

    /// Records that the active policy could not be loaded.
    pub(crate) fn refuse(&self, digest: String) {
        self.told().refused = Some(digest);
    }

    pub(crate) fn refused(&self) -> Option<String> {
        self.told().refused.clone()
    }

    /// Returns the activation that was found last.
    pub(crate) fn active(&self) -> Option<Active> {
        self.last_poll().active.clone()
    }

    pub(crate) fn status(&self) -> Following {
        let poll = self.last_poll();
        // After a clock was set back this stays open until the next poll.
        let recent = |at: SystemTime| at.elapsed().is_ok_and(|elapsed| elapsed < CURRENT_FOR);
        let is_current = !poll.lost && poll.confirmed.is_some_and(recent);
        let clock_ahead = poll.clock_ahead;
        Following { last_event: self.seen().last.number, is_current, clock_ahead }
    }

    /// Checks whether the database did not answer the last poll.
    pub(crate) fn is_lost(&self) -> bool {
        self.last_poll().lost
    }

    /// Begins with the last event that a first poll found, which began at this moment.
    pub(crate) fn begin(&self, moment: SystemTime, last: EventId) {
        self.seen().last = last;
        self.last_poll().confirmed = Some(moment);
    }

    /// Records which activation a poll found, and which one decided before it.
    pub(crate) fn note_active(&self, active: Option<(u64, String)>, before: Option<u64>) {
        let active = active.map(|(number, digest)| Active { number, digest, before });
        self.last_poll().active = active;
        self.wake.notify_one();
    }

    /// Reports that subscribers were notified of everything that was there when a poll began.
    pub(crate) fn caught_up(&self, moment: SystemTime) {
        let mut poll = self.last_poll();
        poll.confirmed = Some(moment);
        if std::mem::take(&mut poll.lost) {
            tracing::info!("the store answers again");
        }
        drop(poll);
        self.each(|changes| changes.caught_up(moment));
    }

    pub(crate) fn lost_sync(&self, why: &StoreError) {
        if !std::mem::replace(&mut self.last_poll().lost, true) {
            tracing::warn!(error = %why, "the store does not answer: serving cached facts in the meantime");
        }
        self.each(Changes::lost_sync);
    }

    /// Records by how many milliseconds this server's clock is ahead of the database's.
    pub(crate) fn note_clock(&self, ahead: Option<i64>) {
        let apart = |it: Option<i64>| it.is_some_and(|it| it.unsigned_abs() > MOST_APART);
        let before = std::mem::replace(&mut self.last_poll().clock_ahead, ahead);
        match (apart(before), apart(ahead)) {
            (false, true) => tracing::warn!(
                milliseconds_ahead = ahead,
                "this server's clock differs from its database's: correct one of them"
            ),
            (true, false) => tracing::info!("this server's clock agrees with its database's again"),
            _ => {}
        }
    }

    /// Records an event that was written or read here, before its contents are used: if the
    /// database loses it, the follower notices, even if it had not yet reached it.
    pub(crate) fn note(&self, event: EventId) {
        self.seen().note(event);
    }

    /// Returns what the database must have from now on.
    pub(crate) fn before_poll(&self) -> Before {
        self.seen().before_poll()
    }

    /// Checks whether a poll found all that was seen before it, or is known since.
    pub(crate) fn compare(&self, before: &Before, poll: &Poll) -> bool {
        self.seen().compare(before, &poll.events, poll.is_full())
    }

    /// Records that the database was restored to an earlier state, which ends with this event, and
    /// makes the caches here read everything again.
    pub(crate) fn restored(&self, before: &Before, last: EventId) {
        let highest = self.seen().put_back(before, last);
        let last = last.number;
        tracing::warn!(
            last,
            highest,
            "the store was restored to an earlier state: reading everything again"
        );
        // After the last event was read, so that no change is between them.
        self.each(|changes| changes.restored(highest));
    }

    pub(crate) fn invalidate(&self, tenant: &str, event: EventId) {
        self.each(|changes| changes.invalidate(tenant, event.number, event.identity));
    }

    pub(crate) fn update(&self, tenant: &str, facts: &StoredFacts) {
        self.each(|changes| changes.update(tenant, facts.clone()));
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

    fn last_poll(&self) -> MutexGuard<'_, LastPoll> {
        self.last_poll.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
