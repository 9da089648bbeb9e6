//! New tenants whose identifiers look like those of others: they are made, and that is said.

use crate::setting::{Database, Setting, by, in_both};
use tiergate_store::{Change, Import, Imported, SqlStore, Store};

in_both!(
    a_new_tenant_that_looks_like_another_is_made_and_that_is_said,
    what_is_gone_is_looked_like_by_nobody,
    those_of_one_batch_are_compared_too,
    tenants_from_before_are_known_after_an_update,
    two_servers_take_in_what_was_before_at_once,
);

/// Makes a tenant, and returns which one it looks like.
async fn create<DB: Database>(it: &Setting<DB>, tenant: &str) -> Option<String> {
    let written = it.tenants.create(tenant, None, &by("ann")).await.unwrap();
    assert!(written.created);
    written.looks_like
}

async fn a_new_tenant_that_looks_like_another_is_made_and_that_is_said<DB: Database>() {
    let it = Setting::<DB>::new().await;
    for (tenant, other) in [
        ("acme", None),
        ("Acme", Some("acme")),
        ("ACME", Some("Acme")),
        ("Zoe\u{301}", None),
        ("zo\u{e9}", Some("Zoe\u{301}")),
        ("ZO\u{c9}", Some("Zoe\u{301}")),
        ("STRASSE", None),
        ("straße", Some("STRASSE")),
        ("other", None),
        ("a-c-m-e", None),
    ] {
        assert_eq!(create(&it, tenant).await.as_deref(), other, "{tenant}");
        assert!(it.may(tenant, "core").await);
    }
    // A retry is answered as the first time, also by another server.
    let by = by("ann").key("k");
    let first = it.tenants.create("Other", None, &by).await.unwrap();
    assert_eq!(first.looks_like.as_deref(), Some("other"));
    it.store().write("other", Change::Delete, &crate::setting::by("ann")).await.unwrap();
    assert_eq!(it.tenants.create("Other", None, &by).await.unwrap(), first);
    // What is written to it later says nothing of that.
    let written = it.tenants.grant("Acme", "pro", None, &crate::setting::by("ann")).await.unwrap();
    assert_eq!(written.looks_like, None);
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

async fn what_is_gone_is_looked_like_by_nobody<DB: Database>() {
    let it = Setting::<DB>::new().await;
    for (one, other) in [("acme", "Acme"), ("Zo\u{e9}", "zo\u{e9}")] {
        for (first, second) in [(one, other), (other, one)] {
            assert_eq!(create(&it, first).await, None);
            it.store().write(first, Change::Delete, &by("ann")).await.unwrap();
            assert_eq!(create(&it, second).await, None);
            it.store().write(second, Change::Delete, &by("ann")).await.unwrap();
        }
    }
    // A server that does not know the table leaves its row.
    create(&it, "Left").await;
    it.sql("DELETE FROM tiergate_tenants WHERE id = 'Left'").await.unwrap();
    assert_eq!(create(&it, "left").await, None);
    assert_eq!(create(&it, "Left").await.as_deref(), Some("left"));
    assert_eq!(create(&it, "LEFT").await.as_deref(), Some("Left"));
}

fn row(tenant: &str) -> Imported {
    Imported { tenant: tenant.to_owned(), plan: Some("pro".to_owned()), edition: None, label: None }
}

/// Which tenant each row looks like, of those that are made.
async fn import<DB: Database>(it: &Setting<DB>, import: &Import) -> Vec<Option<String>> {
    let rows = ["there", "One", "one", "THERE", "ONE", "One"].map(row);
    let answers = it.tenants.import(&rows, import).await.unwrap();
    answers.into_iter().map(|answer| answer.unwrap().looks_like).collect()
}

async fn those_of_one_batch_are_compared_too<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("there").await;
    let looks = [None, None, Some("One"), Some("there"), Some("One"), None];
    let looks = looks.map(|other| other.map(str::to_owned));
    assert_eq!(import(&it, &Import::new(by("x")).dry_run()).await, looks);
    assert_eq!(import(&it, &Import::new(by("x"))).await, looks);
    // They are not new any more.
    assert_eq!(import(&it, &Import::new(by("x"))).await, [const { None }; 6]);
}

/// Makes tenants as a server did that did not know the table, and that is not updated yet.
async fn make_as_before<DB: Database>(it: &Setting<DB>) {
    it.create("base").await;
    it.sql(
        "INSERT INTO tiergate_tenants (id, revision, facts) \
         WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 12000) \
         SELECT 'T-' || CAST(n AS TEXT), 1, facts FROM numbers, tiergate_tenants WHERE id = 'base'",
    )
    .await
    .unwrap();
}

/// Takes back the migration that made the table.
async fn take_back<DB: Database>(it: &Setting<DB>) {
    for sql in [
        "DROP TABLE tiergate_folded",
        "DROP TABLE tiergate_folding",
        "ALTER TABLE tiergate_keys DROP COLUMN looks_like",
        "DELETE FROM tiergate_compatible WHERE migration = 5",
        "DELETE FROM tiergate_migrations WHERE version = 5",
    ] {
        it.sql(sql).await.unwrap();
    }
}

/// Checks that the tenants from before are known, and that it is noted that they are.
async fn check_known<DB: Database>(it: &Setting<DB>, store: &SqlStore<DB>) {
    for (tenant, other) in [("t-1", "T-1"), ("t-7000", "T-7000"), ("t-9999", "T-9999")] {
        assert_eq!(create(it, tenant).await.as_deref(), Some(other));
    }
    let mut connection = store.pool().acquire().await.unwrap();
    for (sql, count) in [
        ("SELECT count(*) FROM tiergate_folded", 12_000),
        ("SELECT count(*) FROM tiergate_folding", 0),
    ] {
        let rows: Vec<(i64,)> = DB::rows(&mut connection, sql, Vec::new()).await.unwrap();
        assert_eq!(rows, [(count,)], "{sql}");
    }
}

async fn tenants_from_before_are_known_after_an_update<DB: Database>() {
    let it = Setting::<DB>::new().await;
    make_as_before(&it).await;
    take_back(&it).await;
    let store = DB::beside(it.store()).await;
    check_known(&it, &store).await;
}

async fn two_servers_take_in_what_was_before_at_once<DB: Database>() {
    let it = Setting::<DB>::new().await;
    make_as_before(&it).await;
    it.sql("INSERT INTO tiergate_folding (number, after) VALUES (1, '')").await.unwrap();
    // Others write meanwhile.
    let writes = async {
        for number in 0..20 {
            it.create(&format!("new-{number}")).await;
        }
    };
    let beside = || DB::beside(it.store());
    let (store, ..) = tokio::join!(beside(), beside(), beside(), writes);
    check_known(&it, &store).await;
}
