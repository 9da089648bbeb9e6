//! Tenants that are pinned to a policy.

use crate::setting::{Database, Setting, by, in_both};
use std::time::{Duration, Instant};
use tiergate::{Policy, Tiers};
use tiergate_store::{Change, Import, Imported, Search, SqlStore, Store, Tenants, WriteError};
use tiergate_tests::plans;

in_both!(
    each_of_many_is_checked_by_its_own_policy,
    an_import_takes_nothing_from_those_who_are_pinned,
    a_pin_holds_over_activations,
    a_pin_to_nothing_is_refused,
    what_is_given_must_be_in_the_pinned_policy,
    a_pin_that_a_server_has_not_seen_decides_its_writes,
    pins_are_verified_and_made_anew,
    a_pin_is_seen_elsewhere,
    a_bulk_write_is_checked_for_the_pin_that_it_finds,
    a_pin_to_what_cannot_be_loaded_can_be_ended,
);

fn digest(file: &[u8]) -> String {
    Policy::from_bytes(file).unwrap().digest().to_owned()
}

fn files() -> [Vec<u8>; 3] {
    [plans::file().unwrap(), plans::next_file().unwrap(), plans::renamed_file().unwrap()]
}

fn pin(digest: &str) -> Change {
    Change::Pin { digest: Some(digest.to_owned()) }
}

async fn a_pin_holds_over_activations<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    for tenant in ["acme", "old"] {
        it.create(tenant).await;
        it.tenants.grant(tenant, "pro", None, &by("ann")).await.unwrap();
        assert!(!it.may(tenant, "sso").await);
    }
    let first = digest(&files[0]);
    let written = it.tenants.write("old", pin(&first), &by("ann")).await.unwrap();
    assert!(written.changed);
    let again = it.tenants.write("old", pin(&first), &by("ann")).await.unwrap();
    assert!(!again.changed && again.revision == written.revision);
    it.store().activate(&digest(&files[1]), &by("ann")).await.unwrap();
    assert!(it.may("acme", "sso").await && !it.may("old", "sso").await);
    let entitlements = it.tiers().entitlements("old").await.unwrap();
    assert_eq!(entitlements.policy().digest(), first);
    assert_eq!(entitlements.revision(), written.revision);
    let stored = it.store().find("old").await.unwrap().unwrap();
    assert_eq!(stored.policy.as_ref(), Some(&first));
    let page = it.store().list(&Search::default()).await.unwrap();
    assert_eq!(page.tenants.iter().filter(|it| it.policy.is_some()).count(), 1);
    it.tenants.grant("old", "premium", None, &by("ann")).await.unwrap();
    assert!(it.may("old", "sso").await);
    assert_eq!(it.tiers().entitlements("old").await.unwrap().policy().digest(), first);
    it.tenants.revoke("old", &by("ann")).await.unwrap();
    it.tenants.write("old", Change::Pin { digest: None }, &by("ann")).await.unwrap();
    let now = it.tiers().entitlements("old").await.unwrap();
    assert_eq!(now.policy().digest(), digest(&files[1]));
    it.tenants.write("old", pin(&first), &by("ann")).await.unwrap();
    it.store().write("old", Change::Delete, &by("ann")).await.unwrap();
    it.create("old").await;
    assert!(it.store().find("old").await.unwrap().unwrap().policy.is_none(), "it starts anew");
}

async fn a_pin_to_nothing_is_refused<DB: Database>() {
    let it = Setting::<DB>::following(&files()[..1]).await;
    it.create("acme").await;
    for text in ["00", &digest(&files()[1])] {
        let error = it.tenants.write("acme", pin(text), &by("ann")).await.unwrap_err();
        let WriteError::Unpublished { known, .. } = &error else { panic!("{error}") };
        assert_eq!(known, &[digest(&files()[0])]);
    }
    let error = it.tenants.write("acme", pin("\0"), &by("ann")).await.unwrap_err();
    assert!(matches!(error, WriteError::BadText { .. }), "{error}");
    assert_eq!(it.events("acme").await.len(), 1, "nothing was written");
}

async fn what_is_given_must_be_in_the_pinned_policy<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    it.create("acme").await;
    it.create("old").await;
    it.tenants.write("old", pin(&digest(&files[0])), &by("ann")).await.unwrap();
    it.store().activate(&digest(&files[2]), &by("ann")).await.unwrap();
    for (tenant, has, lacks) in [("acme", "plus", "pro"), ("old", "pro", "plus")] {
        it.tenants.grant(tenant, has, None, &by("ann")).await.unwrap();
        assert_eq!(it.tier(tenant).await, has);
        let error = it.tenants.grant(tenant, lacks, None, &by("ann")).await.unwrap_err();
        assert!(matches!(error, WriteError::Unknown { .. }), "{error}");
    }
}

/// The tenant is not cached at the other server in one case, and cached as it was before in the
/// other: the write that comes right after the pin does not wait for news.
async fn a_pin_that_a_server_has_not_seen_decides_its_writes<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    let active = Policy::from_bytes(&files[2]).unwrap();
    for is_cached in [false, true] {
        let tenant = if is_cached { "cached" } else { "unknown" };
        it.create(tenant).await;
        let tiers = Tiers::new(active.clone(), DB::beside(it.store()).await);
        if is_cached {
            tiers.entitlements(tenant).await.unwrap();
        }
        let other = Tenants::new(tiers);
        it.tenants.write(tenant, pin(&digest(&files[0])), &by("ann")).await.unwrap();
        let error = other.grant(tenant, "plus", None, &by("ann")).await.unwrap_err();
        assert!(matches!(error, WriteError::Unknown { pinned: true, .. }), "{error}");
        other.grant(tenant, "pro", None, &by("ann")).await.unwrap();
        assert_eq!(it.tier(tenant).await, "pro");
    }
}

async fn pins_are_verified_and_made_anew<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    it.create("acme").await;
    it.tenants.write("acme", pin(&digest(&files[1])), &by("ann")).await.unwrap();
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    it.sql("UPDATE tiergate_tenants SET policy = NULL").await.unwrap();
    let verified = it.store().verify(|_| {}).await.unwrap();
    assert_eq!(verified.differing, ["acme"]);
    it.store().rebuild(&verified.differing, &by("ann")).await.unwrap();
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    let entitlements = it.tiers().entitlements("acme").await.unwrap();
    assert_eq!(entitlements.policy().digest(), digest(&files[1]));
}

async fn a_pin_is_seen_elsewhere<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    it.create("acme").await;
    let other = Tiers::new(crate::setting::policy(), DB::beside(it.store()).await);
    other.entitlements("acme").await.unwrap();
    let written = it.tenants.write("acme", pin(&digest(&files[1])), &by("ann")).await.unwrap();
    let start = Instant::now();
    while other.entitlements("acme").await.unwrap().policy().digest() != digest(&files[1]) {
        assert!(start.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let at_least = other.at_least("acme", written.revision).await.unwrap();
    assert_eq!(at_least.policy().digest(), digest(&files[1]));
}

/// A tenant on `acme` that the active policy decides, and `old`, which is pinned and paid for: the
/// active policy has `plus` in place of `pro`.
async fn pinned_and_paid<DB: Database>() -> Setting<DB> {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    for tenant in ["acme", "old"] {
        it.create(tenant).await;
    }
    it.tenants.write("old", pin(&digest(&files[0])), &by("ann")).await.unwrap();
    let rows = [imported("old", Some("pro"))];
    it.tenants.import(&rows, &Import::new(by("import"))).await.unwrap()[0].as_ref().unwrap();
    it.store().activate(&digest(&files[2]), &by("ann")).await.unwrap();
    assert_eq!(it.tier("old").await, "pro");
    it
}

fn imported(tenant: &str, plan: Option<&str>) -> Imported {
    let (tenant, plan) = (tenant.to_owned(), plan.map(str::to_owned));
    Imported { tenant, plan, edition: None, label: None }
}

const LACKS: &str = "the policy that the tenant is pinned to has no tier `plus`";

async fn each_of_many_is_checked_by_its_own_policy<DB: Database>() {
    let it = pinned_and_paid::<DB>().await;
    let names = ["acme", "old", "nobody"].map(str::to_owned);
    let grant = |tier: &str| Change::Grant { tier: tier.to_owned(), expires_at: None };
    let answers = it.tenants.write_many(&names, grant("plus"), &by("ann")).await.unwrap();
    assert!(answers[0].as_ref().unwrap().changed);
    let refused = answers[1].as_ref().unwrap_err().to_string();
    assert!(refused.starts_with(LACKS), "{refused}");
    assert!(matches!(answers[2], Err(WriteError::UnknownTenant(_))));
    assert_eq!((it.tier("acme").await, it.tier("old").await), ("plus".into(), "pro".into()));
    assert_eq!(it.events("old").await.len(), 3, "nothing was written");

    let answers = it.tenants.write_many(&names, grant("pro"), &by("ann")).await.unwrap();
    assert!(matches!(answers[0], Err(WriteError::Unknown { pinned: false, .. })));
    assert!(answers[1].as_ref().unwrap().changed);
    assert_eq!((it.tier("acme").await, it.tier("old").await), ("plus".into(), "pro".into()));
}

async fn an_import_takes_nothing_from_those_who_are_pinned<DB: Database>() {
    let it = pinned_and_paid::<DB>().await;
    let billing = || Import::new(by("import"));
    for (import, plan) in [
        (billing(), Some("plus")),
        (billing().when_missing("plus"), None),
        (billing().source(tiergate::Source::Manual), Some("plus")),
        (billing().source(tiergate::Source::Trial), Some("plus")),
        (billing().dry_run(), Some("plus")),
    ] {
        let rows = ["new", "old", "acme"].map(|tenant| imported(tenant, plan));
        let answers = it.tenants.import(&rows, &import).await.unwrap();
        let refused = answers[1].as_ref().unwrap_err().to_string();
        assert!(refused.starts_with(LACKS), "{refused}");
        assert!(answers[0].is_ok() && answers[2].is_ok(), "the others go on");
        assert_eq!(it.tier("old").await, "pro");
    }
    assert_eq!((it.tier("new").await, it.tier("acme").await), ("plus".into(), "plus".into()));
    assert_eq!(it.events("old").await.len(), 3, "nothing was written");
    // What nobody knows is flagged if the active policy decides, and refused if a pin does.
    let rows = ["old", "acme"].map(|tenant| imported(tenant, Some("nonsense")));
    let answers = it.tenants.import(&rows, &billing()).await.unwrap();
    assert!(answers[0].is_err() && answers[1].is_ok());
}

/// Another server pins one tenant and unpins the other between the check of a bulk write and the
/// write.
async fn a_bulk_write_is_checked_for_the_pin_that_it_finds<DB: Database>() {
    let it = pinned_and_paid::<DB>().await;
    let names = ["acme", "old"].map(str::to_owned);
    let mut others = it.store().begin().await.unwrap();
    SqlStore::write_in(&mut others, "acme", pin(&digest(&files()[0])), &by("bob")).await.unwrap();
    let unpin = Change::Pin { digest: None };
    SqlStore::write_in(&mut others, "old", unpin, &by("bob")).await.unwrap();
    let (tenants, asked) = (it.tenants.clone(), names.clone());
    let writing = tokio::spawn(async move {
        let grant = Change::Grant { tier: "plus".to_owned(), expires_at: None };
        tenants.write_many(&asked, grant, &by("ann")).await.unwrap()
    });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    others.commit().await.unwrap();
    let answers = writing.await.unwrap();
    let refused = answers[0].as_ref().unwrap_err().to_string();
    assert!(refused.starts_with(LACKS), "{refused}");
    assert!(answers[1].is_err(), "it was refused before anyone unpinned it");

    let mut others = it.store().begin().await.unwrap();
    SqlStore::write_in(&mut others, "acme", Change::Pin { digest: None }, &by("bob"))
        .await
        .unwrap();
    let (tenants, asked) = (it.tenants.clone(), names[..1].to_vec());
    let writing = tokio::spawn(async move {
        let grant = Change::Grant { tier: "pro".to_owned(), expires_at: None };
        tenants.write_many(&asked, grant, &by("ann")).await.unwrap()
    });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    others.commit().await.unwrap();
    let answers = writing.await.unwrap();
    assert!(matches!(answers[0], Err(WriteError::Unknown { pinned: false, .. })), "{answers:?}");
}

async fn a_pin_to_what_cannot_be_loaded_can_be_ended<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    let (first, second) = (digest(&files[0]), digest(&files[1]));
    for tenant in ["unpinned", "repinned", "revoked", "deleted", "many"] {
        it.create(tenant).await;
        it.tenants.write(tenant, pin(&second), &by("ann")).await.unwrap();
        it.tenants.grant(tenant, "pro", None, &by("ann")).await.unwrap();
    }
    it.sql("UPDATE tiergate_policies SET file = 'x' WHERE version = '2.0.0'").await.unwrap();
    let other = Tenants::new(Tiers::new(crate::setting::policy(), DB::beside(it.store()).await));
    let refused = other.grant("unpinned", "basic", None, &by("ann")).await.unwrap_err();
    assert!(matches!(refused, WriteError::Pinned(_)), "{refused}");
    for (tenant, change) in [
        ("unpinned", Change::Pin { digest: None }),
        ("repinned", pin(&first)),
        ("revoked", Change::Revoke),
        ("deleted", Change::Delete),
    ] {
        assert!(other.write(tenant, change, &by("ann")).await.unwrap().changed, "{tenant}");
    }
    let many = other.write_many(&["many".to_owned()], Change::Revoke, &by("ann")).await.unwrap();
    assert!(many[0].as_ref().unwrap().changed);
    // Nobody is pinned to what cannot be loaded.
    let refused = other.write("unpinned", pin(&second), &by("ann")).await.unwrap_err();
    assert!(matches!(refused, WriteError::Unanswered { .. }), "{refused}");
}
