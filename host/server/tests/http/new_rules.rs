//! Rules that change while nothing is reported: a map that is activated, a pin, a grace.

use crate::shop::{Database, Shop, event, in_both, of, subscription};
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_store::{By, Change};
use tiergate_tests::plans;

in_both! { a_new_rule_decides_billed_tenants_at_the_next_check_at_both_servers }

/// How soon another server must decide by a policy that was activated, even on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// Two servers of one store.
struct Two<DB: Database>([Shop<DB>; 2]);

impl<DB: Database> Two<DB> {
    /// Waits until both servers decide so; the first one must do so at once.
    async fn decide(&self, tenant: &str, tier: &str, why: &str) {
        let [here, there] = &self.0;
        assert_eq!(here.tier_of(tenant).await, tier, "{why}");
        let since = Instant::now();
        while there.tier_of(tenant).await != tier {
            assert!(since.elapsed() < SOON, "{why}: {}", there.tier_of(tenant).await);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn activate(&self, digest: &str) {
        let store = self.0[0].tenants.store();
        store.activate(digest, &By::new("ann")).await.unwrap();
    }

    async fn pin(&self, digest: Option<&str>) {
        let pin = Change::Pin { digest: digest.map(str::to_owned) };
        self.0[0].tenants.write("paid", pin, &By::new("ann")).await.unwrap();
    }
}

async fn a_new_rule_decides_billed_tenants_at_the_next_check_at_both_servers<DB: Database>() {
    let (stores, _folder) = DB::two().await;
    let product = (r#""p-pro": { "tier": "pro" }"#, r#""p-pro": { "tier": "premium" }"#);
    let grace = (r#""pastDueGraceDays": 7"#, r#""pastDueGraceDays": 14"#);
    let files = [
        plans::file().unwrap(),
        plans::changed_file(product.0, product.1).unwrap(),
        plans::changed_file(grace.0, grace.1).unwrap(),
    ];
    let mut digests = Vec::new();
    for file in &files {
        let published = stores[0].publish(file, &By::new("test")).await.unwrap();
        digests.push(published.digest);
    }
    stores[0].activate(&digests[0], &By::new("test")).await.unwrap();
    let two = Two(stores.map(|store| Shop::following(store, &files[0])));
    let [here, there] = &two.0;
    for tenant in ["paid", "late"] {
        here.tenants.create(tenant, None, &By::new("sign-up")).await.unwrap();
    }
    let (began, failed) = (now() - 40 * 86_400, now() - 10 * 86_400);
    here.events(&[event("evt_1", "created", began, &subscription("s1", "active", &of("paid")))])
        .await;
    there
        .events(&[
            event("evt_2", "created", began, &subscription("s2", "active", &of("late"))),
            event("evt_3", "updated", failed, &subscription("s2", "past_due", &of("late"))),
        ])
        .await;
    two.decide("paid", "pro", "as it was bought").await;
    two.decide("late", "basic", "ten days are more than the grace").await;
    let written = [here.history("paid").await, here.history("late").await];

    two.activate(&digests[1]).await;
    two.decide("paid", "premium", "the product gives another tier").await;
    two.activate(&digests[2]).await;
    two.decide("paid", "pro", "the product gives the first tier again").await;
    two.decide("late", "pro", "ten days are less than the new grace").await;
    assert_eq!([here.history("paid").await, here.history("late").await], written);

    two.pin(Some(&digests[1])).await;
    two.decide("paid", "premium", "it is pinned").await;
    two.activate(&digests[0]).await;
    two.decide("paid", "premium", "a pin stays").await;
    two.decide("late", "basic", "the grace is over again").await;
    two.pin(None).await;
    two.decide("paid", "pro", "the pin is gone").await;
    let bills = here.history("paid").await;
    let bills = bills.iter().filter(|it| matches!(it.change, Change::Bill { .. })).count();
    assert_eq!(bills, 1, "no event but the first one was needed");
}
