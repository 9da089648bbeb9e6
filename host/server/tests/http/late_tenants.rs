//! Tenants that are created after billing systems reported their subscriptions, or because of it.

use crate::shop::{Database, Shop, any_event, event, in_both, of, subscription, webhook};
use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;
use tiergate::{Source, now};
use tiergate_server::StripeAccount;
use tiergate_store::{BillingReader, By, Change, SqlStore, Store};
use tiergate_tests::plans;

in_both! {
    a_tenant_takes_up_what_was_reported_before_it_was_created,
    a_tenant_that_does_not_exist_is_created_only_if_that_is_set,
    a_deleted_tenant_does_not_come_back,
    what_was_replayed_creates_its_tenant_later,
}

async fn a_tenant_takes_up_what_was_reported_before_it_was_created<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let store = shop.tenants.store();
    for name in ["signed-up", "imported", "written", "many-1", "many-2", "none"] {
        let own = subscription(&format!("sub_{name}"), "active", &of(name));
        let named = if name == "none" { json!({}) } else { own["metadata"].clone() };
        let own = json!({ "metadata": named, "status": own["status"], "id": own["id"],
            "customer": own["customer"], "items": own["items"] });
        shop.events(&[event(&format!("evt_{name}"), "created", now() - 9, &own)]).await;
    }
    assert_eq!(store.unassigned(None, 100).await.unwrap().rows.len(), 6);

    let by = By::new("ann").key("once");
    let written = shop.tenants.create("signed-up", None, &by).await.unwrap();
    assert_eq!(shop.tenants.create("signed-up", None, &by).await.unwrap(), written);
    let import = Change::Import {
        source: Source::Billing,
        plan: Some("premium".to_owned()),
        edition: None,
        label: None,
        start: Vec::new(),
    };
    store.write("imported", import, &By::new("import")).await.unwrap();
    let mut own = store.begin().await.unwrap();
    let creation = shop.tenants.creation(None, false).unwrap();
    SqlStore::<DB>::write_in(&mut own, "written", creation.clone(), &By::new("own")).await.unwrap();
    own.commit().await.unwrap();
    let both = ["many-1", "many-2"].map(|name| (name.to_owned(), creation.clone()));
    store.write_many(both.to_vec(), &By::new("many")).await.unwrap();
    shop.tenants.create("none", None, &By::new("ann")).await.unwrap();

    for name in ["signed-up", "imported", "written", "many-1", "many-2"] {
        assert_eq!(shop.tier_of(name).await, "pro", "{name}");
        let history = shop.history(name).await;
        let [creation, bill] = history.as_slice() else { panic!("{history:?}") };
        assert_eq!(creation.number + 1, bill.number);
        assert_eq!(bill.actor, "billing");
        assert_eq!(bill.reason.as_deref(), Some("reported before the tenant was created"));
    }
    assert_eq!(shop.tier_of("none").await, "basic", "nothing says that it is its");
    assert_eq!(shop.history("signed-up").await[1].number, written.revision, "the last one");
    let unassigned = store.unassigned(None, 100).await.unwrap().rows;
    assert_eq!(unassigned.iter().map(|it| &*it.id).collect::<Vec<_>>(), ["stripe:sub_none"]);
    assert!(store.verify(|_| {}).await.unwrap().agrees());

    // It goes on as if the tenant had been there.
    let ended = subscription("sub_signed-up", "canceled", &of("signed-up"));
    shop.events(&[event("evt_end", "deleted", now(), &ended)]).await;
    assert_eq!(shop.tier_of("signed-up").await, "basic");
}

async fn a_tenant_that_does_not_exist_is_created_only_if_that_is_set<DB: Database>() {
    let shop = Shop::<DB>::with(&plans::file().unwrap(), |account, _| webhook(account)).await;
    let paid = subscription("sub_1", "active", &of("new"));
    shop.events(&[event("evt_1", "created", now() - 9, &paid)]).await;
    assert!(shop.tenants.store().find("new").await.unwrap().is_none());

    let policy = plans::with_trial().unwrap();
    let creating = Shop::<DB>::with(policy.file(), |account, tenants| {
        webhook(account.create_tenants(tenants))
    })
    .await;
    assert_eq!(creating.event(&event("evt_1", "created", now() - 9, &paid)).await, StatusCode::OK);
    let history = creating.history("new").await;
    assert!(matches!(history[0].change, Change::Create { .. }), "{history:?}");
    assert_eq!(history.len(), 2, "{history:?}");
    // A trial is worth more than what is paid for.
    assert_eq!(creating.tier_of("new").await, "premium");

    // Nobody begins a trial twice.
    creating.tenants.write("new", Change::Delete, &By::new("ann")).await.unwrap();
    let more = event("evt_2", "updated", now(), &subscription("sub_1", "past_due", &of("new")));
    creating.events(&[more]).await;
    assert_eq!(creating.tier_of("new").await, "pro");

    // A session alone gives nothing, and links: the subscription creates the tenant.
    let session = json!({ "id": "cs_1", "mode": "subscription", "metadata": of("third"),
        "subscription": "sub_3", "customer": "cus_3" });
    creating.events(&[any_event("evt_3", "checkout.session.completed", now(), &session)]).await;
    let tenant = creating.tenants.store().find("third").await.unwrap();
    assert!(tenant.is_some(), "the session names it");
    let own = subscription("sub_3", "active", &json!({}));
    creating.events(&[event("evt_4", "created", now(), &own)]).await;
    assert_eq!(creating.history("third").await.len(), 2);

    // What cannot be a tenant's identifier creates none, and is kept.
    let strange = subscription("sub_4", "active", &of(" spaces "));
    creating.events(&[event("evt_5", "created", now(), &strange)]).await;
    let unassigned = creating.tenants.store().unassigned(None, 10).await.unwrap().rows;
    assert_eq!(unassigned.len(), 1);
    assert_eq!(unassigned[0].billed.tenant.as_deref(), Some(" spaces "));
}

/// A shop that creates tenants, and what reads its reports.
async fn creating<DB: Database>() -> (Shop<DB>, Arc<dyn BillingReader>) {
    let policy = plans::file().unwrap();
    let shop =
        Shop::<DB>::with(&policy, |account, tenants| webhook(account.create_tenants(tenants)))
            .await;
    let webhook = webhook(StripeAccount::new(true).create_tenants(&shop.tenants));
    (shop, webhook.reader())
}

async fn a_deleted_tenant_does_not_come_back<DB: Database>() {
    let (shop, reader) = creating::<DB>().await;
    let (store, by) = (shop.tenants.store(), By::new("ann"));
    let price = |key: &str| json!({ "id": "price_x", "object": "price", "lookup_key": key });
    let sold = |name: &str, status: &str| {
        let mut own = subscription(&format!("sub_{name}"), status, &of(name));
        own["items"]["data"][0]["price"] = price("old");
        own
    };
    for name in ["ended", "renamed"] {
        shop.events(&[event(name, "created", now() - 9, &sold(name, "active"))]).await;
        assert!(store.find(name).await.unwrap().is_some(), "{name}");
        shop.tenants.write(name, Change::Delete, &by).await.unwrap();
    }
    shop.events(&[event("evt_1", "deleted", now(), &sold("ended", "canceled"))]).await;
    assert!(store.find("ended").await.unwrap().is_none(), "its subscription has ended");
    shop.events(&[any_event("evt_2", "price.updated", now(), &price("new"))]).await;
    while store.work_out_renamed(Arc::clone(&reader), &by).await.unwrap() {}
    assert!(store.find("renamed").await.unwrap().is_none(), "only a price has another name");
    store.restate("", Arc::clone(&reader), &by).await.unwrap();
    store.forget_billing(Arc::clone(&reader), now() - 9).await.unwrap();
    assert!(store.create_missing(Arc::clone(&reader), &by).await.unwrap().is_empty());
    assert!(store.find("renamed").await.unwrap().is_none(), "nothing was reported");

    // A customer's metadata that names a new tenant creates it.
    shop.events(&[event(
        "evt_3",
        "created",
        now() - 9,
        &subscription("sub_9", "active", &json!({})),
    )])
    .await;
    let customer = json!({ "id": "cus_sub_9", "object": "customer", "metadata": of("named") });
    shop.events(&[any_event("evt_4", "customer.updated", now(), &customer)]).await;
    assert_eq!(shop.tier_of("named").await, "pro");
    shop.tenants.write("named", Change::Delete, &by).await.unwrap();
    shop.events(&[any_event("evt_5", "customer.updated", now(), &customer)]).await;
    assert!(store.find("named").await.unwrap().is_none(), "the customer says nothing new");
}

async fn what_was_replayed_creates_its_tenant_later<DB: Database>() {
    let (shop, reader) = creating::<DB>().await;
    let (store, by) = (shop.tenants.store(), By::new("ann"));
    let events = [
        event("evt_1", "created", now() - 9, &subscription("sub_1", "active", &of("late"))),
        event("evt_2", "deleted", now() - 9, &subscription("sub_2", "canceled", &of("over"))),
    ];
    StripeAccount::new(true).replay(store, &events, &by).await.unwrap();
    assert!(store.find("late").await.unwrap().is_none());
    store.forget_billing(Arc::clone(&reader), now() - 9).await.unwrap();
    let created = store.create_missing(Arc::clone(&reader), &by).await.unwrap();
    assert!(created.contains(&"late".to_owned()), "{created:?}");
    assert_eq!(shop.tier_of("late").await, "pro");
    assert!(store.find("over").await.unwrap().is_none());

    shop.tenants.write("late", Change::Delete, &by).await.unwrap();
    store.forget_billing(Arc::clone(&reader), now() - 9).await.unwrap();
    assert!(store.create_missing(reader, &by).await.unwrap().is_empty(), "it was deleted");
}
