//! Who waits for a tenant hears of its changes, and of no other's.

use super::{NOW, file, on, policy};
use futures_util::FutureExt;
use tiergate::{MemoryFacts, Policy, Tiers, Watch};

/// Whether it was told of a change since it last woke.
fn woke(watch: &mut Watch) -> bool {
    watch.changed().now_or_never().is_some()
}

#[tokio::test]
async fn who_waits_for_a_tenant_hears_of_its_changes_alone() {
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    facts.put("acme", on("free"));
    let (mut first, mut second) = (tiers.watch("acme"), tiers.watch("acme"));
    let mut other = tiers.watch("other");
    assert!(!woke(&mut first), "what was before is known to who asks now");

    // Also of one that nobody asked about yet; and many changes are one.
    facts.put("acme", on("pro"));
    facts.put("acme", on("premium"));
    assert!(woke(&mut first) && woke(&mut second) && !woke(&mut other));
    assert!(!woke(&mut first));
    assert_eq!(tiers.entitlements("acme").await.unwrap().tier(), "premium");

    // While nobody is waiting right now, too.
    facts.put("acme", on("pro"));
    drop(second);
    assert!(woke(&mut first), "another one's leaving changes nothing");
    assert_eq!(tiers.entitlements("acme").await.unwrap().tier(), "pro");

    facts.remove("acme");
    assert!(woke(&mut first) && !woke(&mut other));
    tiers.set_policy(Policy::from_bytes(&file(false)).unwrap());
    assert!(woke(&mut first) && woke(&mut other), "a policy decides about all");

    drop(first);
    let mut anew = tiers.watch("acme");
    facts.put("acme", on("pro"));
    assert!(woke(&mut anew));
}

#[tokio::test]
async fn an_observer_is_called_with_each_policy() {
    let tiers = Tiers::builder(policy(), MemoryFacts::new()).clock(|| NOW).build();
    let next = Policy::from_bytes(&file(false)).unwrap();
    let digests = [tiers.policy().digest().to_owned(), next.digest().to_owned()];
    let (sender, seen) = std::sync::mpsc::channel();
    tiers.on_policy(move |policy| sender.send(policy.digest().to_owned()).unwrap());
    tiers.set_policy(next);
    assert_eq!(seen.try_iter().collect::<Vec<_>>(), digests);
}
