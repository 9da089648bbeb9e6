//! When Stripe's API is not asked, and what happens if it does not answer.

use crate::asking::{Setting, in_doubt};
use crate::shop::{Database, event, of};
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_server::Asking;
use tiergate_store::sqlx::Sqlite;
use tiergate_tests::fake_stripe::{Faults, KEY, subscription};

/// Returns the metrics once so many wait: they are counted in the background.
async fn counted<DB: Database>(it: &Setting<DB>, waiting: u64) -> String {
    let began = Instant::now();
    loop {
        let metrics = it.shop.metrics().await;
        if find(&metrics, "asks_waiting") == Some(waiting) {
            return metrics;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "not {waiting}: {metrics}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_never_or_always_if_an_operator_wants_that() {
    let clear = subscription("sub_1", "cus_1", "active", &[("p-pro", 1)], &of("acme"));
    let clear = event("evt_clear", "created", now() - 300, &clear);
    for (when, asks_of_doubt, asks_always) in
        [(Asking::Never, 0, 0), (Asking::Doubt, 1, 0), (Asking::Always, 1, 1)]
    {
        let it = Setting::<Sqlite>::new(when).await;
        it.shop.events(std::slice::from_ref(&clear)).await;
        it.settled().await;
        assert_eq!(it.fake.count("/v1/subscriptions?"), asks_always, "{when:?}");
        let it = Setting::<Sqlite>::new(when).await;
        it.shop.events(&in_doubt(now() - 200)).await;
        it.settled().await;
        assert_eq!(it.fake.count("/v1/subscriptions?") > 0, asks_of_doubt > 0, "{when:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_that_stripe_does_not_know_is_asked_about_once() {
    let it = Setting::<Sqlite>::new(Asking::Doubt).await;
    it.shop.events(&in_doubt(now() - 200)).await;
    it.settled().await;
    let asked = it.fake.asked();
    assert!(asked.iter().any(|it| it.status == 400), "{asked:?}");
    assert_eq!(it.fake.count("/v1/subscriptions?customer=cus_1"), 1, "{asked:?}");
    assert_eq!(it.fake.count("/v1/entitlements/active_entitlements?customer=cus_1"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_shown_and_asked_again() {
    let it = Setting::<Sqlite>::new(Asking::Doubt).await;
    it.fake.set_faults(Faults { failing: 100, ..Faults::default() });
    let sub = subscription("sub_1", "cus_1", "active", &[("p-basic", 1)], &of("acme"));
    it.fake.account().put(sub);
    it.shop.events(&in_doubt(now() - 200)).await;
    let store = it.shop.tenants.store();
    let began = Instant::now();
    let customer = loop {
        let asks = store.billing_asks(None, 1_000).await.unwrap().rows;
        let customer = asks.into_iter().find(|it| it.subject == "stripe:cus_1").unwrap();
        if customer.failures > 0 {
            break customer;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it does not fail");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let problem = customer.problem.clone().unwrap();
    assert!(problem.contains("500") && customer.due > customer.since, "{customer:?}");
    assert!(!problem.contains(KEY));
    assert_eq!(it.shop.tier().await, "pro", "what is known counts until then");
    assert!(number(&it.shop.metrics().await, "requests_total{outcome=\"failed\"}") >= 5);
    it.fake.set_faults(Faults::default());
    it.settled().await;
    assert_eq!(it.shop.tier().await, "basic");
    let metrics = counted(&it, 0).await;
    assert!(number(&metrics, "asks_total{outcome=\"answered\"}") >= 1, "{metrics}");
    assert!(number(&metrics, "asks_total{outcome=\"postponed\"}") >= 1, "{metrics}");
    for gauge in ["asks_failing", "asks_oldest_seconds"] {
        assert_eq!(number(&metrics, gauge), 0, "{metrics}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_counted_by_a_server_that_does_not_ask() {
    let it = Setting::<Sqlite>::new(Asking::Never).await;
    let subjects = ["stripe:cus_1".to_owned(), "stripe:cus_2".to_owned()];
    it.shop.tenants.store().ask_about(&subjects.into()).await.unwrap();
    assert_eq!(number(&counted(&it, 2).await, "asks_failing"), 0);
}

/// The value of a metric of Stripe's.
fn number(metrics: &str, name: &str) -> u64 {
    find(metrics, name).unwrap_or_else(|| panic!("{name} is not in {metrics}"))
}

fn find(metrics: &str, name: &str) -> Option<u64> {
    let name = format!("tiergate_stripe_{name} ");
    let line = metrics.lines().find_map(|line| line.strip_prefix(&name));
    line.map(|value| value.parse().unwrap())
}
