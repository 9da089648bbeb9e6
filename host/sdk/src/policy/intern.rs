//! Equal answers, kept once.

use crate::contract::{self, CapState};
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Equal answers, kept once.
pub(crate) struct Shared<T>(Mutex<Answers<T>>);

struct Answers<T> {
    answers: HashSet<Arc<T>>,
    /// The number of answers at which to look next for those that nobody uses any more.
    look_at: usize,
}

/// The number of answers at which to look first for those that nobody uses any more: a map of 60
/// features and 5 tiers has some 1,000.
const FIRST_LOOK: usize = 16_384;

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::new(Answers { answers: HashSet::new(), look_at: FIRST_LOOK }))
    }
}

impl<T: Eq + Hash + Ends> Shared<T> {
    /// Returns the equal answer that is kept already, if there is one. The cost does not depend on
    /// how many answers there are.
    pub(crate) fn share(&self, answer: T) -> Arc<T> {
        // Each tenant's end is its own, so searching for it would be in vain.
        if answer.ends() {
            return Arc::new(answer);
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.answers.get(&answer) {
            return Arc::clone(known);
        }
        if known.answers.len() >= known.look_at {
            known.answers.retain(|answer| Arc::strong_count(answer) > 1);
            // Twice as many as remain: between two looks more answers are added than a look goes
            // through.
            known.look_at = FIRST_LOOK.max(2 * known.answers.len());
        }
        let answer = Arc::new(answer);
        known.answers.insert(Arc::clone(&answer));
        answer
    }
}

/// An answer that may end.
pub(crate) trait Ends {
    /// Returns whether it changes at some time.
    fn ends(&self) -> bool;
}

impl Ends for contract::Decision {
    fn ends(&self) -> bool {
        self.valid_until.is_some()
    }
}

impl Ends for CapState {
    fn ends(&self) -> bool {
        self.valid_until.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST_LOOK, Shared};
    use crate::contract::{CapState, Limit, Timestamp};
    use std::sync::Arc;

    fn cap(number: u64, valid_until: Option<Timestamp>) -> CapState {
        let limit = Limit::AtMost(number);
        let (warn_at, blocked_at) = (Some(number), Some(number));
        CapState { cap: "seats".to_owned(), limit, warn_at, blocked_at, valid_until }
    }

    fn count(shared: &Shared<CapState>) -> usize {
        shared.0.lock().unwrap().answers.len()
    }

    #[test]
    fn answers_that_are_alike_are_kept_once() {
        let shared = Shared::default();
        assert!(Arc::ptr_eq(&shared.share(cap(1, None)), &shared.share(cap(1, None))));
        assert_eq!(count(&shared), 1);
    }

    #[test]
    fn answers_that_end_are_not_kept() {
        let shared = Shared::default();
        (0..10).for_each(|at| drop(shared.share(cap(1, Some(at)))));
        assert_eq!(count(&shared), 0);
    }

    #[test]
    fn what_nobody_has_any_more_goes() {
        let shared = Shared::default();
        let many = FIRST_LOOK as u64 + 10;
        let kept: Vec<_> = (0..many).map(|number| shared.share(cap(number, None))).collect();
        assert_eq!(count(&shared), kept.len());
        drop(kept);
        (many..4 * many).for_each(|number| drop(shared.share(cap(number, None))));
        assert!(count(&shared) <= FIRST_LOOK * 2);
    }
}
