//! What is remembered of tenants while facts change, reads fail and those who ask go away.

use super::{NOW, policy};
use crate::by_hand::{ByHand, MANY, STALE_FOR, begun, may, reading, tiers};
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};
use tiergate::{Changes, CheckError, Tiers};

#[tokio::test]
async fn a_read_that_fails_fails_for_all_who_wait_for_it() {
    let facts = ByHand::new(0);
    facts.away.store(true, Ordering::SeqCst);
    let tiers = tiers(&facts);
    let checks: Vec<_> = (0..50)
        .map(|_| {
            let tiers = tiers.clone();
            tokio::spawn(async move { tiers.check("acme", "sync").await })
        })
        .collect();
    begun(&facts, 1).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    facts.through.add_permits(MANY);
    for check in checks {
        assert!(matches!(check.await.unwrap(), Err(CheckError::Facts(_))));
    }
    assert_eq!(facts.reads(), 1);
}

#[tokio::test]
async fn a_tenant_that_is_not_there_is_asked_for_once_by_all_who_wait() {
    let facts = ByHand::new(0);
    let tiers = tiers(&facts);
    let checks: Vec<_> = (0..50)
        .map(|_| {
            let tiers = tiers.clone();
            tokio::spawn(async move { tiers.check("nobody", "sync").await })
        })
        .collect();
    begun(&facts, 1).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    facts.through.add_permits(MANY);
    for check in checks {
        assert!(matches!(check.await.unwrap(), Err(CheckError::UnknownTenant(_))));
    }
    assert_eq!(facts.reads(), 1);
}

#[tokio::test]
async fn a_reader_who_goes_away_keeps_nobody_waiting() {
    let facts = ByHand::new(0);
    facts.stored("pro");
    let tiers = tiers(&facts);
    let first = reading(&facts, &tiers).await;
    let second = tokio::spawn({
        let tiers = tiers.clone();
        async move { tiers.entitlements("acme").await }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    first.abort();
    tokio::time::sleep(Duration::from_millis(10)).await;
    facts.through.add_permits(MANY);
    let answer = second.await.unwrap().unwrap();
    assert!(answer.feature("sync").allowed && !answer.is_stale());
    assert_eq!(facts.reads(), 1);
}

#[tokio::test]
async fn a_revision_asked_for_is_read_beside_what_is_served() {
    let facts = ByHand::new(1);
    facts.stored("free");
    let tiers = tiers(&facts);
    assert!(!may(&tiers).await);
    let wanted = facts.stored("pro").revision;
    let asked = tokio::spawn({
        let tiers = tiers.clone();
        async move { tiers.at_least("acme", wanted).await }
    });
    begun(&facts, 2).await;
    assert!(!may(&tiers).await, "who asks for no revision does not wait");
    facts.through.add_permits(MANY);
    assert_eq!(asked.await.unwrap().unwrap().revision(), wanted);
    assert!(may(&tiers).await, "it is known from then on");
    let error = tiers.at_least("acme", wanted + 1).await.unwrap_err();
    assert!(matches!(error, CheckError::Behind { found, .. } if found == wanted), "{error}");
}

#[tokio::test]
async fn a_revision_asked_for_during_an_earlier_read_is_read_after_it() {
    let facts = ByHand::new(0);
    facts.stored("free");
    let tiers = tiers(&facts);
    let early = reading(&facts, &tiers).await;
    // Written at another server, of which nothing is told here yet.
    let wanted = facts.stored("pro").revision;
    let asked = tokio::spawn({
        let tiers = tiers.clone();
        async move { tiers.at_least("acme", wanted).await }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    facts.through.add_permits(MANY);
    early.await.unwrap().unwrap();
    assert!(asked.await.unwrap().unwrap().feature("sync").allowed);
    assert_eq!(facts.reads(), 2);
}

#[tokio::test]
async fn what_may_have_changed_serves_marked_and_not_for_ever() {
    let facts = ByHand::new(MANY);
    facts.stored("pro");
    let tiers = tiers(&facts);
    assert!(may(&tiers).await);
    facts.each(|changes| changes.caught_up(SystemTime::now()));
    facts.away.store(true, Ordering::SeqCst);
    facts.each(Changes::lost_sync);
    let stale = tiers.entitlements("acme").await.unwrap();
    assert!(stale.is_stale() && stale.feature("sync").allowed);
    assert!(matches!(tiers.check("cold", "sync").await, Err(CheckError::Facts(_))));
    tokio::time::sleep(STALE_FOR).await;
    facts.each(Changes::lost_sync);
    assert!(matches!(tiers.check("acme", "sync").await, Err(CheckError::Facts(_))));
    facts.away.store(false, Ordering::SeqCst);
    assert!(may(&tiers).await, "the store answers, though nothing is confirmed");
    facts.each(|changes| changes.caught_up(SystemTime::now()));
    assert!(!tiers.entitlements("acme").await.unwrap().is_stale());
    // A store that stopped says nothing: what it confirmed is current for 2 s.
    let old = SystemTime::now() - tiergate::CURRENT_FOR - Duration::from_millis(1);
    facts.each(|changes| changes.caught_up(old));
    assert!(tiers.counts().is_lost && tiers.counts().lost_for > tiergate::CURRENT_FOR);
    // Read a moment ago, so that it serves still.
    assert!(tiers.entitlements("acme").await.unwrap().is_stale());
    // A clock that was set back is no reason to take it for current.
    facts.each(|changes| changes.caught_up(SystemTime::now() + Duration::from_secs(3_600)));
    assert!(tiers.entitlements("acme").await.unwrap().is_stale());
    facts.each(|changes| changes.caught_up(SystemTime::now()));
    assert!(!tiers.entitlements("acme").await.unwrap().is_stale());
    // What is known to have changed is never served.
    facts.each(|changes| changes.invalidate("acme", u64::MAX, 0));
    facts.away.store(true, Ordering::SeqCst);
    assert!(matches!(tiers.check("acme", "sync").await, Err(CheckError::Facts(_))));
}

#[tokio::test]
async fn while_the_store_is_lost_one_read_at_a_time_tries_it() {
    let facts = ByHand::new(1);
    facts.stored("pro");
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    let allowed = may(&tiers).await;
    facts.each(Changes::lost_sync);
    let probe = tokio::spawn({
        let tiers = tiers.clone();
        async move { tiers.check("nobody", "sync").await }
    });
    begun(&facts, 2).await;
    for number in 0..50 {
        let check = tiers.check(&format!("other-{number}"), "sync").await;
        assert!(matches!(check, Err(CheckError::Facts(_))));
    }
    assert_eq!(facts.reads(), 2, "others were refused without a read");
    assert_eq!(may(&tiers).await, allowed, "one that is known is answered");
    facts.through.add_permits(MANY);
    assert!(matches!(probe.await.unwrap(), Err(CheckError::UnknownTenant(_))));
    let next = tiers.check("other-1", "sync").await;
    assert!(matches!(next, Err(CheckError::UnknownTenant(_))), "the next one may try");
}

#[tokio::test]
async fn a_revision_that_does_not_come_is_read_for_once() {
    let facts = ByHand::new(MANY);
    let revision = facts.stored("pro").revision;
    let tiers = tiers(&facts);
    let wanted = revision + 1_000;
    let behind = tiers.at_least("acme", wanted).await.unwrap_err();
    assert!(matches!(behind, CheckError::Behind { found, .. } if found == revision));
    assert_eq!(facts.reads(), 1);
}
