//! Calls that are made with each policy that is put in place.

use crate::policy::Policy;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) type Observer = Arc<dyn Fn(&Policy) + Send + Sync>;

/// The functions to call with each policy that is put in place.
#[derive(Default)]
pub(crate) struct Observers(Mutex<State>);

#[derive(Default)]
struct State {
    observers: Vec<Observer>,
    /// The policies that they were not called with yet, in the order in which they were put in
    /// place.
    waiting: VecDeque<Policy>,
    /// Whether a thread is calling them.
    is_notifying: bool,
}

impl Observers {
    pub(crate) fn add(&self, observer: Observer) {
        self.state().observers.push(observer);
    }

    /// Notes a policy that was put in place, for the next [`notify`](Self::notify).
    pub(crate) fn queue(&self, policy: Policy) {
        self.state().waiting.push_back(policy);
    }

    /// Calls the observers with the policies that wait. If a thread is doing so already, it also
    /// does this: the thread may be this one, in an observer that activates a policy.
    pub(crate) fn notify(&self) {
        if std::mem::replace(&mut self.state().is_notifying, true) {
            return;
        }
        let notifying = Notifying(self);
        while let Some((policy, observers)) = self.next() {
            observers.iter().for_each(|observer| observer(&policy));
        }
        // It ended with the last policy, and another thread may be calling already.
        std::mem::forget(notifying);
    }

    /// Takes the next policy, with a copy of the observers: they may add others.
    fn next(&self) -> Option<(Policy, Vec<Observer>)> {
        let mut state = self.state();
        let next = state.waiting.pop_front();
        state.is_notifying = next.is_some();
        next.map(|policy| (policy, state.observers.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets others call the observers, even if one panics.
struct Notifying<'a>(&'a Observers);

impl Drop for Notifying<'_> {
    fn drop(&mut self) {
        self.0.state().is_notifying = false;
    }
}
