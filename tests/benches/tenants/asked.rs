//! Asking a store with many tenants in it.

use crate::generated::{name as tenant, scattered};
use crate::{line, memory, searched};
use std::future::Future;
use std::hint::black_box;
use tiergate::{Policy, Tiers};
use tiergate_store::{Backend, By, Search, SqlStore, Store, StoreError, Tenants};

pub async fn measure<DB, F>(name: &str, open: impl Fn() -> F, all: usize)
where
    DB: Backend,
    F: Future<Output = Result<SqlStore<DB>, StoreError>>,
{
    let opened = line::median(5, async |_| drop(open().await.unwrap())).await;
    line::time(&format!("{name}: opening the store"), opened);
    let store = open().await.unwrap();
    let policy = tiergate_tests::plans::without_trial().unwrap();
    questions(name, &store, &policy, all).await;
    kept(name, &store, &policy, all).await;
    pages(name, &store, all).await;
    searched::measure(name, &store, all).await;
    grants(name, store, policy, all).await;
}

async fn questions<DB: Backend>(name: &str, store: &SqlStore<DB>, policy: &Policy, all: usize) {
    let tiers = Tiers::new(policy.clone(), store.clone());
    let mut names = scattered(all, 0, 1_000);
    let mut next = || names.next().unwrap();
    let read = line::median(500, async |_| drop(store.find(&next()).await.unwrap())).await;
    line::time(&format!("{name}: a tenant's facts from the store"), read);
    let cold = line::median(500, async |_| drop(tiers.entitlements(&next()).await.unwrap())).await;
    line::time(&format!("{name}: Tiers::entitlements, new tenant"), cold);
    let tenant = tenant(all / 2);
    let warm = line::median(100, async |_| {
        for _ in 0..1_000 {
            black_box(tiers.entitlements(&tenant).await.unwrap());
        }
    });
    line::time(&format!("{name}: Tiers::entitlements, warm tenant"), warm.await / 1_000);
}

/// What 100,000 tenants take that are kept.
#[expect(clippy::cast_precision_loss, reason = "a size is far below 2^52")]
async fn kept<DB: Backend>(name: &str, store: &SqlStore<DB>, policy: &Policy, all: usize) {
    let some = 100_000.min(all / 2);
    let tiers = Tiers::builder(policy.clone(), store.clone()).capacity(2 * some).build();
    // What takes memory once, such as the connections' own caches, is not the tenants'.
    for tenant in scattered(all, 0, all / 10) {
        store.find(&tenant).await.unwrap();
    }
    let before = memory::resident();
    for tenant in scattered(all, 0, some) {
        tiers.entitlements(&tenant).await.unwrap();
    }
    if let (Some(before), Some(after)) = (before, memory::resident()) {
        let each = after.saturating_sub(before) as f64 / some as f64;
        let name = format!("{name}: memory of a kept tenant, with the allocator's part");
        line::print(&name, each, "bytes");
    }
}

async fn pages<DB: Backend>(name: &str, store: &SqlStore<DB>, all: usize) {
    let by_prefix = |_| Search { prefix: "tenant-05".into(), part: None, after: None, limit: 50 };
    let page = line::median(100, async |turn| drop(store.list(&by_prefix(turn)).await.unwrap()));
    line::time(&format!("{name}: the first 50 of a prefix"), page.await);
    let from_middle = |turn| Search {
        prefix: "tenant-".into(),
        part: None,
        after: Some(tenant(all / 2 + turn)),
        limit: 50,
    };
    let page = line::median(100, async |turn| drop(store.list(&from_middle(turn)).await.unwrap()));
    line::time(&format!("{name}: a page of 50 in the middle"), page.await);
}

async fn grants<DB: Backend>(name: &str, store: SqlStore<DB>, policy: Policy, all: usize) {
    let tenants = Tenants::new(Tiers::new(policy, store));
    let by = By::new("benchmark");
    let mut names = scattered(all, all / 3, 300);
    let mut given = Vec::new();
    let grant = line::median(300, async |_| {
        let tenant = names.next().unwrap();
        let written = tenants.grant(&tenant, "premium", None, &by).await.unwrap();
        assert!(written.changed);
        given.push(written);
    });
    line::time(&format!("{name}: a grant, durable"), grant.await);
    let mut given = given.iter();
    let read_back = line::median(300, async |_| {
        let written = given.next().unwrap();
        let read = tenants.tiers().at_least(&written.tenant, written.revision).await.unwrap();
        assert_eq!(read.tier(), "premium");
    });
    line::time(&format!("{name}: Tiers::at_least after a grant"), read_back.await);
}
