//! What a report of a change does to facts that are known, or being read.

use super::on;
use crate::by_hand::{ByHand, MANY, may, reading, tiers};
use std::sync::Arc;
use tiergate::{Changes, CheckError, StoredFacts};

#[tokio::test]
async fn what_is_put_late_covers_nothing_newer() {
    let facts = ByHand::new(MANY);
    let free = facts.stored("free");
    let tiers = tiers(&facts);
    assert!(!may(&tiers).await);
    let pro = facts.stored("pro");
    let newest = facts.stored("free");
    // Another server's write is told of before this server's earlier one is put.
    facts.each(|changes| changes.invalidate("acme", newest.revision, 0));
    facts.each(|changes| changes.update("acme", pro.clone()));
    assert!(!may(&tiers).await);
    facts.each(|changes| changes.update("acme", pro.clone()));
    facts.each(|changes| changes.update("acme", free.clone()));
    assert!(!may(&tiers).await, "what is known is newer");
    let pro = facts.stored("pro");
    let reads = facts.reads();
    facts.each(|changes| changes.update("acme", pro.clone()));
    assert!(may(&tiers).await);
    facts.each(|changes| changes.invalidate("acme", pro.revision, 0));
    assert!(may(&tiers).await);
    assert_eq!(facts.reads(), reads, "what is put is known");
}

/// Reads a tenant while `tell` reports something of what is written. Returns how many reads two checks
/// took: 1 if the first was kept.
async fn told_while_read(tell: impl Fn(&Changes, StoredFacts)) -> u64 {
    let facts = ByHand::new(0);
    facts.stored("free");
    let written = facts.stored("pro");
    let tiers = tiers(&facts);
    let asked = reading(&facts, &tiers).await;
    facts.each(|changes| tell(changes, written.clone()));
    facts.through.add_permits(MANY);
    assert!(asked.await.unwrap().unwrap().allowed);
    assert!(may(&tiers).await);
    facts.reads()
}

#[tokio::test]
async fn a_read_is_kept_if_it_has_what_was_reported_meanwhile() {
    // The report of a write comes late, as from another process.
    let told = |changes: &Changes, it: StoredFacts| changes.invalidate("acme", it.revision, 0);
    assert_eq!(told_while_read(told).await, 1);
    let earlier = |changes: &Changes, it: StoredFacts| {
        told(changes, it.clone());
        changes.invalidate("acme", it.revision - 1, 0);
    };
    assert_eq!(told_while_read(earlier).await, 1);

    let later = |changes: &Changes, it: StoredFacts| {
        changes.invalidate("acme", it.revision + 1, 0);
        told(changes, it);
    };
    assert_eq!(told_while_read(later).await, 2);
    let other = |changes: &Changes, it: StoredFacts| changes.invalidate("acme", it.revision, 1);
    assert_eq!(told_while_read(other).await, 2);
    let both = |changes: &Changes, it: StoredFacts| {
        other(changes, it.clone());
        told(changes, it);
    };
    assert_eq!(told_while_read(both).await, 2);
    // What a write put may be of a store that was put back, and what is read of before that.
    let put = |changes: &Changes, it: StoredFacts| changes.update("acme", it);
    assert_eq!(told_while_read(put).await, 2);
    let restored = |changes: &Changes, it: StoredFacts| changes.restored(it.revision);
    assert_eq!(told_while_read(restored).await, 2);
}

#[tokio::test]
async fn a_tenant_that_is_deleted_during_a_read_is_gone() {
    let facts = ByHand::new(0);
    let written = facts.stored("pro");
    let tiers = tiers(&facts);
    let asked = reading(&facts, &tiers).await;
    facts.delete();
    facts.each(|changes| changes.invalidate("acme", written.revision + 1, 0));
    facts.through.add_permits(MANY);
    assert!(asked.await.unwrap().unwrap().allowed, "it began before");
    let next = tiers.check("acme", "sync").await;
    assert!(matches!(next, Err(CheckError::UnknownTenant(_))), "{next:?}");
}

#[tokio::test]
async fn while_the_store_is_lost_a_read_that_was_told_of_a_change_is_the_one_that_tries_it() {
    let facts = ByHand::new(0);
    let written = facts.stored("pro");
    let tiers = tiers(&facts);
    facts.each(Changes::lost_sync);
    let asked = reading(&facts, &tiers).await;
    facts.each(|changes| changes.invalidate("acme", written.revision + 1, 0));
    assert!(matches!(tiers.check("acme", "sync").await, Err(CheckError::Facts(_))));
    assert_eq!(facts.reads(), 1);
    facts.through.add_permits(MANY);
    assert!(asked.await.unwrap().unwrap().allowed);
}

#[tokio::test]
async fn a_number_that_was_given_out_again_is_another_revision() {
    let facts = ByHand::new(MANY);
    facts.stored("free");
    let tiers = tiers(&facts);
    let of = |plan, revision, identity| {
        let facts = Arc::new(on(plan).into());
        StoredFacts { facts, revision, identity, policy: None }
    };
    // A write that was put, and then lost by the store, which has `free` again.
    assert!(!may(&tiers).await);
    facts.each(|changes| changes.update("acme", of("pro", 10, 100)));
    assert!(may(&tiers).await);
    facts.each(|changes| changes.invalidate("acme", 10, 100));
    assert!(may(&tiers).await, "it is the same");
    // The number goes to another write: here, by another server, or to a later one.
    for told in [true, false] {
        facts.each(|changes| changes.update("acme", of("pro", 11, 110)));
        assert!(may(&tiers).await);
        match told {
            true => facts.each(|changes| changes.invalidate("acme", 11, 111)),
            false => facts.each(|changes| changes.update("acme", of("free", 11, 111))),
        }
        assert!(!may(&tiers).await);
    }
    // A lower number, too.
    facts.each(|changes| changes.update("acme", of("pro", 12, 120)));
    facts.each(|changes| changes.update("acme", of("free", 9, 90)));
    assert!(!may(&tiers).await);
}

#[tokio::test]
async fn a_revision_that_is_gone_is_answered_by_what_there_is() {
    let facts = ByHand::new(MANY);
    let found = facts.stored("free").revision;
    let tiers = tiers(&facts);
    let error = tiers.at_least("acme", found + 5).await.unwrap_err();
    assert!(matches!(error, CheckError::Behind { .. }), "{error}");
    facts.each(|changes| changes.restored(found + 5));
    assert_eq!(tiers.at_least("acme", found + 5).await.unwrap().revision(), found);
    let error = tiers.at_least("acme", found + 6).await.unwrap_err();
    assert!(matches!(error, CheckError::Behind { .. }), "{error}");
}
