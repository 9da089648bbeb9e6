//! What events leave in doubt is asked of Stripe's API: a counterpart of it, on this machine.

use crate::shop::{Database, Shop, any_event, event, in_both, of, webhook};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_server::{Asking, StripeAccount, StripeApi};
use tiergate_store::{Backend, BilledSubscription, SqlStore};
use tiergate_tests::fake_stripe::{FakeStripe, Faults, KEY, subscription};
use tiergate_tests::plans;

/// The API of a counterpart.
pub fn api(fake: &FakeStripe) -> StripeApi {
    StripeApi::new(KEY).unwrap().address(&fake.url).unwrap()
}

/// Waits until there is nothing to ask, for at most so long.
pub async fn settled<DB: Backend>(store: &SqlStore<DB>, most: Duration) {
    let began = Instant::now();
    while store.ask_status().await.unwrap().waiting > 0 {
        let asks = store.billing_asks(None, 1_000).await.unwrap().rows;
        assert!(began.elapsed() < most, "still asking after {most:?}: {asks:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A shop whose webhook asks a counterpart of Stripe's API.
pub struct Setting<DB: Backend> {
    pub fake: FakeStripe,
    pub shop: Shop<DB>,
}

impl<DB: Database> Setting<DB> {
    pub async fn new(when: Asking) -> Self {
        let fake = FakeStripe::start(1).await.unwrap();
        let (api, file) = (api(&fake), plans::file().unwrap());
        let set = |it: StripeAccount| webhook(it.api(api.clone()).entitlements()).asking(when);
        let shop = Shop::with(&file, |account, _| set(account)).await;
        shop.metrics.stripe(&api);
        shop.metrics.billing(shop.tenants.store());
        Self { fake, shop }
    }

    pub async fn settled(&self) {
        settled(self.shop.tenants.store(), Duration::from_secs(60)).await;
        let refused = self.fake.asked().into_iter().filter(|it| [401, 403].contains(&it.status));
        assert_eq!(refused.count(), 0, "each request has the key and a version, and only reads");
    }

    async fn billed(&self, subscription: &str) -> BilledSubscription {
        let billed = self.shop.tenants.store().billed_subscription(subscription).await.unwrap();
        billed.unwrap_or_else(|| panic!("{subscription} is not known"))
    }
}

/// Three events of `acme`, of which the last one to arrive is older than the one before.
pub fn in_doubt(at: u64) -> Vec<Value> {
    let sub = |status, price| subscription("sub_1", "cus_1", status, &[(price, 1)], &of("acme"));
    vec![
        event("evt_1", "created", at, &sub("trialing", "p-pro")),
        event("evt_3", "updated", at + 60, &sub("active", "p-pro")),
        event("evt_2", "updated", at + 30, &sub("past_due", "p-basic")),
    ]
}

async fn doubt_is_asked_in_the_background<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    it.fake.set_faults(Faults { slow: 100, ..Faults::default() });
    let [customer, other] = [("sub_1", "p-basic"), ("sub_2", "p-ai")]
        .map(|(id, price)| subscription(id, "cus_1", "active", &[(price, 1)], &of("acme")));
    it.fake.account().put(customer);
    it.fake.account().put(other);
    let began = Instant::now();
    it.shop.events(&in_doubt(now() - 200)).await;
    // It is asked a second later at the earliest, which a busy machine may take.
    let is_due = || began.elapsed() > Duration::from_secs(1);
    assert!(it.fake.count("/v1/subscriptions?") == 0 || is_due(), "nothing is asked at once");
    let tier = it.shop.tier().await;
    assert!(tier == "pro" || is_due(), "until it is asked, the newer event counts: {tier}");
    it.settled().await;
    assert_eq!(it.shop.tier().await, "basic", "an event that never came is known now");
    assert_eq!(it.shop.tenants.store().billed("acme").await.unwrap().len(), 2);
    assert!(it.billed("stripe:sub_1").await.doubts.is_empty());
    let lists = it.fake.count("/v1/subscriptions?");
    let of_customer = it.fake.count("/v1/subscriptions?customer=cus_1&status=all&limit=100");
    assert_eq!((lists, of_customer), (1, 1), "{:?}", it.fake.asked());
    assert_eq!(it.fake.count("/v1/customers"), 0, "each subscription says whose it is");
}

async fn events_meanwhile_make_one_more_ask<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    it.fake.set_faults(Faults { slow: 100, ..Faults::default() });
    let at = now() - 1_000;
    let sub = |status| subscription("sub_1", "cus_1", status, &[("p-pro", 1)], &of("acme"));
    it.fake.account().put(sub("active"));
    it.shop.events(&in_doubt(at)).await;
    while it.fake.count("/v1/subscriptions?") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (began, mut quickest) = (Instant::now(), Duration::MAX);
    for number in 0..20 {
        let late =
            event(&format!("evt_late_{number}"), "updated", at + 31 + number, &sub("unpaid"));
        let sent = Instant::now();
        it.shop.events(&[late]).await;
        quickest = quickest.min(sent.elapsed());
    }
    // What is in doubt is asked over a second later, so that who waited would always take longer.
    assert!(quickest < Duration::from_secs(1), "an event waits for no answer: {quickest:?}");
    it.settled().await;
    let lists = it.fake.count("/v1/subscriptions?");
    // An ask waits for a second or two, so that more fit in if a busy machine takes long.
    let most = 3 + began.elapsed().as_secs() / 2;
    assert!((1..=most).contains(&(lists as u64)), "{lists} asks for 20 events");
    assert_eq!(it.shop.tier().await, "pro");
}

async fn what_only_the_api_knows_is_asked<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    it.shop.tenants.create("other", None, &tiergate_store::By::new("test")).await.unwrap();
    let sub = |id: &str, prices: &[(&str, u64)]| {
        subscription(id, &format!("cus_{id}"), "active", prices, &json!({}))
    };
    // The name of its product is in the tier map, and its customer's metadata names the tenant.
    let named = sub("sub_named", &[("unlisted", 1)]);
    // It has more items than an event shows, and a list has more pages than one.
    let prices = [("p-basic", 1), ("p-pro", 1), ("p-ai", 1), ("x", 1), ("p-seat", 7)];
    let mut many = sub("sub_many", &prices);
    many["metadata"] = of("other");
    let shown = {
        let mut account = it.fake.account();
        (account.items, account.page) = (2, 2);
        let product = json!({ "id": "prod_unlisted", "object": "product", "name": "p-pro" });
        let customer = json!({ "id": "cus_sub_named", "object": "customer",
            "metadata": of("acme") });
        account.objects.insert("prod_unlisted".to_owned(), product);
        account.objects.insert("cus_sub_named".to_owned(), customer);
        account.put(named.clone());
        account.put(many.clone());
        account.shown(&many)
    };
    let at = now() - 100;
    it.shop.events(&[event("evt_1", "created", at, &named)]).await;
    it.shop.events(&[event("evt_2", "created", at, &shown)]).await;
    it.settled().await;
    assert_eq!(it.shop.tier().await, "pro");
    let many = it.billed("stripe:sub_many").await.subscription.unwrap();
    assert_eq!(many.items.len(), 5, "{many:?}");
}

async fn what_is_bought_once_and_entitlements_are_asked<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    let line = json!({ "id": "li_1", "quantity": 1,
        "price": { "id": "p-pro", "object": "price", "product": "prod_p-pro" } });
    let mut session = json!({ "id": "cs_1", "object": "checkout.session", "mode": "payment",
        "payment_status": "paid", "status": "complete", "livemode": true, "customer": "cus_1",
        "payment_intent": "pi_1", "metadata": of("acme") });
    let bought = any_event("evt_1", "checkout.session.completed", now() - 60, &session);
    session["line_items"] = json!([line]);
    let keys: Vec<String> = (0..25).map(|number| format!("key-{number:02}")).collect();
    {
        let mut account = it.fake.account();
        account.page = 10;
        account.objects.insert("cs_1".to_owned(), session);
        account.entitlements.insert("cus_1".to_owned(), keys.clone());
    }
    let first: Vec<_> = keys[..10].iter().map(|key| json!({ "lookup_key": key })).collect();
    let summary = json!({ "object": "entitlements.active_entitlement_summary",
        "customer": "cus_1", "livemode": true,
        "entitlements": { "object": "list", "data": first, "has_more": true } });
    let kind = "entitlements.active_entitlement_summary.updated";
    it.shop.events(&[bought, any_event("evt_2", kind, now() - 50, &summary)]).await;
    it.settled().await;
    assert_eq!(it.shop.tier().await, "pro", "{:?}", it.fake.asked());
    let entitled = it.billed("stripe:entitlements:cus_1").await.subscription.unwrap();
    assert_eq!(entitled.items.len(), 25);
}

async fn a_product_is_asked_about_whatever_its_identifier_is<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    let mut sub = subscription("sub_1", "cus_1", "active", &[("unlisted", 1)], &of("acme"));
    sub["items"]["data"][0]["price"]["product"] = json!("cs_pro/2026");
    let product = json!({ "id": "cs_pro/2026", "object": "product", "name": "p-pro" });
    it.fake.account().objects.insert("cs_pro%2F2026".to_owned(), product);
    it.shop.events(&[event("evt_1", "created", now() - 60, &sub)]).await;
    it.settled().await;
    let asked = it.fake.asked();
    assert_eq!(it.fake.count("/v1/products/cs_pro%2F2026"), 1, "{asked:?}");
    assert_eq!(asked.len(), 1, "it is not taken for a purchase or a customer: {asked:?}");
}

async fn a_change_that_may_be_later_than_an_answer_is_asked_about<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    let sub = |price| subscription("sub_1", "cus_1", "active", &[(price, 1)], &of("acme"));
    it.fake.account().put(sub("p-basic"));
    it.shop.events(&in_doubt(now() - 200)).await;
    it.settled().await;
    assert_eq!(it.shop.tier().await, "basic");
    it.fake.account().put(sub("p-pro"));
    // By the clock of another machine, before the answer.
    let began = Instant::now();
    let mut upgraded = event("evt_4", "updated", now() - 6, &sub("p-pro"));
    upgraded["data"]["previous_attributes"] = json!({ "items": sub("p-basic")["items"] });
    it.shop.events(&[upgraded]).await;
    let doubts = it.billed("stripe:sub_1").await.doubts;
    assert!(doubts.len() == 1 || began.elapsed() > Duration::from_secs(1), "until it is asked");
    it.settled().await;
    assert_eq!(it.shop.tier().await, "pro");
    assert!(it.billed("stripe:sub_1").await.doubts.is_empty());
}

/// A life of which an endpoint sends only thin events, and the API has the rest.
async fn a_thin_life_is_asked<DB: Database>() {
    let it = Setting::<DB>::new(Asking::Doubt).await;
    let sub = |status, price| subscription("sub_1", "cus_1", status, &[(price, 1)], &json!({}));
    let session = json!({ "id": "cs_1", "object": "checkout.session", "mode": "subscription",
        "payment_status": "paid", "status": "complete", "livemode": true, "customer": "cus_1",
        "subscription": "sub_1", "metadata": of("acme") });
    let invoice = json!({ "id": "in_1", "object": "invoice", "livemode": true, "status": "open",
        "customer": "cus_1", "created": now(),
        "parent": { "subscription_details": { "subscription": "sub_1" } } });
    let summary = json!({ "object": "entitlements.active_entitlement_summary", "livemode": true,
        "customer": "cus_1", "entitlements": { "object": "list", "has_more": false,
        "data": [{ "lookup_key": "sso" }] } });
    let summaries = "entitlements.active_entitlement_summary";
    it.fake.account().put(sub("active", "p-pro"));
    it.fake.account().entitlements.insert("cus_1".to_owned(), vec!["sso".to_owned()]);
    let steps = [
        ("checkout.session.completed", "", session, "pro"),
        ("customer.subscription.created", "", sub("active", "p-pro"), "pro"),
        (summaries, ".entitlement_added", summary, "pro"),
        ("customer.subscription.item_price_changed", "", sub("active", "p-basic"), "basic"),
        ("invoice.payment_failed", "", invoice, "basic"),
        ("customer.subscription.past_due", "", sub("past_due", "p-basic"), "basic"),
        ("customer.subscription.deleted", "", sub("canceled", "p-basic"), "basic"),
    ];
    for (number, (kind, what, object, tier)) in steps.into_iter().enumerate() {
        let (id, twin) = (format!("evt_thin_{number}"), format!("evt_{number}"));
        if kind.starts_with("customer.subscription.") {
            it.fake.account().put(object.clone());
        }
        let updated = if what.is_empty() { "" } else { ".updated" };
        let full = any_event(&twin, &format!("{kind}{updated}"), now(), &object);
        it.fake.account().objects.insert(twin.clone(), full);
        let created = jiff::Timestamp::now();
        let thin = json!({ "id": id, "object": "v2.core.event", "type": format!("v1.{kind}{what}"),
            "livemode": true, "created": created.to_string(), "snapshot_event": twin,
            "related_object": { "id": object["id"], "type": "any", "url": "/v1/…" } });
        it.shop.events(&[thin]).await;
        it.settled().await;
        assert_eq!(it.shop.tier().await, tier, "after {kind}: {:?}", it.fake.asked());
    }
    let over = it.billed("stripe:sub_1").await;
    assert!(over.doubts.is_empty(), "{over:?}");
    assert_eq!(over.subscription.unwrap().status, tiergate::Status::Canceled);
    let entitled = it.billed("stripe:entitlements:cus_1").await.subscription.unwrap();
    assert_eq!(entitled.items[0].names, ["sso"]);
    assert!(it.fake.count("/v1/events/evt_4") == 1, "{:?}", it.fake.asked());
}

in_both!(
    a_product_is_asked_about_whatever_its_identifier_is,
    a_change_that_may_be_later_than_an_answer_is_asked_about,
    a_thin_life_is_asked,
    doubt_is_asked_in_the_background,
    events_meanwhile_make_one_more_ask,
    what_only_the_api_knows_is_asked,
    what_is_bought_once_and_entitlements_are_asked,
);
