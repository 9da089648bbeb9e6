//! Whether a server is ready, for load balancers.

use crate::limits::{ask, to};
use axum::body::to_bytes;
use serde_json::json;
use std::time::Duration;
use tiergate::Tiers;
use tiergate_server::{Shutdown, health};
use tiergate_store::SqliteStore;
use tiergate_tests::plans;
use tower::ServiceExt;

#[tokio::test]
async fn a_server_that_shuts_down_is_not_ready() {
    let shutdown = Shutdown::new();
    let store = SqliteStore::in_memory().await.unwrap();
    let app = health(Tiers::new(plans::without_trial().unwrap(), store), shutdown.clone());
    assert_eq!(ask(&app, to("/readyz")).await.0, 200);
    shutdown.begin();
    let (status, _, problem) = ask(&app, to("/readyz")).await;
    assert_eq!((status, &problem["code"]), (503, &json!("ending")));
    assert_eq!(ask(&app, to("/healthz")).await.0, 200);
}

#[tokio::test]
async fn a_server_without_its_store_is_ready_while_cached_facts_serve() {
    // Before the store, whose follower must not wait for it.
    let policy = plans::without_trial().unwrap();
    let store = SqliteStore::in_memory().await.unwrap();
    let tiers = Tiers::builder(policy, store.clone());
    let tiers = tiers.stale_for(Duration::from_secs(10)).build();
    let app = health(tiers.clone(), Shutdown::new());
    let ready = async || {
        let response = app.clone().oneshot(to("/readyz")).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    assert_eq!(ready().await, (200, "ready".to_owned()));
    store.pool().close().await;
    while !tiers.counts().is_lost {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (status, body) = ready().await;
    assert_eq!(status, 200, "{body}");
    assert!(body.starts_with("ready\nthe store has not answered for "), "{body}");
    while !tiers.counts().serves_for.is_zero() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (status, _, problem) = ask(&app, to("/readyz")).await;
    assert_eq!((status, &problem["code"]), (503, &json!("no-store")));
}
