//! Searching many tenants by any part of a name.

use crate::generated::{label, name as tenant};
use crate::line;
use tiergate_store::{Backend, Search, SqlStore, Store};

/// How often each search is made.
const TURNS: usize = 200;

pub async fn measure<DB: Backend>(name: &str, store: &SqlStore<DB>, all: usize) {
    let some = |turn: usize| (turn * 7_919 + 13) % all;
    let piece = |text: &str, from: usize, length: usize| {
        text.chars().skip(from).take(length).collect::<String>()
    };
    // As someone types: what only one tenant has, what some have, what most have, what none has.
    time(name, store, "of an identifier", |turn| piece(&tenant(some(turn)), 8, 6)).await;
    time(name, store, "of a label", |turn| {
        let label = label(some(turn)).to_lowercase();
        piece(&label, label.chars().count().saturating_sub(9), 9)
    })
    .await;
    time(name, store, "that most have", |turn| {
        ["ant-", "TENANT", "tenant-0", "ry "].get(turn % 4).copied().unwrap_or("ant").to_owned()
    })
    .await;
    time(name, store, "that an eighth has", |turn| {
        ["zürich", "harbour", "quarry", "HÖHE"].get(turn % 4).copied().unwrap_or("mea").to_owned()
    })
    .await;
    time(name, store, "that none has", |turn| format!("none-{turn}")).await;
    time(name, store, "of one or two letters", |turn| {
        ["t", "ba", "9", "ü", "ZÜ", "42", "q", "-0"]
            .get(turn % 8)
            .copied()
            .unwrap_or("t")
            .to_owned()
    })
    .await;
    let rare = |_| "xq".to_owned();
    time(name, store, "of two letters that none has", rare).await;
}

/// Measures in which time 95 of 100 searches return their first page.
async fn time<DB: Backend>(
    name: &str,
    store: &SqlStore<DB>,
    what: &str,
    part: impl Fn(usize) -> String,
) {
    let page = line::percentile(95, TURNS, async |turn| {
        let search = Search { part: Some(part(turn)), limit: 20, ..Search::default() };
        drop(store.list(&search).await.unwrap());
    });
    line::time(&format!("{name}: the first 20 by a part {what}, p95"), page.await);
}
