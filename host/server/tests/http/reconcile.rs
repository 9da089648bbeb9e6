//! Comparing what is stored with everything that Stripe has, as operators do it over HTTP.

use crate::asking::api;
use crate::shop::{Database, Shop, event, in_both, of, webhook};
use crate::test_tokens::{token, tokens};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::{Extension, Router};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tiergate::now;
use tiergate_server::{StripeAccount, router};
use tiergate_store::By;
use tiergate_store::sqlx::Sqlite;
use tiergate_tests::fake_stripe::{FakeStripe, Faults, subscription};
use tiergate_tests::plans;
use tower::ServiceExt;

/// An operator of a product.
pub struct Operator(Router);

impl Operator {
    pub fn of<DB: Database>(shop: &Shop<DB>, account: StripeAccount) -> Self {
        Self(router(shop.tenants.clone(), tokens()).layer(Extension(account)))
    }

    pub async fn ask(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        static KEY: AtomicU64 = AtomicU64::new(1);
        let key = format!("key-{}", KEY.fetch_add(1, Ordering::Relaxed));
        self.ask_with(&key, method, path, body).await
    }

    async fn ask_with(
        &self,
        key: &str,
        method: &str,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("content-type", "application/json");
        let request = request.header("idempotency-key", key);
        let token = token("ann@example.com", None, &["system-admin"]);
        let request = request.header("authorization", format!("Bearer {token}"));
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.0.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Starts a run, and returns it once it has ended.
    pub async fn run(&self, path: &str, body: &Value) -> Value {
        let (status, run) = self.ask("POST", path, body).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{run}");
        for _ in 0..600 {
            let (status, runs) = self.ask("GET", "/v1/billing/runs", &Value::Null).await;
            assert_eq!(status, StatusCode::OK, "{runs}");
            let runs = runs.as_array().unwrap();
            let it = runs.iter().find(|it| it["number"] == run["number"]);
            let it = it.unwrap_or_else(|| panic!("{run} is not in {runs:?}"));
            if it["ended"].is_u64() {
                return it.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{run} does not end");
    }
}

async fn what_differs_is_listed_and_written<DB: Database>() {
    let fake = FakeStripe::start(1).await.unwrap();
    let shop = Shop::<DB>::new().await;
    for tenant in ["changed", "removed", "unknown", "owing"] {
        shop.tenants.create(tenant, None, &By::new("test")).await.unwrap();
    }
    let operator = Operator::of(&shop, StripeAccount::new(true).api(api(&fake)));
    let sub = |tenant: &str, status: &str, price: &str| {
        let id = format!("sub_{tenant}");
        subscription(&id, &format!("cus_{tenant}"), status, &[(price, 1)], &of(tenant))
    };
    let at = now() - 5_000;
    for (tenant, status, price) in [
        ("acme", "active", "p-pro"),
        ("changed", "active", "p-basic"),
        ("removed", "active", "p-pro"),
        ("owing", "past_due", "p-pro"),
    ] {
        shop.events(&[event(&format!("evt_{tenant}"), "created", at, &sub(tenant, status, price))])
            .await;
    }
    let invoice = json!({ "id": "in_1", "object": "invoice", "status": "open", "livemode": true,
        "created": at - 90, "parent": { "subscription_details": { "subscription": "sub_owing" } } });
    {
        let mut account = fake.account();
        account.page = 2;
        account.put(sub("acme", "active", "p-pro"));
        account.put(sub("changed", "active", "p-pro"));
        account.put(sub("owing", "past_due", "p-pro"));
        account.put(sub("unknown", "trialing", "p-pro"));
        account.invoices.insert("sub_owing".to_owned(), vec![invoice]);
    }
    fake.set_faults(Faults { limited: 5, failing: 20, ..Faults::default() });
    let path = "/v1/billing/reconcile";
    let dry = operator.run(path, &json!({ "dryRun": true })).await;
    let listed = |run: &Value| {
        let list = run["reconciled"]["differences"].as_array().unwrap();
        let mut all: Vec<_> = list.iter().map(|it| it["subscription"].clone()).collect();
        all.sort_by_key(ToString::to_string);
        json!(all)
    };
    let all = json!([
        "stripe:sub_changed",
        "stripe:sub_owing",
        "stripe:sub_removed",
        "stripe:sub_unknown"
    ]);
    assert_eq!(listed(&dry), all, "{dry}");
    assert_eq!(dry["reconciled"]["subscriptions"], 4);
    assert_eq!(shop.tier_of("changed").await, "basic", "a dry run writes nothing");
    let run = operator.run(path, &json!({ "reason": "request 17" })).await;
    assert_eq!(listed(&run), all, "{run}");
    let words = run["reconciled"].to_string();
    for says in ["`p-pro`", "Stripe does not have it", "not known here", "no longer in doubt"] {
        assert!(words.contains(says), "{says}: {words}");
    }
    assert_eq!([shop.tier_of("changed").await, shop.tier_of("unknown").await], ["pro", "pro"]);
    assert_eq!(shop.tier_of("removed").await, "pro", "it stays as it is stored");
    let last = shop.history("changed").await.pop().unwrap();
    assert_eq!((&*last.actor, last.reason.as_deref()), ("ann@example.com", Some("request 17")));
    let events = shop.history("owing").await.len();
    let again = operator.run(path, &json!({})).await;
    assert_eq!(listed(&again), json!(["stripe:sub_removed"]), "a second run finds nothing");
    assert_eq!(shop.history("owing").await.len(), events);
}

async fn one_run_at_a_time<DB: Database>() {
    let fake = FakeStripe::start(1).await.unwrap();
    fake.set_faults(Faults { slow: 100, ..Faults::default() });
    let shop = Shop::<DB>::new().await;
    let operator = Operator::of(&shop, StripeAccount::new(true).api(api(&fake)));
    // Each page takes a while, so that the run is under way for all of these.
    for id in ["sub_1", "sub_2", "sub_3", "sub_4"] {
        fake.account().put(subscription(id, "cus_1", "active", &[("p-pro", 1)], &of("acme")));
    }
    fake.account().page = 1;
    let path = "/v1/billing/reconcile";
    let (status, first) = operator.ask_with("once", "POST", path, &json!({})).await;
    assert_eq!((status, &first["task"]), (StatusCode::ACCEPTED, &json!("reconcile")));
    let (_, same) = operator.ask("POST", path, &json!({})).await;
    assert_eq!(first["number"], same["number"], "the same task is under way: {same}");
    for (path, body) in [
        ("/v1/billing/reconcile", json!({ "dryRun": true })),
        ("/v1/billing/replay", json!({ "events": [] })),
        ("/v1/billing/replay", json!({})),
    ] {
        let (status, problem) = operator.ask("POST", path, &body).await;
        assert_eq!((status.as_u16(), &problem["code"]), (429, &json!("busy")), "{path} {body}");
    }
    let (status, again) = operator.ask_with("once", "POST", path, &json!({})).await;
    assert_eq!((status, &again["number"]), (StatusCode::ACCEPTED, &first["number"]));
    // The same key, when the run has ended and for another task.
    let next = operator.run(path, &json!({})).await;
    assert!(next["number"].as_u64() >= first["number"].as_u64());
    let (status, again) = operator.ask_with("once", "POST", path, &json!({})).await;
    assert_eq!((status, &again["number"]), (StatusCode::ACCEPTED, &first["number"]));
    assert!(again["ended"].is_u64(), "{again}");
    let other = json!({ "dryRun": true });
    let (status, problem) = operator.ask_with("once", "POST", path, &other).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("key-reused")));
    let none = Operator::of(&shop, StripeAccount::new(true));
    let (status, problem) = none.ask("POST", "/v1/billing/reconcile", &json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("no-billing")));
}

/// The tag of a price, and then its newest lookup key, without which it is a smaller plan.
async fn another_name_of_a_price_is_listed<DB: Database>() {
    let fake = FakeStripe::start(1).await.unwrap();
    let shop = Shop::<DB>::new().await;
    shop.tenants.create("other", None, &By::new("test")).await.unwrap();
    let operator = Operator::of(&shop, StripeAccount::new(true).api(api(&fake)));
    let sub = |tenant: &str, tag: Value, key: &str| {
        let (id, customer) = (format!("sub_{tenant}"), format!("cus_{tenant}"));
        let price = if tenant == "acme" { "p-basic" } else { "unlisted" };
        let mut sub = subscription(&id, &customer, "active", &[(price, 1)], &of(tenant));
        let price = &mut sub["items"]["data"][0]["price"];
        (price["metadata"], price["lookup_key"]) = (json!({ "tiergate": tag }), json!(key));
        sub
    };
    let at = now() - 5_000;
    let acme = sub("acme", json!("p-pro"), "any");
    shop.events(&[event("evt_1", "created", at, &acme)]).await;
    for (number, key) in [(2, "p-basic"), (3, "p-pro")] {
        let other = sub("other", Value::Null, key);
        shop.events(&[event(&format!("evt_{number}"), "updated", at + number, &other)]).await;
    }
    assert_eq!([shop.tier().await, shop.tier_of("other").await], ["pro", "pro"]);
    // Of these changes no event arrived.
    fake.account().put(sub("acme", Value::Null, "any"));
    fake.account().put(sub("other", Value::Null, "p-basic"));
    let run = operator.run("/v1/billing/reconcile", &json!({})).await;
    assert_eq!(run["reconciled"]["differing"], 2, "{run}");
    assert_eq!([shop.tier().await, shop.tier_of("other").await], ["basic", "basic"]);
    let run = operator.run("/v1/billing/reconcile", &json!({})).await;
    assert_eq!(run["reconciled"]["differing"], 0, "{run}");
}

in_both!(what_differs_is_listed_and_written, another_name_of_a_price_is_listed, one_run_at_a_time,);

#[tokio::test(flavor = "multi_thread")]
async fn after_an_error_a_page_is_compared_again_and_counts_once() {
    let fake = FakeStripe::start(1).await.unwrap();
    let shop = Shop::<Sqlite>::new().await;
    let store = shop.tenants.store();
    for number in 0..5 {
        let id = format!("sub_{number}");
        fake.account().put(subscription(&id, "cus_1", "active", &[("p-pro", 1)], &of("acme")));
    }
    fake.account().page = 2;
    let account = StripeAccount::new(true).api(api(&fake));
    let mut run = account.reconcile(store, &By::new("ann"), false).await.unwrap();
    assert!(run.step().await.unwrap());
    let away = "CREATE TRIGGER away BEFORE INSERT ON tiergate_billing_events \
                BEGIN SELECT RAISE(ABORT, 'away'); END";
    Sqlite::change(store, away).await;
    let found = run.found().clone();
    assert!(run.step().await.is_err() && run.step().await.is_err());
    assert_eq!(*run.found(), found, "nothing counts that was not written");
    Sqlite::change(store, "DROP TRIGGER away").await;
    while run.step().await.unwrap() {}
    assert_eq!((run.found().subscriptions, run.found().differing), (5, 5));
    assert_eq!(store.billed("acme").await.unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_api_refuses_is_said_without_the_key() {
    let fake = FakeStripe::start(1).await.unwrap();
    let shop = Shop::<Sqlite>::with(&plans::file().unwrap(), |account, _| webhook(account)).await;
    let other = tiergate_server::StripeApi::new("rk_live_other").unwrap().address(&fake.url);
    let operator = Operator::of(&shop, StripeAccount::new(true).api(other.unwrap()));
    let run = operator.run("/v1/billing/reconcile", &json!({})).await;
    let problem = run["problem"].as_str().unwrap();
    assert!(problem.contains("401") && !problem.contains("rk_live_other"), "{problem}");
    let mut test_mode = subscription("sub_1", "cus_1", "active", &[("p-pro", 1)], &of("acme"));
    test_mode["livemode"] = json!(false);
    fake.account().put(test_mode);
    let operator = Operator::of(&shop, StripeAccount::new(true).api(api(&fake)));
    let run = operator.run("/v1/billing/reconcile", &json!({})).await;
    assert!(run["problem"].as_str().unwrap().contains("livemode"), "{run}");
}
