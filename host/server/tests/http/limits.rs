//! What is too much, too slow or at fault, and what is told of it.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tiergate::Tiers;
use tiergate_server::{Limits, Metrics, Problem, Shutdown, health, traced};
use tiergate_store::SqliteStore;
use tiergate_tests::plans;
use tokio::sync::Notify;
use tower::ServiceExt;

async fn ask(app: &Router, request: Request<Body>) -> (u16, HeaderMap, Value) {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 100_000).await.unwrap();
    (parts.status.as_u16(), parts.headers, serde_json::from_slice(&body).unwrap_or_default())
}

fn to(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn what_is_beyond_a_limit_is_a_problem() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = move || async move {
        tell.notify_one();
        wait.notified().await;
        "done"
    };
    let routes = Router::new()
        .route("/body", post(|_: Bytes| async {}))
        .route("/never", get(pending::<()>))
        .route("/slow", get(slow));
    let limits = Limits { body: 10, under_way: 1, ..Limits::default() };
    let app = limits.around(routes.clone());

    let ten = Request::post("/body").body(Body::from("0123456789")).unwrap();
    assert_eq!(ask(&app, ten).await.0, 200);
    let eleven = Request::post("/body").body(Body::from("0123456789a")).unwrap();
    assert_eq!(ask(&app, eleven).await.0, 413);

    let first = tokio::spawn({
        let app = app.clone();
        async move { ask(&app, to("/slow")).await.0 }
    });
    begun.notified().await;
    let (status, headers, problem) = ask(&app, to("/slow")).await;
    assert_eq!((status, &problem["code"]), (503, &json!("overloaded")));
    assert_eq!(headers["retry-after"], "1");
    go_on.notify_one();
    assert_eq!(first.await.unwrap(), 200);

    let hasty = Limits { time: Duration::from_millis(20), ..Limits::default() };
    let (status, _, problem) = ask(&hasty.around(routes), to("/never")).await;
    assert_eq!((status, &problem["code"]), (503, &json!("timed-out")));
}

#[tokio::test]
async fn a_request_has_an_identifier_that_a_fault_says() {
    let fault = || async {
        Problem::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "misconfigured", "it is")
    };
    let denied = || async { Problem::new(axum::http::StatusCode::FORBIDDEN, "denied", "no") };
    let app = traced(Router::new().route("/fault", get(fault)).route("/denied", get(denied)));
    let with = |path: &str, id: &str| {
        Request::get(path).header("x-request-id", id).body(Body::empty()).unwrap()
    };
    let (status, headers, problem) = ask(&app, with("/fault", "order-7.a_B")).await;
    assert_eq!((status, &headers["x-request-id"]), (500, &"order-7.a_B".parse().unwrap()));
    assert_eq!(
        (&problem["requestId"], &problem["detail"]),
        (&json!("order-7.a_B"), &json!("it is"))
    );
    let (_, headers, problem) = ask(&app, with("/denied", "order-7")).await;
    assert_eq!(
        (&headers["x-request-id"], &problem["requestId"]),
        (&"order-7".parse().unwrap(), &Value::Null)
    );
    for strange in ["", "a b", "a\"b", "ä", "a\tb", &"x".repeat(65)] {
        let (_, headers, problem) = ask(&app, with("/fault", strange)).await;
        assert_eq!(headers["x-request-id"].len(), 36, "{strange} is no identifier");
        assert_eq!(problem["requestId"], headers["x-request-id"].to_str().unwrap());
    }
    let (_, headers, _) = ask(&app, to("/nowhere")).await;
    assert_eq!(headers["x-request-id"].len(), 36);
}

#[tokio::test]
async fn a_server_that_is_about_to_end_is_not_ready() {
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
async fn a_server_whose_store_is_away_is_ready_for_as_long_as_what_is_known_serves() {
    let store = SqliteStore::in_memory().await.unwrap();
    let tiers = Tiers::builder(plans::without_trial().unwrap(), store.clone());
    let tiers = tiers.stale_for(Duration::from_secs(5)).build();
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

#[tokio::test]
async fn who_asks_for_many_paths_makes_no_metrics_by_it() {
    let metrics = Metrics::new();
    let app = Router::new().route("/one", get(|| async {})).layer(metrics.layer());
    for number in 0..20 {
        ask(&app, to(&format!("/none/{number}"))).await;
        ask(&app, Request::put("/one").body(Body::empty()).unwrap()).await;
        ask(&app, to("/one")).await;
    }
    let response = metrics.router().oneshot(to("/metrics")).await.unwrap();
    let text = to_bytes(response.into_body(), 100_000).await.unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let counts: Vec<_> = text.lines().filter(|line| line.contains("_count{")).collect();
    assert_eq!(counts.len(), 3, "{text}");
    assert!(counts.iter().all(|line| line.ends_with(" 20")), "{counts:?}");
}
