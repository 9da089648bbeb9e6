//! Taking in the tenants of an existing product.

use crate::setting::{Database, Setting, by, in_both, with_trial};
use tiergate::{Item, Source, Status, Subscription};
use tiergate_store::import::query;
use tiergate_store::{Import, Imported, Store, WriteError, Written};

in_both!(
    a_dry_run_says_what_would_change_and_changes_nothing,
    an_import_is_run_again_and_covers_nothing_manual,
    a_query_of_numbers_and_nulls_is_read,
    only_an_imports_own_plans_end_when_a_list_lacks_them,
);

fn row(tenant: &str, plan: Option<&str>, edition: Option<&str>) -> Imported {
    let text = |it: Option<&str>| it.map(str::to_owned);
    Imported { tenant: tenant.to_owned(), plan: text(plan), edition: text(edition), label: None }
}

fn rows() -> Vec<Imported> {
    vec![
        row("a", Some("pro"), None),
        row("b", None, Some("community")),
        row("c", Some(""), Some("")),
        row("d", Some("enterprise"), None),
        row("a", Some("premium"), None),
        row("", Some("pro"), None),
        row("e", Some("pro"), Some("nowhere")),
    ]
}

/// What came of each: `c`reated, `x` changed, `-` so already, `!` refused.
fn outcomes(answers: &[Result<Written, tiergate_store::WriteError>]) -> String {
    let outcome = |answer: &Result<Written, _>| match answer {
        Ok(written) if written.created => 'c',
        Ok(written) if written.changed => 'x',
        Ok(_) => '-',
        Err(_) => '!',
    };
    answers.iter().map(outcome).collect()
}

async fn a_dry_run_says_what_would_change_and_changes_nothing<DB: Database>() {
    let it = Setting::<DB>::with(with_trial()).await;
    let import = Import::new(by("import"));
    let would = it.tenants.import(&rows(), &import.clone().dry_run()).await.unwrap();
    assert_eq!(outcomes(&would), "ccccx!!");
    assert!(it.store().events_after(0, 10).await.unwrap().is_empty());
    let did = it.tenants.import(&rows(), &import).await.unwrap();
    assert_eq!(outcomes(&did), "ccccx!!");
    assert_eq!(it.tier("a").await, "premium");
    assert_eq!(it.tier("b").await, "premium", "its edition is not gated");
    for (tenant, misconfigured) in [("c", true), ("d", true)] {
        let resolution = it.tiers().resolve(tenant).await.unwrap();
        assert_eq!((resolution.tier.as_str(), resolution.misconfigured), ("basic", misconfigured));
    }
}

async fn an_import_is_run_again_and_covers_nothing_manual<DB: Database>() {
    let it = Setting::<DB>::with(with_trial()).await;
    it.create("a").await;
    it.tenants.grant("a", "basic", None, &by("ann")).await.unwrap();
    let import = Import::new(by("import")).when_missing("pro");
    let first = it.tenants.import(&rows()[..4], &import).await.unwrap();
    assert_eq!(outcomes(&first), "xccc");
    assert_eq!(it.tier("a").await, "basic", "the grant covers it");
    it.tenants.revoke("a", &by("ann")).await.unwrap();
    it.clock.set(it.clock.now() + 15 * 86_400);
    assert_eq!(it.tier("a").await, "pro");
    let c = it.tiers().resolve("c").await.unwrap();
    assert_eq!((c.tier.as_str(), c.source), ("pro", Some(Source::Billing)), "no trial for the old");
    let again = it.tenants.import(&rows()[..4], &import).await.unwrap();
    assert_eq!(outcomes(&again), "----");
    let manual = Import::new(by("import")).source(Source::Manual);
    it.tenants.import(&rows()[4..5], &manual).await.unwrap();
    assert_eq!(it.tiers().resolve("a").await.unwrap().source, Some(Source::Manual));
    let error = it.tenants.import(&rows(), &Import::new(by("x")).when_missing("gold")).await;
    assert!(error.unwrap_err().to_string().contains("no tier `gold`"));
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

async fn a_query_of_numbers_and_nulls_is_read<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.sql("CREATE TABLE customers (id BIGINT, level INTEGER, plan TEXT)").await.unwrap();
    it.sql("INSERT INTO customers VALUES (7, 1, 'pro'), (9007199254740993, 2, NULL)")
        .await
        .unwrap();
    let pool = DB::own(it.store()).await;
    let sql = "SELECT id AS tenant, plan FROM customers ORDER BY id;";
    let mut read = query(&pool, sql).await.unwrap();
    let mut found = Vec::new();
    while let Some(row) = read.recv().await {
        found.push(row.unwrap());
    }
    assert_eq!(found, [row("7", Some("pro"), None), row("9007199254740993", None, None)]);
    let sql = "SELECT id AS tenant, level AS plan, 'cloud' AS edition FROM customers WHERE id = 7";
    let mut read = query(&pool, sql).await.unwrap();
    assert_eq!(read.recv().await.unwrap().unwrap(), row("7", Some("1"), Some("cloud")));
    let error = query(&pool, "SELECT id, plan FROM customers").await.unwrap_err();
    assert_eq!(error.to_string(), "the query has no column `tenant`; it has `id`, `plan`");
    let error = query(&pool, "SELECT * FROM nowhere").await.unwrap_err();
    assert!(matches!(error, tiergate_store::StoreError::Refused(_)), "{error}");
}

async fn only_an_imports_own_plans_end_when_a_list_lacks_them<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let import = Import::new(by("import"));
    it.tenants.import(&rows()[..2], &import).await.unwrap();
    it.tenants.import(&[row("billed", Some("pro"), None)], &import).await.unwrap();
    it.create("granted").await;
    it.tenants.grant("granted", "pro", None, &by("ann")).await.unwrap();
    // What billing's subscriptions say is no import's any more.
    let paid = Subscription {
        id: "sub_1".to_owned(),
        status: Status::Active,
        collection_paused: false,
        items: vec![Item { names: vec!["p-pro".to_owned()], quantity: Some(1) }],
        trial_ends_at: None,
        past_due_since: None,
        ends_at: None,
    };
    it.tenants.bill("billed", &[paid], &by("billing")).await.unwrap();

    let absent = it.tenants.absent(Source::Billing, |tenant| tenant == "b").await.unwrap();
    let names: Vec<_> = absent.iter().map(|absent| absent.tenant.as_str()).collect();
    assert_eq!(names, ["a"]);
    it.tenants.grant("a", "premium", None, &by("ann")).await.unwrap();
    let error = it.tenants.end_import(&absent[0], Source::Billing, &by("x")).await.unwrap_err();
    assert!(matches!(error, WriteError::Conflict { .. }), "{error}");
    it.tenants.revoke("a", &by("ann")).await.unwrap();

    let absent = it.tenants.absent(Source::Billing, |tenant| tenant == "b").await.unwrap();
    it.tenants.end_import(&absent[0], Source::Billing, &by("import")).await.unwrap();
    assert_eq!(it.tier("a").await, "basic");
    let absent = it.tenants.absent(Source::Billing, |tenant| tenant == "b").await.unwrap();
    assert!(absent.is_empty(), "{absent:?}");
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}
