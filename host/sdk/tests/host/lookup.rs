//! Whether an answer is ready, and what becomes of one that is not.

use super::{NOW, on, policy};
use tiergate::{Lookup, MemoryFacts, Tiers};

fn tiers(facts: &MemoryFacts) -> Tiers<MemoryFacts> {
    Tiers::builder(policy(), facts.clone()).clock(|| NOW).build()
}

/// The tier of a ready answer; `None` if it must be waited for.
fn ready(tiers: &Tiers<MemoryFacts>, revision: u64) -> Option<String> {
    let answer = tiers.at_least("acme", revision).into_ready().ok()?;
    Some(answer.unwrap().tier().to_owned())
}

#[tokio::test]
async fn an_answer_is_ready_if_the_facts_are_cached() {
    let facts = MemoryFacts::new();
    let tiers = tiers(&facts);
    let first = facts.put("acme", on("free"));
    assert_eq!(ready(&tiers, 0), None, "nothing is cached");
    assert_eq!(ready(&tiers, 0), None, "a lookup that is dropped reads nothing");
    tiers.entitlements("acme").await.unwrap();
    assert_eq!(ready(&tiers, 0).as_deref(), Some("free"));
    assert_eq!(ready(&tiers, first).as_deref(), Some("free"));
    assert_eq!(ready(&tiers, first + 1), None, "what is cached is behind");
}

#[tokio::test]
async fn a_ready_answer_is_by_the_facts_of_when_it_was_asked() {
    let facts = MemoryFacts::new();
    let tiers = tiers(&facts);
    facts.put("acme", on("free"));
    let pending = tiers.entitlements("acme");
    facts.put("acme", on("pro"));
    assert_eq!(pending.await.unwrap().tier(), "pro", "it reads when it is awaited");
    let ready = tiers.entitlements("acme");
    facts.put("acme", on("premium"));
    assert_eq!(ready.await.unwrap().tier(), "pro");
}

#[tokio::test]
async fn a_pending_answer_can_be_spawned() {
    let facts = MemoryFacts::new();
    facts.put("acme", on("pro"));
    let answer = tokio::spawn(tiers(&facts).entitlements("acme")).await.unwrap();
    assert_eq!(answer.unwrap().tier(), "pro");
}

#[tokio::test]
async fn what_follows_a_ready_answer_is_ready() {
    let sum = Lookup::ready(1).map(|it| it + 1).then(|it| Lookup::ready(it + 1));
    assert_eq!(sum.into_ready().ok(), Some(3));
    let sum = Lookup::ready(1).then(|it| Lookup::pending(async move { it + 1 }));
    assert_eq!(sum.into_ready().err().unwrap().await, 2);
    let sum = Lookup::pending(async { 1 }).map(|it| it + 1).then(|it| Lookup::ready(it + 1));
    assert_eq!(sum.await, 3);
}
