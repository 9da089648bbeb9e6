//! What is kept of billing's reports, and for how long.

use crate::shop::{Database, Shop, any_event, event, in_both, of, subscription, webhook};
use serde_json::json;
use tiergate::now;
use tiergate_server::{StripeAccount, attach};
use tiergate_store::{BillingForgotten, By, Change};

in_both! {
    facts_of_a_long_life_are_superseded,
    few_facts_are_kept_of_what_changes_often,
    what_just_became_nobodys_is_kept,
    what_has_to_do_with_no_subscription_is_forgotten,
    one_server_forgets_at_a_time,
    what_belongs_to_nobody_is_forgotten,
    what_others_depend_on_is_not_forgotten,
}

const DAY: u64 = 86_400;

/// How many rows a table has.
async fn count<DB: Database>(shop: &Shop<DB>, table: &str) -> i64 {
    let mut connection = shop.tenants.store().pool().acquire().await.unwrap();
    let sql = format!("SELECT count(*) FROM {table}");
    let rows: Vec<(i64,)> = DB::rows(&mut connection, sql, Vec::new()).await.unwrap();
    rows[0].0
}

/// Makes everything that was received 120 days older.
const AGE: &str = "UPDATE tiergate_billing_events SET received = received - 120 * 86400";

/// Makes all subscriptions look as if they had belonged to nobody for long.
const MARK: &str = "UPDATE tiergate_billing_subscriptions SET unassigned_since = 1";

async fn run<DB: Database>(shop: &Shop<DB>, sql: &'static str) {
    let mut connection = shop.tenants.store().pool().acquire().await.unwrap();
    DB::run(&mut connection, sql, Vec::new()).await.unwrap();
}

/// Forgets what was received before a moment.
async fn forget<DB: Database>(shop: &Shop<DB>, before: u64) -> BillingForgotten {
    let reader = webhook(StripeAccount::new(true)).reader();
    shop.tenants.store().forget_billing(reader, before).await.unwrap()
}

async fn facts_of_a_long_life_are_superseded<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let began = now() - 3_000 * DAY;
    let mut events = Vec::new();
    // A subscription that is renewed every month, with an invoice each time.
    for month in 0..100 {
        let at = began + month * 30 * DAY;
        let kind = if month == 0 { "created" } else { "updated" };
        let own = subscription("sub_1", "active", &of("acme"));
        events.push(event(&format!("evt_{month}"), kind, at, &own));
        let invoice = json!({ "id": "in_1", "subscription": "sub_1", "customer": "cus_sub_1" });
        events.push(any_event(&format!("inv_{month}"), "invoice.paid", at + 9, &invoice));
    }
    shop.events(&events).await;
    assert_eq!(shop.tier().await, "pro");
    let facts = count(&shop, "tiergate_billing_facts").await;
    println!("{facts} rows of facts are left of {} events", events.len());
    // The last months, the base before them, and the ends of what invoices said.
    assert!(facts < 30, "{facts}");
    let history = shop.history("acme").await.len();

    let forgotten = forget(&shop, now() + 60).await;
    println!("{forgotten:?}");
    assert!(forgotten.reports > 180, "{forgotten:?}");
    assert_eq!(forgotten.subscriptions, 0);
    // A report that was forgotten is superseded again.
    shop.events(&events[..20]).await;
    assert_eq!(shop.tier().await, "pro");
    assert_eq!(shop.history("acme").await.len(), history);
    let again = count(&shop, "tiergate_billing_facts").await;
    assert!(again < 30, "{again}");

    let ended = subscription("sub_1", "canceled", &of("acme"));
    shop.events(&[event("evt_end", "deleted", now() - 200 * DAY, &ended)]).await;
    assert_eq!(shop.tier().await, "basic");
}

async fn what_belongs_to_nobody_is_forgotten<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let nobodys = |id: &str| subscription(id, "active", &json!({}));
    let mut other_mode = event("evt_3", "created", now(), &nobodys("sub_3"));
    other_mode["livemode"] = json!(false);
    let events = [
        event("evt_1", "created", now(), &nobodys("sub_1")),
        event("evt_2", "created", now(), &subscription("sub_2", "active", &of("missing"))),
        other_mode,
        event("evt_4", "created", now(), &subscription("sub_4", "active", &of("acme"))),
    ];
    shop.events(&events).await;
    assert_eq!(forget(&shop, now() - 90 * DAY).await, BillingForgotten::default(), "all is new");
    assert_eq!(count(&shop, "tiergate_billing_subscriptions").await, 3);
    let forgotten = forget(&shop, now() + 60).await;
    assert_eq!((forgotten.subscriptions, forgotten.kept), (2, 0), "{forgotten:?}");
    assert_eq!(forgotten.reports, 3, "{forgotten:?}");
    assert_eq!(count(&shop, "tiergate_billing_subscriptions").await, 1);
    assert!(shop.tenants.store().billing_problems(None, 10).await.unwrap().rows.is_empty());
    assert_eq!(
        forget(&shop, now() + 60).await,
        BillingForgotten::default(),
        "nothing is left to forget"
    );
    assert_eq!(shop.tier().await, "pro");
    // What is reported again is known again.
    shop.events(&events[..1]).await;
    assert_eq!(shop.tenants.store().unassigned(None, 10).await.unwrap().rows.len(), 1);
}

async fn what_others_depend_on_is_not_forgotten<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    // Its customer's subscriptions name two tenants: the first one is whose the customer is.
    let mut first = subscription("sub_1", "active", &of("missing"));
    let mut second = subscription("sub_2", "active", &of("acme"));
    first["customer"] = json!("cus_1");
    second["customer"] = json!("cus_1");
    let at = now() - 100;
    shop.events(&[
        event("evt_1", "created", at, &first),
        event("evt_2", "created", at + 9, &second),
    ])
    .await;
    assert_eq!(shop.tier().await, "basic", "two answers that differ make it nobody's");
    let forgotten = forget(&shop, now() + 60).await;
    assert!(forgotten.kept >= 1, "{forgotten:?}");
    let again = event("evt_3", "updated", now(), &second);
    shop.events(&[again]).await;
    assert_eq!(shop.tier().await, "basic", "it is still in dispute");
}

async fn few_facts_are_kept_of_what_changes_often<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let began = now() - 30 * DAY;
    let mut events = Vec::new();
    // Seats that are synchronized ten times a day, for a month.
    for change in 0..300_u64 {
        let mut own = subscription("sub_1", "active", &of("acme"));
        own["items"]["data"][0]["quantity"] = json!(change % 7 + 1);
        let kind = if change == 0 { "created" } else { "updated" };
        events.push(event(&format!("evt_{change}"), kind, began + change * DAY / 10, &own));
    }
    shop.events(&events).await;
    assert_eq!(shop.tier().await, "pro");
    let facts = count(&shop, "tiergate_billing_facts").await;
    println!("{facts} rows of facts are left of {} events", events.len());
    // Those of some days.
    assert!(facts < 150, "{facts}");
    let billed = shop.tenants.store().billed("acme").await.unwrap();
    let own = billed["stripe:sub_1"].subscription.as_ref().unwrap();
    assert_eq!(own.items[0].quantity, Some(299 % 7 + 1));
}

async fn what_just_became_nobodys_is_kept<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let (store, by) = (shop.tenants.store(), By::new("ann"));
    let own = subscription("sub_1", "active", &of("acme"));
    shop.events(&[event("evt_1", "created", now() - 120 * DAY, &own)]).await;
    run(&shop, AGE).await;
    let before = now() - 90 * DAY;

    // The tenant is deleted by mistake, and created again.
    shop.tenants.write("acme", Change::Delete, &by).await.unwrap();
    assert_eq!(forget(&shop, before).await, BillingForgotten::default());
    assert_eq!(store.unassigned(None, 10).await.unwrap().rows.len(), 1);
    shop.tenants.create("acme", None, &by).await.unwrap();
    assert_eq!(shop.tier().await, "pro");

    // The customer's metadata names another tenant by mistake.
    let customer = json!({ "id": "cus_sub_1", "object": "customer", "metadata": of("acne") });
    shop.events(&[any_event("evt_2", "customer.updated", now(), &customer)]).await;
    run(&shop, AGE).await;
    assert_eq!(shop.tier().await, "basic");
    assert_eq!(forget(&shop, before).await, BillingForgotten::default());
    attach(store, "stripe:sub_1", "acme", &by).await.unwrap();
    assert_eq!(shop.tier().await, "pro");
    run(&shop, AGE).await;

    // What belonged to nobody for long begins again if it was somebody's meanwhile.
    run(&shop, MARK).await;
    assert_eq!(forget(&shop, before).await, BillingForgotten::default(), "it is somebody's");
    shop.tenants.write("acme", Change::Delete, &by).await.unwrap();
    assert_eq!(forget(&shop, before).await, BillingForgotten::default());
    shop.tenants.create("acme", None, &by).await.unwrap();
    assert_eq!(shop.tier().await, "pro");

    // What is stored is not trusted if something else follows from what is known.
    run(&shop, "UPDATE tiergate_billing_subscriptions SET tenant = NULL").await;
    run(&shop, MARK).await;
    let forgotten = forget(&shop, before).await;
    assert_eq!((forgotten.subscriptions, forgotten.kept), (0, 1), "{forgotten:?}");

    shop.tenants.write("acme", Change::Delete, &by).await.unwrap();
    run(&shop, MARK).await;
    assert_eq!(forget(&shop, before).await.subscriptions, 1);
    assert_eq!(count(&shop, "tiergate_billing_names").await, 0);
}

async fn what_has_to_do_with_no_subscription_is_forgotten<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let customer = |id: &str, named| json!({ "id": id, "object": "customer", "metadata": named });
    let any = |id: &str, kind: &str, object| any_event(id, kind, now(), &object);
    shop.events(&[
        any("evt_1", "customer.created", customer("cus_1", json!({}))),
        any("evt_2", "customer.deleted", customer("cus_2", json!({}))),
        any("evt_3", "customer.created", customer("cus_3", of("acme"))),
        any("evt_4", "customer.created", customer("cus_sub_4", json!({}))),
        event("evt_5", "created", now(), &subscription("sub_4", "active", &of("acme"))),
    ])
    .await;
    let (before, all) = (now() - 90 * DAY, count(&shop, "tiergate_billing_facts").await);
    assert_eq!(forget(&shop, before).await, BillingForgotten::default(), "all is new");
    run(&shop, AGE).await;
    assert_eq!(forget(&shop, before).await.reports, 2);
    assert_eq!(count(&shop, "tiergate_billing_facts").await, all - 2);
    assert_eq!(forget(&shop, before).await, BillingForgotten::default());
    // Whose the customer is counts when it subscribes at last.
    let mut late = subscription("sub_5", "active", &json!({}));
    late["customer"] = json!("cus_3");
    shop.events(&[event("evt_6", "created", now(), &late)]).await;
    assert_eq!(shop.tenants.store().billed("acme").await.unwrap().len(), 2);
}

async fn one_server_forgets_at_a_time<DB: Database>() {
    let ([one, other], _folder) = DB::two().await;
    assert!(one.claim_forgetting(60).await.unwrap());
    assert!(!other.claim_forgetting(60).await.unwrap());
    assert!(!one.claim_forgetting(60).await.unwrap());
}
