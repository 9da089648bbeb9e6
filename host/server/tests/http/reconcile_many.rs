//! How long it takes to compare many subscriptions: `TIERGATE_FUZZ=full` compares 100,000.

use crate::asking::api;
use crate::shop::{Database, Shop, of, webhook};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Instant;
use tiergate_server::{Reconciled, StripeAccount};
use tiergate_store::sqlx::Postgres;
use tiergate_store::{By, Import, Imported, SqlStore};
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::fake_stripe::{FakeStripe, subscription};
use tiergate_tests::plans;

const PRICES: [&str; 3] = ["p-basic", "p-pro", "p-ai"];

fn subscribed(number: usize, status: &str, price: &str) -> serde_json::Value {
    let (id, customer) = (format!("sub_{number:06}"), format!("cus_{number:06}"));
    subscription(&id, &customer, status, &[(price, 1)], &of(&format!("tenant-{number:06}")))
}

async fn compare(
    what: &str,
    fake: &FakeStripe,
    store: &SqlStore<Postgres>,
    is_dry: bool,
) -> Reconciled {
    let account = StripeAccount::new(true).api(api(fake));
    let (began, before) = (Instant::now(), fake.asked().len());
    let mut run = account.reconcile(store, &By::new("test"), is_dry).await.unwrap();
    while run.step().await.unwrap() {}
    let (took, asked) = (began.elapsed(), fake.asked().len() - before);
    let Reconciled { subscriptions, differing, .. } = run.found();
    println!("{what}: {subscriptions} compared, {differing} differ, {asked} requests in {took:?}");
    run.found().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_subscriptions_are_compared() {
    let mut dice = Dice::new(dice::seed("reconcile of many").unwrap());
    let count = dice::size(1_000, 100_000);
    let fake = FakeStripe::start(1).await.unwrap();
    let shop =
        Shop::over(Postgres::store().await, &plans::file().unwrap(), |account, _| webhook(account));
    let store = shop.tenants.store();
    let rows: Vec<_> = (0..count)
        .map(|number| Imported {
            tenant: format!("tenant-{number:06}"),
            plan: None,
            edition: None,
            label: None,
        })
        .collect();
    for rows in rows.chunks(2_000) {
        let all = shop.tenants.import(rows, &Import::new(By::new("test"))).await.unwrap();
        assert!(all.iter().all(Result::is_ok));
    }
    for number in 0..count {
        let price = dice.pick_or(&PRICES, "p-pro");
        fake.account().put(subscribed(number, "active", price));
    }
    let found = compare("into an empty store", &fake, store, false).await;
    assert_eq!(found.differing, count);
    let changed: BTreeSet<_> = (0..count / 100).map(|_| dice.below(count)).collect();
    for number in &changed {
        let changed = match dice.below(3) {
            0 => subscribed(*number, "past_due", "p-pro"),
            1 => subscribed(*number, "active", "p-seat"),
            _ => {
                let mut over = subscribed(*number, "canceled", "p-pro");
                over["ended_at"] = json!(1_790_000_000);
                over
            }
        };
        fake.account().put(changed);
    }
    let dry = compare("dry run", &fake, store, true).await;
    let found = compare("with some differences", &fake, store, false).await;
    let differ = |found: &Reconciled| {
        found.differences.iter().map(|it| it.subscription.clone()).collect::<BTreeSet<_>>()
    };
    let expected: BTreeSet<_> =
        changed.iter().map(|number| format!("stripe:sub_{number:06}")).collect();
    assert_eq!(differ(&found), expected);
    assert_eq!(differ(&dry), expected);
    let found = compare("again", &fake, store, false).await;
    assert_eq!(found.differences, []);
    assert!(fake.most_in_a_second() <= 12, "{}", fake.most_in_a_second());
}
