//! Storms: subscriptions change while events are lost, doubled, reordered and late, and Stripe's
//! API fails, is slow, and answers with what was. In the end what is stored is what Stripe has.

use crate::asking::{api, settled};
use crate::shop::{Database, Shop, event, of, webhook};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tiergate::now;
use tiergate_server::{Reconciled, StripeAccount};
use tiergate_store::sqlx::{Postgres, Sqlite};
use tiergate_store::{BilledSubscription, By, SqlStore};
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::fake_stripe::{FakeStripe, Faults, subscription};
use tiergate_tests::plans;

/// The faults of the API during a storm.
const FAULTS: Faults = Faults { limited: 3, failing: 10, slow: 20, stale: 15 };

/// How many more requests than the budget may arrive in a second, because some took longer to
/// arrive than others.
const JITTER: usize = 1;

struct Storm<DB: Database> {
    fake: FakeStripe,
    shops: Vec<Shop<DB>>,
    dice: Dice,
    /// Events that have not arrived yet.
    waiting: Vec<Value>,
    late: Vec<Value>,
    events: usize,
}

fn tenant(number: usize) -> String {
    format!("tenant-{number}")
}

impl<DB: Database> Storm<DB> {
    /// The servers share a budget of ten requests a second.
    async fn new(seed: u64, servers: u32, tenants: usize, stores: Vec<SqlStore<DB>>) -> Self {
        let fake = FakeStripe::start(seed).await.unwrap();
        let file = plans::file().unwrap();
        let server = |store| {
            let api = api(&fake).per_second(10 / servers);
            Shop::over(store, &file, |account, _| webhook(account.api(api)))
        };
        let shops: Vec<_> = stores.into_iter().map(server).collect();
        let dice = Dice::new(seed);
        for number in 0..tenants {
            shops[0].tenants.create(&tenant(number), None, &By::new("test")).await.unwrap();
            let customer = format!("cus_{number}");
            let object = json!({ "id": customer, "object": "customer", "livemode": true,
                "metadata": of(&tenant(number)) });
            fake.account().objects.insert(customer, object);
        }
        fake.account().items = 2;
        fake.account().page = 3;
        let (waiting, late) = (Vec::new(), Vec::new());
        let mut storm = Self { fake, shops, dice, waiting, late, events: 0 };
        for number in 0..tenants {
            for sub in 0..=storm.dice.below(2) {
                storm.create(number, sub);
            }
        }
        storm
    }

    fn create(&mut self, number: usize, sub: usize) {
        let metadata =
            if self.dice.chance(70) { of(&tenant(number)) } else { Value::Object(Map::new()) };
        let (id, customer) = (format!("sub_{number}_{sub}"), format!("cus_{number}"));
        let object = subscription(&id, &customer, "trialing", &[("p-basic", 1)], &metadata);
        self.fake.account().put(object.clone());
        self.happened("created", &object, None);
    }

    /// Lets an event about what happened arrive, or not, or twice, soon or in the end.
    fn happened(&mut self, kind: &str, object: &Value, previous: Option<Value>) {
        self.events += 1;
        let shown = self.fake.account().shown(object);
        let mut event = event(&format!("evt_{}", self.events), kind, now(), &shown);
        if let Some(previous) = previous {
            event["data"]["previous_attributes"] = previous;
        }
        for _ in 0..=usize::from(self.dice.chance(20)) {
            match self.dice.below(100) {
                0..20 => {}
                20..35 => self.late.push(event.clone()),
                _ => self.waiting.push(event.clone()),
            }
        }
    }

    /// Changes a subscription.
    fn change(&mut self) {
        let all: Vec<_> = self.fake.account().all().cloned().collect();
        let Some(before) = self.dice.pick(&all).cloned() else { return };
        if before["status"] == "canceled" {
            return;
        }
        let mut after = before.clone();
        let statuses = ["active", "past_due", "unpaid", "paused", "trialing", "active"];
        match self.dice.below(10) {
            0..5 => after["status"] = json!(self.dice.pick_or(&statuses, "active")),
            5..8 => {
                let prices = [("p-basic", 1), ("p-pro", 1), ("p-ai", 2), ("p-seat", 9)];
                let prices = self.dice.some(&prices, 60);
                let id = before["id"].as_str().unwrap();
                after["items"] = subscription(id, "", "", &prices, &json!({}))["items"].clone();
            }
            8 => after["cancel_at"] = json!(now() + self.dice.between(1_000, 2_000)),
            _ if self.dice.chance(40) => {
                (after["status"], after["ended_at"]) = (json!("canceled"), json!(now()));
            }
            _ => after["pause_collection"] = json!({ "behavior": "void" }),
        }
        after["trial_end"] =
            if after["status"] == "trialing" { json!(now() + 5_000) } else { Value::Null };
        if after == before {
            return;
        }
        self.keep(&after);
        let is_over = after["status"] == "canceled";
        let changed = before.as_object().unwrap().iter();
        let previous = changed.filter(|(field, value)| after[field.as_str()] != **value);
        let previous: Map<_, _> = previous.map(|(key, it)| (key.clone(), it.clone())).collect();
        let previous = Some(Value::Object(previous)).filter(|_| !is_over);
        self.happened(if is_over { "deleted" } else { "updated" }, &after, previous);
    }

    /// Stores a subscription, with its open invoice if a payment is missing.
    fn keep(&self, after: &Value) {
        let id = after["id"].as_str().unwrap().to_owned();
        let mut account = self.fake.account();
        account.put(after.clone());
        if is_unpaid(after) {
            let invoice = json!({ "id": format!("in_{id}_{}", now()), "object": "invoice",
                "status": "open", "livemode": true, "created": now(), "customer": after["customer"],
                "parent": { "subscription_details": { "subscription": id } } });
            account.invoices.entry(id).or_insert_with(|| vec![invoice]);
        } else {
            account.invoices.remove(&id);
        }
    }

    /// Lets some of the events that wait arrive, in any order and at any server.
    async fn arrive(&mut self, rest: usize) {
        while self.waiting.len() > rest {
            let event = self.waiting.swap_remove(self.dice.below(self.waiting.len()));
            let server = self.dice.below(self.shops.len());
            self.shops[server].events(&[event]).await;
        }
    }

    async fn run(&mut self, changes: usize) {
        self.fake.set_faults(FAULTS);
        for _ in 0..changes {
            self.change();
            self.arrive(8).await;
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        let late = std::mem::take(&mut self.late);
        self.waiting.extend(late);
        self.arrive(0).await;
    }

    /// Asserts that everything is as Stripe has it, once it was asked, and then once compared.
    async fn assert_all_is_as_stripe_has_it(&self, tenants: usize) {
        let store = self.shops[0].tenants.store();
        settled(store, Duration::from_secs(tenants as u64 * 4 + 120)).await;
        self.fake.set_faults(Faults { stale: 0, ..FAULTS });
        let account = StripeAccount::new(true).api(api(&self.fake));
        let before = store.billed_after("").await.unwrap();
        let dry = reconciled(&account, store, true).await;
        println!("found by comparing: {} of {}", dry.differing, dry.subscriptions);
        assert_eq!(
            store.billed_after("").await.unwrap(),
            before,
            "a dry comparison writes nothing"
        );
        let written = reconciled(&account, store, false).await;
        assert_eq!(written.differing > 0, dry.differing > 0);
        let again = reconciled(&account, store, false).await;
        assert_eq!(again.differences, [], "a second comparison finds nothing");
        for number in 0..tenants {
            let billed = store.billed(&tenant(number)).await.unwrap();
            self.assert_is_as_stripe_has_it(number, &billed);
        }
    }

    fn assert_is_as_stripe_has_it(
        &self,
        number: usize,
        billed: &BTreeMap<String, BilledSubscription>,
    ) {
        let account = self.fake.account();
        let customer = format!("cus_{number}");
        let own: Vec<_> = account.all().filter(|it| it["customer"] == customer).collect();
        assert_eq!(billed.len(), own.len(), "{billed:#?}");
        for it in own {
            let id = it["id"].as_str().unwrap();
            let stored = billed[&format!("stripe:{id}")].subscription.as_ref().unwrap();
            let status = serde_json::to_value(stored.status).unwrap();
            let status = status.as_str().unwrap().replace('-', "_");
            assert_eq!(it["status"], status, "{it} {stored:?}");
            let is_over = status == "canceled";
            let ends_at = if is_over { &it["ended_at"] } else { &it["cancel_at"] };
            assert_eq!(ends_at.as_u64(), stored.ends_at, "{it} {stored:?}");
            assert_eq!(it["pause_collection"].is_object(), stored.collection_paused, "{it}");
            assert_eq!(it["trial_end"].as_u64(), stored.trial_ends_at, "{it} {stored:?}");
            assert_eq!(is_unpaid(it), stored.past_due_since.is_some(), "{it} {stored:?}");
            let items = it["items"]["data"].as_array().unwrap();
            assert_eq!(items.len(), stored.items.len(), "{it} {stored:?}");
            for item in items {
                let price = item["price"]["id"].as_str().unwrap();
                let of = stored.items.iter().find(|it| it.names.iter().any(|it| it == price));
                assert_eq!(of.unwrap().quantity, item["quantity"].as_u64(), "{it} {stored:?}");
            }
        }
    }
}

/// Compares everything, and returns what was found.
async fn reconciled<DB: Database>(
    account: &StripeAccount,
    store: &SqlStore<DB>,
    is_dry: bool,
) -> Reconciled {
    let mut run = account.reconcile(store, &By::new("test"), is_dry).await.unwrap();
    while run.step().await.unwrap() {}
    run.found().clone()
}

fn is_unpaid(subscription: &Value) -> bool {
    subscription["status"] == "past_due" || subscription["status"] == "unpaid"
}

async fn storm<DB: Database>(name: &str, stores: Vec<SqlStore<DB>>) {
    let (seed, servers) = (dice::seed(name).unwrap(), stores.len());
    let (tenants, changes) = (dice::size(12, 100), dice::size(250, 4_000));
    let mut storm = Storm::new(seed, u32::try_from(servers).unwrap(), tenants, stores).await;
    storm.run(changes).await;
    let fake = &storm.fake;
    settled(storm.shops[0].tenants.store(), Duration::from_secs(tenants as u64 * 4 + 120)).await;
    let (asked, most) = (fake.asked().len(), fake.most_in_a_second());
    println!("{name}: {} events, {asked} requests, {most} in a second at most", storm.events);
    assert!(most <= 10 + JITTER, "{most} requests in one second");
    storm.assert_all_is_as_stripe_has_it(tenants).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_storm_one_server_has_what_stripe_has() {
    storm("a storm at one server", vec![Sqlite::store().await]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_storm_two_servers_have_what_stripe_has() {
    let (stores, _folder) = Postgres::two().await;
    storm("a storm at two servers", stores.into()).await;
}
