//! Idempotency keys: the first answer again, before anything else is looked at.

use crate::setting::{Database, Setting, by, in_both};
use tiergate::{Item, Policy, Source, Status, Subscription};
use tiergate_store::{By, Change, Import, Imported, Store, WriteError};
use tiergate_tests::plans;

in_both!(
    a_retry_is_answered_as_first_whatever_is_active,
    a_key_is_bound_to_what_was_asked,
    billing_is_bound_to_the_subscriptions,
    keys_end_with_their_tenant,
    keys_end_after_30_days,
    keys_of_before_there_were_hashes_count,
    keys_that_no_longer_count_are_cleaned_up,
);

fn digest(file: &[u8]) -> String {
    Policy::from_bytes(file).unwrap().digest().to_owned()
}

fn subscription(id: &str, product: &str) -> Subscription {
    Subscription {
        id: id.to_owned(),
        status: Status::Active,
        collection_paused: false,
        items: vec![Item { names: vec![product.to_owned()], quantity: Some(1) }],
        trial_ends_at: None,
        past_due_since: None,
        ends_at: None,
    }
}

fn grant(tier: &str) -> Change {
    Change::Grant { tier: tier.to_owned(), expires_at: None }
}

async fn a_retry_is_answered_as_first_whatever_is_active<DB: Database>() {
    let files = [plans::file().unwrap(), plans::renamed_file().unwrap()];
    let it = Setting::<DB>::following(&files).await;
    let names = ["acme", "many"].map(str::to_owned);
    let row = |plan: &str| {
        let (tenant, plan) = ("imported".to_owned(), Some(plan.to_owned()));
        [Imported { tenant, plan, edition: None, label: None }]
    };
    let create = it.tenants.create("acme", Some("cloud"), &by("web").key("c")).await.unwrap();
    it.create("many").await;
    let granted = it.tenants.grant("acme", "pro", None, &by("ann").key("g")).await.unwrap();
    let many = it.tenants.write_many(&names, grant("pro"), &by("ann").key("m")).await.unwrap();
    let import = Import::new(by("import").key("i")).source(Source::Manual);
    let imported = it.tenants.import(&row("pro"), &import).await.unwrap();

    it.store().activate(&digest(&files[1]), &by("ann")).await.unwrap();
    let refused = it.tenants.grant("acme", "pro", None, &by("ann").key("new")).await.unwrap_err();
    assert!(matches!(refused, WriteError::Unknown { .. }), "{refused}");
    let again = it.tenants.grant("acme", "pro", None, &by("bob").key("g")).await.unwrap();
    assert_eq!(again, granted);
    let again = it.tenants.create("acme", Some("cloud"), &by("web").key("c")).await.unwrap();
    assert_eq!(again, create);
    let again = it.tenants.write_many(&names, grant("pro"), &by("ann").key("m")).await.unwrap();
    assert_eq!(format!("{again:?}"), format!("{many:?}"));
    let again = it.tenants.import(&row("pro"), &import).await.unwrap();
    assert_eq!(format!("{again:?}"), format!("{imported:?}"));
    // A pin to a policy that cannot be loaded changes nothing of that.
    let pin = Change::Pin { digest: Some(digest(&files[0])) };
    it.tenants.write("acme", pin, &by("ann")).await.unwrap();
    it.sql("UPDATE tiergate_policies SET file = 'x' WHERE version = '1.0.0'").await.unwrap();
    let other = tiergate_store::Tenants::new(tiergate::Tiers::new(
        crate::setting::policy(),
        DB::beside(it.store()).await,
    ));
    let refused = other.grant("acme", "pro", None, &by("ann").key("new")).await.unwrap_err();
    assert!(matches!(refused, WriteError::Pinned(_)), "{refused}");
    let again = other.grant("acme", "pro", None, &by("ann").key("g")).await.unwrap();
    assert_eq!(again, granted);
}

async fn a_key_is_bound_to_what_was_asked<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.tenants.create("acme", None, &by("web").key("c")).await.unwrap();
    it.tenants.grant("acme", "pro", None, &by("ann").key("g")).await.unwrap();
    let revision = it.store().find("acme").await.unwrap().unwrap().revision;
    let end = Some(it.clock.now() + 1_000);
    for (change, key) in [
        (grant("basic"), "g"),
        (grant("gold"), "g"),
        (Change::Grant { tier: "pro".into(), expires_at: end }, "g"),
        (Change::Revoke, "g"),
        (
            Change::Create { label: None, edition: Some("cloud".into()), assignments: Vec::new() },
            "c",
        ),
        (Change::Delete, "c"),
    ] {
        let error = it.tenants.write("acme", change, &by("ann").key(key)).await.unwrap_err();
        let WriteError::KeyReused { tenant, key: used } = &error else { panic!("{error}") };
        assert_eq!((tenant.as_str(), used.as_str()), ("acme", key));
    }
    assert_eq!(it.store().find("acme").await.unwrap().unwrap().revision, revision);
    // Another tenant has keys of its own.
    it.tenants.create("other", Some("cloud"), &by("web").key("c")).await.unwrap();
    // Neither the reason nor the revision is part of the question.
    let retry = by("bob").because("again").at_revision(1).key("g");
    assert_eq!(it.tenants.grant("acme", "pro", None, &retry).await.unwrap().revision, revision);
}

async fn billing_is_bound_to_the_subscriptions<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let key = by("stripe").key("state-1");
    let both = [subscription("a", "p-pro"), subscription("b", "p-ai")];
    let first = it.tenants.bill("acme", &both, &key).await.unwrap();
    let turned = [both[1].clone(), both[0].clone()];
    assert_eq!(it.tenants.bill("acme", &turned, &key).await.unwrap(), first);
    let error = it.tenants.bill("acme", &both[1..], &key).await.unwrap_err();
    assert!(matches!(error, WriteError::KeyReused { .. }), "{error}");
    assert_eq!(it.tier("acme").await, "pro");
    it.tenants.bill("acme", &both[1..], &by("stripe").key("state-2")).await.unwrap();
    assert_eq!(it.tier("acme").await, "basic");
    assert_eq!(it.tenants.bill("acme", &both, &key).await.unwrap(), first);
    assert_eq!(it.tier("acme").await, "basic", "a late retry brings nothing back");

    // Two deliveries: the one that read before the other wrote is refused, and asks again.
    let read = it.store().find("acme").await.unwrap().unwrap().revision;
    it.tenants.bill("acme", &both, &by("stripe").at_revision(read)).await.unwrap();
    let late = it.tenants.bill("acme", &[], &by("stripe").at_revision(read)).await.unwrap_err();
    assert!(matches!(late, WriteError::Conflict { .. }), "{late}");
    assert_eq!(it.tier("acme").await, "pro");
}

async fn keys_end_with_their_tenant<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let first = it.tenants.create("acme", None, &by("web").key("c1")).await.unwrap();
    it.tenants.grant("acme", "pro", None, &by("ann").key("g1")).await.unwrap();
    let delete = by("ann").key("d1");
    let deleted = it.tenants.write("acme", Change::Delete, &delete).await.unwrap();
    assert_eq!(it.tenants.write("acme", Change::Delete, &delete).await.unwrap(), deleted);
    let second = it.tenants.create("acme", None, &by("web").key("c1")).await.unwrap();
    assert!(second.created && second.revision > first.revision, "it is another tenant");
    assert!(it.may("acme", "core").await);
    let granted = it.tenants.grant("acme", "pro", None, &by("ann").key("g1")).await.unwrap();
    assert!(granted.changed && it.tier("acme").await == "pro");
    // A late retry of the deletion does not delete the next one.
    assert_eq!(it.tenants.write("acme", Change::Delete, &delete).await.unwrap(), deleted);
    assert!(it.store().find("acme").await.unwrap().is_some());
    // In one transaction, too.
    let (change, created) = (Change::Delete, it.tenants.creation(None, false).unwrap());
    let changes = [change, created].map(|change| ("acme".to_owned(), change)).to_vec();
    let answers = it.store().write_many(changes, &by("ann")).await.unwrap();
    assert!(answers.iter().all(Result::is_ok));
    assert!(it.tenants.grant("acme", "pro", None, &by("ann").key("g1")).await.unwrap().changed);
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

async fn keys_end_after_30_days<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let key = by("ann").key("g");
    let first = it.tenants.grant("acme", "pro", None, &key).await.unwrap();
    it.tenants.revoke("acme", &by("ann")).await.unwrap();
    it.sql("UPDATE tiergate_keys SET at = at - 2591000").await.unwrap();
    assert_eq!(it.tenants.grant("acme", "pro", None, &key).await.unwrap(), first, "not yet");
    it.sql("UPDATE tiergate_keys SET at = at - 1001").await.unwrap();
    let later = it.tenants.grant("acme", "premium", None, &key).await.unwrap();
    assert!(later.changed && later.revision > first.revision, "it is another question");
    assert_eq!(it.tenants.grant("acme", "premium", None, &key).await.unwrap(), later);
    assert_eq!(it.tier("acme").await, "premium");
}

async fn keys_of_before_there_were_hashes_count<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let key = by("ann").key("g");
    let first = it.tenants.grant("acme", "pro", None, &key).await.unwrap();
    it.sql("UPDATE tiergate_keys SET asked = NULL").await.unwrap();
    assert_eq!(it.tenants.grant("acme", "pro", None, &key).await.unwrap(), first);
    let error = it.tenants.grant("acme", "basic", None, &key).await.unwrap_err();
    assert!(matches!(error, WriteError::KeyReused { .. }), "{error}");

    // Such a key does not say which subscriptions it was for: later ones are not lost.
    it.tenants.revoke("acme", &by("ann")).await.unwrap();
    let key = by("stripe").key("state");
    let both = [subscription("a", "p-pro"), subscription("b", "p-ai")];
    let first = it.tenants.bill("acme", &both, &key).await.unwrap();
    it.sql("UPDATE tiergate_keys SET asked = NULL").await.unwrap();
    assert_eq!(it.tenants.bill("acme", &both, &key).await.unwrap(), first);
    let later = it.tenants.bill("acme", &both[1..], &key).await.unwrap();
    assert!(later.changed && it.tier("acme").await == "basic");
    assert_eq!(it.tenants.bill("acme", &both[1..], &key).await.unwrap(), later);
}

async fn keys_that_no_longer_count_are_cleaned_up<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    it.tenants.grant("acme", "pro", None, &by("ann").key("kept")).await.unwrap();
    it.sql(
        "INSERT INTO tiergate_keys (tenant, key, change, at, revision, changed, created) \
         SELECT 'gone-' || a.n || '-' || b.n || '-' || c.n, 'k', '{}', 1000, 1, 1, 1 FROM \
         (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) AS a, \
         (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) AS b, \
         (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) AS c",
    )
    .await
    .unwrap();
    let count = async || {
        let sql = "SELECT count(*) FROM tiergate_keys";
        let mut own = DB::own(it.store()).await.acquire().await.unwrap();
        let rows: Vec<(i64,)> = DB::rows(&mut own, sql, Vec::new()).await.unwrap();
        rows[0].0
    };
    assert_eq!(count().await, 28);
    let rows = |from: u64| -> Vec<Imported> {
        let row = |number| {
            let (tenant, plan) = (format!("t-{number:04}"), Some("pro".to_owned()));
            Imported { tenant, plan, edition: None, label: None }
        };
        (from..from + 300).map(row).collect()
    };
    it.tenants.import(&rows(0), &Import::new(By::new("import"))).await.unwrap();
    assert_eq!(count().await, 28, "not at each write");
    it.tenants.import(&rows(300), &Import::new(By::new("import"))).await.unwrap();
    assert_eq!(count().await, 1);
}
