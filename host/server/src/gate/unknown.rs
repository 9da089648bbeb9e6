//! Features and caps that a policy does not have: mistakes of callers or of gates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiergate::Policy;

/// How many names are remembered: a product has some hundreds, and callers who send made-up names
/// must fill neither the memory nor the log.
const MOST_NAMES: usize = 1_000;

/// After how long the names that callers asked for are forgotten, so that made-up ones do not hide
/// the real mistakes for good.
const FORGET: Duration = Duration::from_secs(60 * 60);

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

/// The names that callers asked for but the policy does not have. Each is logged once an hour.
static ASKED: Asked = Asked(Mutex::new(Names { since: None, names: BTreeSet::new() }));

/// The names that the gates of this process refer to.
static GATES: Gates = Gates(Mutex::new(BTreeMap::new()));

/// Logs, once an hour for each name, that the policy does not have it.
pub(crate) fn asked(kind: Kind, name: &str) {
    let word = kind.word();
    match ASKED.add(kind, name, Instant::now()) {
        Added::New(name) => {
            tracing::warn!(
                kind = word,
                name,
                "a caller asked for a {word} that the policy does not have"
            );
        }
        Added::Last(name) => tracing::warn!(
            kind = word,
            name,
            "callers asked for {MOST_NAMES} names that the policy does not have: for the rest of the \
             hour no others are logged"
        ),
        Added::Known => {}
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

struct Asked(Mutex<Names>);

/// The names of the last hour.
struct Names {
    /// When the first of them was added.
    since: Option<Instant>,
    names: BTreeSet<(Kind, String)>,
}

/// Whether a name, which is shortened, must be logged.
#[derive(Debug, PartialEq, Eq)]
enum Added {
    /// It must.
    New(String),
    /// It must, and is the last one for which there is room.
    Last(String),
    /// It was added before, or there is no room for it.
    Known,
}

impl Asked {
    /// Adds a name, after forgetting those of the hour before.
    fn add(&self, kind: Kind, name: &str, now: Instant) -> Added {
        let name: String = name.chars().take(MOST_CHARACTERS).collect();
        let mut known = lock(&self.0);
        let since = *known.since.get_or_insert(now);
        if now.saturating_duration_since(since) >= FORGET {
            *known = Names { since: Some(now), names: BTreeSet::new() };
        }
        if known.names.len() >= MOST_NAMES || !known.names.insert((kind, name.clone())) {
            return Added::Known;
        }
        if known.names.len() == MOST_NAMES { Added::Last(name) } else { Added::New(name) }
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
        let asked = Asked(Mutex::new(Names { since: None, names: BTreeSet::new() }));
        let start = Instant::now();
        let add = |kind, name: &str, later| asked.add(kind, name, start + later);
        let (now, short) = (Duration::ZERO, "ä".repeat(MOST_CHARACTERS));
        assert_eq!(add(Kind::Feature, "x", now), Added::New("x".to_owned()));
        assert_eq!(add(Kind::Feature, "x", now), Added::Known);
        assert_eq!(add(Kind::Cap, "x", now), Added::New("x".to_owned()));
        assert_eq!(add(Kind::Cap, &"ä".repeat(100_000), now), Added::New(short));
        let many = || (0..2 * MOST_NAMES).map(|number| add(Kind::Cap, &number.to_string(), now));
        let logged: Vec<_> = many().filter(|added| *added != Added::Known).collect();
        assert_eq!(logged.len(), MOST_NAMES - 3);
        assert!(matches!(logged.last(), Some(Added::Last(_))), "the log says that it is full");
        // After an hour they hide no others.
        assert_eq!(add(Kind::Feature, "y", FORGET - Duration::from_secs(1)), Added::Known);
        assert_eq!(add(Kind::Feature, "y", FORGET), Added::New("y".to_owned()));
        assert_eq!(add(Kind::Feature, "x", FORGET), Added::New("x".to_owned()));
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
