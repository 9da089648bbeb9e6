//! Limits on bodies, time and requests under way.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tiergate_server::Limits;
use tokio::sync::Notify;
use tower::ServiceExt;

pub async fn ask(app: &Router, request: Request<Body>) -> (u16, HeaderMap, Value) {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 100_000).await.unwrap();
    (parts.status.as_u16(), parts.headers, serde_json::from_slice(&body).unwrap_or_default())
}

pub fn to(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn exceeding_a_limit_is_a_problem() {
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
