//! Writing in a transaction of the caller's own.

use crate::setting::{Database, Setting, by, in_both};
use std::time::Duration;
use tiergate::{CheckError, Tiers};
use tiergate_store::{Change, SqlStore, Store};

in_both!(
    a_grant_in_the_callers_transaction_is_seen_when_told,
    a_tenant_is_created_with_the_callers_row,
    the_products_own_tables_stand_beside_ours,
    a_write_that_is_given_up_leaves_no_trace_or_a_whole_one,
);

/// Refuses to know the tenant.
async fn unknown<S: Store>(tiers: &Tiers<S>, tenant: &str) {
    let error = tiers.check(tenant, "core").await.unwrap_err();
    assert!(matches!(error, CheckError::UnknownTenant(_)), "{error}");
}

async fn a_tenant_is_created_with_the_callers_row<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.sql("CREATE TABLE accounts (id TEXT PRIMARY KEY)").await.unwrap();
    let pool = DB::own(it.store()).await;
    for committed in [false, true] {
        let mut own = pool.begin().await.unwrap();
        DB::run(&mut own, "INSERT INTO accounts VALUES ('acme')", Vec::new()).await.unwrap();
        let creation = it.tenants.creation(None, false).unwrap();
        let written =
            SqlStore::<DB>::write_in(&mut own, "acme", creation, &by("web")).await.unwrap();
        unknown(it.tiers(), "acme").await;
        if committed {
            own.commit().await.unwrap();
            let seen = it.tiers().at_least("acme", written.revision).await.unwrap();
            assert!(seen.feature("core").allowed);
        } else {
            own.rollback().await.unwrap();
            // Long enough for whoever follows the events to have been misled.
            tokio::time::sleep(Duration::from_millis(700)).await;
            unknown(it.tiers(), "acme").await;
            assert!(it.store().events_after(0, 10).await.unwrap().is_empty());
        }
    }
    assert_eq!(it.events("acme").await.len(), 1);
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

/// A tenant that is cached, granted to in a transaction of the caller's.
async fn a_grant_in_the_callers_transaction_is_seen_when_told<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    assert!(!it.may("acme", "sso").await);
    let grant = Change::Grant { tier: "premium".into(), expires_at: None };
    for committed in [false, true] {
        let mut own = it.store().begin().await.unwrap();
        let written =
            SqlStore::<DB>::write_in(&mut own, "acme", grant.clone(), &by("ann")).await.unwrap();
        assert!(!it.may("acme", "sso").await, "it is not committed");
        if committed {
            own.commit().await.unwrap();
            it.store().invalidate("acme", written.revision);
        } else {
            own.rollback().await.unwrap();
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
        assert_eq!(it.may("acme", "sso").await, committed);
    }
}

async fn the_products_own_tables_stand_beside_ours<DB: Database>() {
    let it = Setting::<DB>::new().await;
    // A product that uses sqlx has such a table too.
    it.sql("CREATE TABLE _sqlx_migrations (version BIGINT)").await.unwrap();
    it.sql("CREATE TABLE tenants (id TEXT, plan TEXT)").await.unwrap();
    it.create("acme").await;
    assert!(it.may("acme", "core").await);
}

/// The one who asked goes away while the write is under way.
async fn a_write_that_is_given_up_leaves_no_trace_or_a_whole_one<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    for round in 0..60_u64 {
        let tier = if round % 2 == 0 { "premium" } else { "basic" };
        let by = by("ann");
        let write = it.tenants.grant("acme", tier, None, &by);
        let _ = tokio::time::timeout(Duration::from_micros(100 * round), write).await;
        assert!(it.may("acme", "core").await);
    }
    // Whoever follows the events tells of what was written though nobody waited for it.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let stored = it.store().find("acme").await.unwrap().unwrap();
    let known = it.tiers().entitlements("acme").await.unwrap();
    assert_eq!((known.revision(), known.facts()), (stored.revision, &stored.facts.tenant));
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    it.tenants.grant("acme", "pro", None, &by("ann")).await.unwrap();
    assert_eq!(it.tier("acme").await, "pro");
}
