//! Calls that are made with each policy that is put in place.

use crate::policy::Policy;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) type Observer = Arc<dyn Fn(&Policy) + Send + Sync>;

/// The functions to call with each policy that is put in place.
#[derive(Default)]
pub(crate) struct Observers(Mutex<Vec<Observer>>);

impl Observers {
    pub(crate) fn add(&self, observer: Observer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(observer);
    }

    pub(crate) fn notify(&self, policy: &Policy) {
        // A copy, so that an observer that adds another one does not wait for itself.
        let observers = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        observers.iter().for_each(|observer| observer(policy));
    }
}
