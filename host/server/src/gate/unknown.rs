//! Features and caps that a policy does not have: mistakes of callers or of gates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tiergate::Policy;

/// How many names are remembered: a product has some hundreds, and callers who send made-up names
/// must fill neither the memory nor the log.
const MOST_NAMES: usize = 1_000;

/// How many characters of a name are remembered and logged.
const MOST_CHARACTERS: usize = 100;

/// What a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Feature,
    Cap,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Cap => "cap",
        }
    }

    fn is_in(self, policy: &Policy, name: &str) -> bool {
        let catalog = policy.catalog();
        match self {
            Self::Feature => catalog.features.iter().any(|it| it.id == name),
            Self::Cap => catalog.caps.iter().any(|it| it.id == name),
        }
    }
}

/// The names that callers asked for but the policy does not have. Each is logged once.
static ASKED: Asked = Asked(Mutex::new(BTreeSet::new()));

/// The names that the gates of this process refer to.
static GATES: Gates = Gates(Mutex::new(BTreeMap::new()));

/// Logs, once for each name, that the policy does not have it.
pub(crate) fn asked(kind: Kind, name: &str) {
    if let Some(name) = ASKED.add(kind, name) {
        let kind = kind.word();
        tracing::warn!(kind, name, "a caller asked for a {kind} that the policy does not have");
    }
}

/// Remembers the name that a gate refers to, so that [`check_gates`] can warn about it.
pub(crate) fn gate(kind: Kind, name: &Arc<str>) {
    GATES.add(kind, name);
}

/// Logs which gates of this process name a feature or a cap that this policy does not have: such
/// gates refuse everyone. Each is logged once until another policy is active.
pub(crate) fn check_gates(policy: &Policy) {
    for (kind, name) in GATES.missing(policy) {
        let (kind, digest) = (kind.word(), policy.digest());
        tracing::warn!(kind, %name, digest, "a gate names a {kind} that the policy does not have");
    }
}

struct Asked(Mutex<BTreeSet<(Kind, String)>>);

impl Asked {
    /// Adds a name. Returns it, shortened, if it was not added before and there is room for it.
    fn add(&self, kind: Kind, name: &str) -> Option<String> {
        let name: String = name.chars().take(MOST_CHARACTERS).collect();
        let mut names = lock(&self.0);
        let is_new = names.len() < MOST_NAMES && names.insert((kind, name.clone()));
        is_new.then_some(name)
    }
}

/// Gates' names, and the digest of the policy that was last found not to have them.
struct Gates(Mutex<BTreeMap<Named, Option<String>>>);

/// What a gate asks about.
type Named = (Kind, Arc<str>);

impl Gates {
    fn add(&self, kind: Kind, name: &Arc<str>) {
        let mut names = lock(&self.0);
        if names.len() < MOST_NAMES {
            names.entry((kind, Arc::clone(name))).or_default();
        }
    }

    /// Returns the names that a policy does not have, except those already returned for it.
    fn missing(&self, policy: &Policy) -> Vec<Named> {
        let mut missing = Vec::new();
        for ((kind, name), found) in lock(&self.0).iter_mut() {
            if kind.is_in(policy, name) {
                *found = None;
            } else if found.as_deref() != Some(policy.digest()) {
                *found = Some(policy.digest().to_owned());
                missing.push((*kind, Arc::clone(name)));
            }
        }
        missing
    }
}

fn lock<T>(names: &Mutex<T>) -> MutexGuard<'_, T> {
    names.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails so")]

    use super::*;
    use tiergate_tests::plans;

    #[test]
    fn a_name_is_logged_once_and_many_do_not_fill_the_memory() {
        let asked = Asked(Mutex::default());
        assert_eq!(asked.add(Kind::Feature, "x").as_deref(), Some("x"));
        assert_eq!(asked.add(Kind::Feature, "x"), None);
        assert_eq!(asked.add(Kind::Cap, "x").as_deref(), Some("x"));
        let long = asked.add(Kind::Cap, &"ä".repeat(100_000)).unwrap();
        assert_eq!(long.chars().count(), MOST_CHARACTERS);
        (0..2 * MOST_NAMES).for_each(|number| drop(asked.add(Kind::Cap, &number.to_string())));
        assert_eq!(lock(&asked.0).len(), MOST_NAMES);
    }

    #[test]
    fn gates_of_what_a_policy_lacks_are_named_once_for_each_policy() {
        let gates = Gates(Mutex::default());
        let names = [(Kind::Feature, "export"), (Kind::Feature, "none"), (Kind::Cap, "none")];
        names.iter().for_each(|(kind, name)| gates.add(*kind, &Arc::from(*name)));
        gates.add(Kind::Cap, &Arc::from("seats"));
        let first = plans::without_trial().unwrap();
        let next = Policy::from_bytes(&plans::next_file().unwrap()).unwrap();
        let missing: Vec<Named> =
            vec![(Kind::Feature, Arc::from("none")), (Kind::Cap, Arc::from("none"))];
        assert_eq!(gates.missing(&first), missing);
        assert!(gates.missing(&first).is_empty());
        let found = gates.missing(&next);
        assert!(missing.iter().all(|name| found.contains(name)), "{found:?}");
        assert!(gates.missing(&next).is_empty());
        let again = gates.missing(&first);
        assert!(missing.iter().all(|name| again.contains(name)), "{again:?}");
    }
}
