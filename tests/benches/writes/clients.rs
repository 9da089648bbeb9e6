//! Clients that write without a pause, each to a tenant of its own.

use std::time::{Duration, Instant};
use tiergate::Tiers;
use tiergate_store::{Backend, By, Change, SqlStore, Store, Tenants};
use tiergate_tests::plans;
use tokio::task::JoinSet;

/// Two, so that every grant changes something.
const TIERS: [&str; 2] = ["basic", "pro"];

/// How many writes a second so many clients make.
pub async fn write<DB: Backend>(
    store: &SqlStore<DB>,
    clients: usize,
    time: Duration,
    is_keyed: bool,
) -> f64 {
    let names = create(store, clients, if is_keyed { "keyed" } else { "plain" }).await;
    let store = store.clone();
    per_second(names, time, move |tenant, number| {
        let store = store.clone();
        async move {
            let value = Some(number.to_string());
            let change = Change::SetAttribute { name: "last".to_owned(), value };
            let by = By::new("bench");
            let by = if is_keyed { by.key(format!("key-{number}")) } else { by };
            assert!(store.write(&tenant, change, &by).await.unwrap().changed);
        }
    })
    .await
}

/// How many grants a second so many clients make, each of which the policy is asked about.
pub async fn grant<DB: Backend>(store: &SqlStore<DB>, clients: usize, time: Duration) -> f64 {
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store.clone()));
    let names = create(store, clients, "granted").await;
    per_second(names, time, move |tenant, number| {
        let tenants = tenants.clone();
        async move {
            let tier = TIERS[usize::from(number.is_multiple_of(2))];
            let by = By::new("bench");
            assert!(tenants.grant(&tenant, tier, None, &by).await.unwrap().changed);
        }
    })
    .await
}

/// Creates as many tenants as there are clients.
async fn create<DB: Backend>(store: &SqlStore<DB>, clients: usize, kind: &str) -> Vec<String> {
    let names: Vec<String> = (0..clients).map(|it| format!("{kind}-{clients}-{it}")).collect();
    let create = || Change::Create { label: None, edition: None, assignments: Vec::new() };
    let changes = names.iter().map(|name| (name.clone(), create())).collect();
    for answer in store.write_many(changes, &By::new("bench")).await.unwrap() {
        answer.unwrap();
    }
    names
}

/// How many turns a second clients of these names do.
#[expect(clippy::cast_precision_loss, reason = "a count is far below 2^52")]
async fn per_second<W, F>(names: Vec<String>, time: Duration, work: W) -> f64
where
    W: Fn(String, u64) -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for name in names {
        let work = work.clone();
        clients.spawn(async move {
            let mut turns = 0;
            while start.elapsed() < time {
                work(name.clone(), turns).await;
                turns += 1;
            }
            turns
        });
    }
    let turns: u64 = clients.join_all().await.into_iter().sum();
    turns as f64 / start.elapsed().as_secs_f64()
}
