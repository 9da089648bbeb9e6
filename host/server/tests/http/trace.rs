//! The identifiers of requests.

use crate::limits::{ask, to};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use serde_json::{Value, json};
use tiergate_server::{Problem, ProblemKind, traced};

#[tokio::test]
async fn a_server_error_names_its_request() {
    let fault = || async {
        let kind = ProblemKind::new(StatusCode::INTERNAL_SERVER_ERROR, "misconfigured", "");
        Problem::new(&kind, "it is")
    };
    let denied =
        || async { Problem::new(&ProblemKind::new(StatusCode::FORBIDDEN, "denied", ""), "no") };
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
