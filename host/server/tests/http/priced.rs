//! Names of prices that change after subscriptions to them were reported; entitlements.

use crate::shop::{Database, Shop, any_event, event, in_both, of, subscription, webhook};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_server::StripeAccount;
use tiergate_store::{BilledSubscription, By, Change, SqlStore, Store};
use tiergate_tests::plans;

in_both! {
    a_new_key_of_a_price_reaches_all_who_have_it,
    work_that_is_interrupted_goes_on_where_it_was_left,
    work_on_a_name_goes_on_until_it_is_done,
    every_name_has_its_turn,
    a_product_first_seen_is_new_only_for_those_that_have_it,
    entitlements_give_what_the_policy_lists_and_nothing_else,
}

/// More than are worked out in one transaction.
const MANY: usize = 430;

/// Makes it as if no subscription had been worked out since its price has another name.
const UNDONE: &str = "UPDATE tiergate_billing_subscriptions \
     SET subscription = replace(subscription, '\"p-pro\",', ''); \
     INSERT INTO tiergate_billing_renamed (name, place, after) VALUES ('stripe:price_x', 1, '')";

fn price(key: &str) -> Value {
    json!({ "id": "price_x", "object": "price", "product": "prod_x", "lookup_key": key })
}

/// A shop with many tenants, each with a subscription to a price that no policy lists.
async fn with_many<DB: Database>() -> (Shop<DB>, Vec<String>) {
    let shop = Shop::<DB>::new().await;
    let names: Vec<String> = (0..MANY).map(|it| format!("t-{it:04}")).collect();
    let creation = shop.tenants.creation(None, false).unwrap();
    let all = names.iter().map(|name| (name.clone(), creation.clone())).collect();
    shop.tenants.store().write_many(all, &By::new("test")).await.unwrap();
    let events: Vec<Value> = names
        .iter()
        .map(|name| {
            let mut own = subscription(&format!("sub_{name}"), "active", &of(name));
            own["items"]["data"][0]["price"] = price("old");
            event(&format!("evt_{name}"), "created", now() - 100, &own)
        })
        .collect();
    futures_util::future::join_all(events.chunks(50).map(|some| shop.events(some))).await;
    (shop, names)
}

async fn has_pro<DB: Database>(shop: &Shop<DB>, names: &[String]) -> usize {
    let mut count = 0;
    for name in names {
        count += usize::from(shop.tier_of(name).await == "pro");
    }
    count
}

async fn a_new_key_of_a_price_reaches_all_who_have_it<DB: Database>() {
    let (shop, names) = with_many::<DB>().await;
    assert_eq!(has_pro(&shop, &names).await, 0);
    shop.events(&[any_event("evt_price", "price.updated", now(), &price("p-pro"))]).await;
    let began = Instant::now();
    while has_pro(&shop, &names).await < MANY {
        assert!(began.elapsed() < Duration::from_secs(20), "{}", has_pro(&shop, &names).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("{MANY} subscriptions after {:?}", began.elapsed());
    let last = shop.history(&names[7]).await.pop().unwrap();
    assert_eq!(last.reason.as_deref(), Some("a price or a product has another name"));
    assert!(shop.tenants.store().verify(|_| {}).await.unwrap().agrees());

    // The name of the product counts, too.
    let product = json!({ "id": "prod_x", "object": "product", "name": "p-ai" });
    shop.events(&[any_event("evt_product", "product.updated", now(), &product)]).await;
    let began = Instant::now();
    let named = async || {
        let billed = shop.tenants.store().billed(&names[MANY - 1]).await.unwrap();
        let subscription = billed.into_values().next().unwrap().subscription.unwrap();
        subscription.items[0].names.clone()
    };
    while named().await != ["price_x", "p-pro", "old", "prod_x", "p-ai"] {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", named().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How many stored subscriptions have an item with this name.
async fn named<DB: Database>(store: &SqlStore<DB>, name: &str) -> usize {
    let all = store.billed_after("").await.unwrap();
    let items = |it: BilledSubscription| it.subscription.unwrap().items;
    let has = |it| items(it).iter().any(|item| item.names.iter().any(|it| it == name));
    all.into_iter().filter(|(_, it)| has(it.clone())).count()
}

async fn work_that_is_interrupted_goes_on_where_it_was_left<DB: Database>() {
    let (shop, _) = with_many::<DB>().await;
    let store = shop.tenants.store().clone();
    shop.events(&[any_event("evt_price", "price.updated", now(), &price("p-pro"))]).await;
    let webhook = webhook(StripeAccount::new(true));
    let by = By::new("test");
    while store.work_out_renamed(webhook.reader(), &by).await.unwrap() {}
    // The server ends, and leaves the work undone.
    drop(shop.routes);
    tokio::time::sleep(Duration::from_millis(200)).await;
    DB::change(&store, UNDONE).await;
    assert_eq!(named(&store, "p-pro").await, 0);
    assert!(store.work_out_renamed(webhook.reader(), &by).await.unwrap());
    let done = named(&store, "p-pro").await;
    assert!((1..MANY).contains(&done), "{done}");
    // Another server goes on: what is done stays undone if it is undone now.
    DB::change(
        &store,
        "UPDATE tiergate_billing_subscriptions \
        SET subscription = replace(subscription, '\"p-pro\",', '')",
    )
    .await;
    while store.work_out_renamed(webhook.reader(), &by).await.unwrap() {}
    assert_eq!(named(&store, "p-pro").await, MANY - done, "it does not begin again");
}

async fn work_on_a_name_goes_on_until_it_is_done<DB: Database>() {
    let (shop, names) = with_many::<DB>().await;
    let webhook = webhook(StripeAccount::new(true));
    let store = shop.tenants.store().clone();
    // The server's own task works on it, too.
    let by = By::new("test");
    let some = || store.work_out_renamed(webhook.reader(), &by);
    assert!(!some().await.unwrap(), "there is nothing to do");
    shop.events(&[any_event("evt_price", "price.updated", now(), &price("p-pro"))]).await;
    while some().await.unwrap() {}
    let began = Instant::now();
    while has_pro(&shop, &names).await < MANY {
        assert!(began.elapsed() < Duration::from_secs(20));
    }
    assert!(!some().await.unwrap(), "it is done");
}

/// A subscription's event: to a price, with its product.
fn sold(id: &str, price: &str) -> Value {
    let mut own = subscription(id, "active", &json!({}));
    own["items"]["data"][0]["price"] = keyed(price, "old");
    event(&format!("evt_{id}"), "created", now() - 100, &own)
}

fn keyed(price: &str, key: &str) -> Value {
    let product = price.replace("price", "prod");
    json!({ "id": price, "object": "price", "product": product, "lookup_key": key })
}

/// Takes in events without a server, so that nothing is worked out in the background.
async fn replay<DB: Database>(store: &SqlStore<DB>, events: &[Value]) {
    StripeAccount::new(true).replay(store, events, &By::new("test")).await.unwrap();
}

async fn work_out<DB: Database>(store: &SqlStore<DB>) -> bool {
    let reader = webhook(StripeAccount::new(true)).reader();
    store.work_out_renamed(reader, &By::new("test")).await.unwrap()
}

async fn names<DB: Database>(store: &SqlStore<DB>, id: &str) -> Vec<String> {
    let billed = store.billed_subscription(id).await.unwrap().unwrap();
    billed.subscription.unwrap().items.remove(0).names
}

async fn every_name_has_its_turn<DB: Database>() {
    let store = DB::store().await;
    let many: Vec<_> = (0..MANY).map(|it| sold(&format!("sub_{it:03}"), "price_a")).collect();
    for some in many.chunks(200) {
        replay(&store, some).await;
    }
    replay(&store, &[sold("sub_z", "price_z")]).await;
    let renamed =
        |price| any_event(&format!("evt_{price}"), "price.updated", now(), &keyed(price, "new"));
    replay(&store, &[renamed("price_a"), renamed("price_z")]).await;
    assert!(work_out(&store).await && work_out(&store).await);
    assert_eq!(names(&store, "stripe:sub_z").await, ["price_z", "new", "old", "prod_z"]);
    assert_eq!(names(&store, "stripe:sub_429").await, ["price_a", "old", "prod_a"]);
    assert!(work_out(&store).await && work_out(&store).await && !work_out(&store).await);
    assert_eq!(names(&store, "stripe:sub_429").await, ["price_a", "new", "old", "prod_a"]);
}

async fn a_product_first_seen_is_new_only_for_those_that_have_it<DB: Database>() {
    let store = DB::store().await;
    let product = |id: &str| {
        let product = json!({ "id": id, "object": "product", "name": "A name" });
        any_event(&format!("evt_{id}"), "product.created", now(), &product)
    };
    replay(&store, &[sold("sub_1", "price_1"), product("prod_1")]).await;
    assert_eq!(names(&store, "stripe:sub_1").await.last().unwrap(), "A name");
    assert!(!work_out(&store).await, "the only one that has it was reported with it");
    replay(&store, &[product("prod_3")]).await;
    assert!(!work_out(&store).await, "nobody has it");
    replay(&store, &[sold("sub_2", "price_2")]).await;
    replay(&store, &[product("prod_2")]).await;
    assert!(work_out(&store).await && !work_out(&store).await);
    assert_eq!(names(&store, "stripe:sub_2").await.last().unwrap(), "A name");
}

async fn entitlements_give_what_the_policy_lists_and_nothing_else<DB: Database>() {
    let unknown = (r#""unknownProduct": "ignore""#, r#""unknownProduct": { "tier": "premium" }"#);
    let policy = plans::changed_file(unknown.0, unknown.1).unwrap();
    let summary = |keys: &[&str]| {
        let keys: Vec<_> = keys.iter().map(|key| json!({ "lookup_key": key })).collect();
        json!({ "object": "entitlements.active_entitlement_summary", "customer": "cus_1",
            "entitlements": { "object": "list", "data": keys, "has_more": false } })
    };
    let kind = "entitlements.active_entitlement_summary.updated";
    let customer = json!({ "id": "cus_1", "object": "customer", "metadata": of("acme") });
    let events = [
        any_event("evt_1", "customer.updated", now() - 9, &customer),
        any_event("evt_2", kind, now() - 8, &summary(&["sso", "api", "p-pro"])),
    ];
    let off = Shop::<DB>::with(&policy, |account, _| webhook(account)).await;
    off.events(&events).await;
    assert_eq!(off.tier().await, "basic", "off by default");

    let shop = Shop::<DB>::with(&policy, |account, _| webhook(account.entitlements())).await;
    shop.events(&events).await;
    assert_eq!(shop.tier().await, "pro", "unlisted keys do not count as unknown products");
    let explained = shop.tenants.explain("acme", "core").await.unwrap();
    assert!(!serde_json::to_string(&explained).unwrap().contains("does not know"));
    shop.events(&[any_event("evt_3", kind, now() - 7, &summary(&["sso"]))]).await;
    assert_eq!(shop.tier().await, "basic");
    // An unknown product of a subscription still counts.
    let mut own = subscription("sub_1", "active", &of("acme"));
    own["items"]["data"][0]["price"]["id"] = json!("p-unknown");
    shop.events(&[event("evt_4", "created", now() - 6, &own)]).await;
    assert_eq!(shop.tier().await, "premium");
    shop.tenants.write("acme", Change::Delete, &By::new("ann")).await.unwrap();
}
