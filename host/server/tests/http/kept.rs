//! What is kept of billing's reports, and for how long.

use crate::shop::{Database, SECRET, Shop, any_event, event, in_both, of, subscription};
use serde_json::json;
use tiergate::now;
use tiergate_server::StripeWebhook;
use tiergate_store::Forgotten;

in_both! {
    facts_of_a_long_life_are_superseded,
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

/// Forgets what was received before a moment.
async fn forget<DB: Database>(shop: &Shop<DB>, before: u64) -> Forgotten {
    let reader = StripeWebhook::new([SECRET], true).unwrap().reader();
    shop.tenants.store().forget(reader, before).await.unwrap()
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
    // Of the last 90 days three months, the base before them, and the ends of what invoices said.
    assert!(facts < 30, "{facts}");
    let history = shop.history("acme").await.len();

    let forgotten = forget(&shop, now() + 1).await;
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
    assert_eq!(forget(&shop, now() - 90 * DAY).await, Forgotten::default(), "all is new");
    assert_eq!(count(&shop, "tiergate_billing_subscriptions").await, 3);
    let forgotten = forget(&shop, now() + 1).await;
    assert_eq!((forgotten.subscriptions, forgotten.kept), (2, 0), "{forgotten:?}");
    assert_eq!(forgotten.reports, 3, "{forgotten:?}");
    assert_eq!(count(&shop, "tiergate_billing_subscriptions").await, 1);
    assert!(shop.tenants.store().billing_problems(None, 10).await.unwrap().rows.is_empty());
    assert_eq!(forget(&shop, now() + 1).await, Forgotten::default(), "nothing is left to forget");
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
    let forgotten = forget(&shop, now() + 1).await;
    assert!(forgotten.kept >= 1, "{forgotten:?}");
    let again = event("evt_3", "updated", now(), &second);
    shop.events(&[again]).await;
    assert_eq!(shop.tier().await, "basic", "it is still in dispute");
}
