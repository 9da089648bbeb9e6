//! What differs between two maps is said.

use tiergate_laws::{Diff, Domain, Native, Verdict, diff, says};
use tiergate_map::Map;
use tiergate_policy::setup::ProductEffect;

fn notes() -> Map {
    Map::from_file("../../tests/policies/notes.json").unwrap()
}

fn between(old: &Map, new: &Map) -> Diff {
    let (one, other) = (Native::new(old).unwrap(), Native::new(new).unwrap());
    let mut found = diff(&one, &other, &Domain::of_map(old)).unwrap();
    found.add_says(says(old, new));
    println!("{found}\n\n{}", found.markdown());
    found
}

fn changed(change: impl FnOnce(&mut Map)) -> Diff {
    let (old, mut new) = (notes(), notes());
    change(&mut new);
    between(&old, &new)
}

fn has(found: &Diff, says: &str, answers: &str) {
    assert!(found.says.iter().any(|it| it == says), "{says}: {found}");
    assert!(
        found.answers.iter().any(|it| it.to_string().starts_with(answers)),
        "{answers}: {found}"
    );
}

#[test]
fn nothing_differs_from_itself() {
    let found = changed(|_| {});
    assert_eq!((found.verdict, found.semver), (Verdict::SameAnswers, "none"));
    assert!(!found.differs());
}

#[test]
fn one_percent() {
    let found = changed(|it| it.settings.percents[0].hard = 101);
    has(&found, "cap `maxNotes`: hardPercent 100 -> 101", "free: `maxNotes` blocked at 5 -> 6");
    assert_eq!((found.verdict, found.semver), (Verdict::Widens, "minor"));
    let found = changed(|it| it.settings.percents[0].warn = 81);
    has(&found, "cap `maxNotes`: warnPercent 80 -> 81", "free: `maxNotes` warned at 4 -> 5");
    assert_eq!((found.verdict, found.semver), (Verdict::Differs, "minor"));
}

#[test]
fn one_fallback() {
    let found = changed(|it| it.settings.when_unknown.tier = "pro".into());
    has(&found, "whenUnknown: `free` -> `pro`", "with an unknown plan: free -> pro");
    assert_eq!(found.verdict, Verdict::Widens);
}

#[test]
fn one_product() {
    let gives = |tier: &str| ProductEffect { tier: Some(tier.into()), add_on: None, cap: None };
    let found = changed(|it| {
        let products = &mut it.settings.billing.products;
        products
            .iter_mut()
            .filter(|(name, _)| name == "notes-pro")
            .for_each(|it| it.1 = gives("free"));
    });
    has(&found, "product `notes-pro`: tier `pro` -> tier `free`", "notes-pro, active: pro -> free");
    assert!(found.narrows());
    assert_eq!(found.semver, "major");
}

#[test]
fn one_grace() {
    let found = changed(|it| it.settings.billing.past_due_grace_days = Some(0));
    let answer = "notes-pro, past due: pro until 14 days from now -> 0 days from now";
    has(&found, "billing: pastDueGraceDays 14 -> 0", answer);
    assert_eq!(found.verdict, Verdict::Narrows);
}

#[test]
fn one_label() {
    let found = changed(|it| it.info.tiers[0].label = "Gratis".into());
    assert_eq!((found.verdict, found.semver), (Verdict::SameAnswers, "patch"));
}
