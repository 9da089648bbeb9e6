//! Tables and events of a newer server.

use crate::setting::{Database, Setting, by, in_both};
use tiergate_store::{SqlStore, Store, StoreError};

in_both! {
    a_newer_migration_that_is_compatible_locks_nobody_out,
    a_newer_migration_that_is_not_is_refused_in_words,
    an_event_of_a_newer_server_is_not_taken_for_damage,
    a_field_of_a_newer_server_is_not_taken_for_damage,
}

const NEWER: &str = "INSERT INTO tiergate_migrations \
    (version, description, success, checksum, execution_time) VALUES (1000, 'newer', true, '', 0)";

/// Opens the store again, as a server that restarts.
async fn again<DB: Database>(it: &Setting<DB>) -> Result<SqlStore<DB>, StoreError> {
    DB::open_again(it.store()).await
}

async fn a_newer_migration_that_is_compatible_locks_nobody_out<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    it.sql(NEWER).await.unwrap();
    it.sql("INSERT INTO tiergate_compatible (migration, least) VALUES (1000, 3)").await.unwrap();
    let store = again(&it).await.unwrap();
    assert!(store.find("acme").await.unwrap().is_some());
}

async fn a_newer_migration_that_is_not_is_refused_in_words<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.sql(NEWER).await.unwrap();
    for sql in [
        "DELETE FROM tiergate_compatible WHERE migration = 1000",
        "INSERT INTO tiergate_compatible (migration, least) VALUES (1000, 999)",
    ] {
        it.sql(sql).await.unwrap();
        let error = again(&it).await.err().unwrap();
        assert!(matches!(error, StoreError::TooNew { migration: 1000, .. }), "{error}");
        let words = error.to_string();
        assert!(words.contains("`1000`") && words.ends_with("update it"), "{words}");
    }
}

async fn an_event_of_a_newer_server_is_not_taken_for_damage<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    it.create("other").await;
    let newer = "INSERT INTO tiergate_events (number, tenant, at, actor, change) \
                 VALUES (3, 'acme', 0, 'newer', '{\"kind\":\"teleport\",\"to\":\"mars\"}')";
    it.sql(newer).await.unwrap();
    let error = it.store().history("acme", None, 10).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    let words = error.to_string();
    assert!(words.contains("`teleport`") && !words.contains("repair"), "{words}");
    let error = it.store().verify(|_| {}).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    // What is not about it goes on.
    assert_eq!(it.store().history("other", None, 10).await.unwrap().len(), 1);
    assert!(it.may("acme", "core").await);
    it.store().write("other", tiergate_store::Change::Revoke, &by("ann")).await.unwrap();
}

/// A key that this server does not know, in a change with fields, in one without, in a record of the
/// contract in a change, and in facts.
async fn a_field_of_a_newer_server_is_not_taken_for_damage<DB: Database>() {
    for sql in [
        "INSERT INTO tiergate_events (number, tenant, at, actor, change) \
         VALUES (2, 'acme', 0, 'newer', '{\"kind\":\"grant\",\"tier\":\"pro\",\"seats\":3}')",
        "INSERT INTO tiergate_events (number, tenant, at, actor, change) \
         VALUES (2, 'acme', 0, 'newer', '{\"kind\":\"revoke\",\"seats\":3}')",
        "INSERT INTO tiergate_events (number, tenant, at, actor, change) VALUES (2, 'acme', 0, \
         'newer', '{\"kind\":\"set-cap\",\"cap\":\"seats\",\"limit\":{\"at-most\":1},\"seats\":3}')",
        "UPDATE tiergate_tenants SET facts = '{\"assignments\":[],\"seats\":3}'",
    ] {
        let it = Setting::<DB>::new().await;
        it.create("acme").await;
        it.sql(sql).await.unwrap();
        let error = it.store().verify(|_| {}).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { .. }), "{sql}: {error}");
        let words = error.to_string();
        assert!(words.contains("`seats`") && !words.contains("repair"), "{words}");
    }
}
