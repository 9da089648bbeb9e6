//! Which format a response has, by the request's `Accept`.

use crate::gates::{App, on};
use crate::policies::Answer;
use crate::test_server::{NEXT, Server};
use crate::test_tokens::token;
use axum::body::Body;
use axum::http::Request;

const JSON: &str = "application/problem+json";
const HTML: &str = "text/html; charset=utf-8";
const CHROME: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,\
                      image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";
const FIREFOX: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test]
async fn a_denial_is_in_the_format_that_the_request_prefers() {
    let app = App::new();
    app.facts.put("acme", on("basic"));
    for (accept, kind) in [
        (&[][..], JSON),
        (&["*/*"], JSON),
        (&["text/html"], HTML),
        (&["text/*"], HTML),
        (&["TEXT/HTML"], HTML),
        (&[CHROME], HTML),
        (&[FIREFOX], HTML),
        (&["application/json"], JSON),
        (&["application/problem+json, text/html;q=0.9"], JSON),
        (&["application/json, text/html"], JSON),
        (&["text/html, application/json"], HTML),
        (&["text/html;q=0.1, application/json"], JSON),
        (&["text/html;q=0.1,application/json;q=0.05"], HTML),
        (&["Text/Html;Q=0.1, APPLICATION/JSON"], JSON),
        (&["text/html;q=0"], JSON),
        (&["text/html;q=0, text/*"], JSON),
        (&["text/html; q=0.5, */*; q=0.6"], JSON),
        (&["text/html;q=0.1", "application/json"], JSON),
        (&["image/png", "text/html"], HTML),
        (&["image/png"], JSON),
        (&["text/html, application"], JSON),
        (&["text/html;"], HTML),
        (&["text/html;q"], JSON),
        (&["/html, text/html"], JSON),
        (&["text/html, \u{e9}"], JSON),
        (&[""], JSON),
    ] {
        let mut headers = vec![("x-tenant-id", "acme")];
        headers.extend(accept.iter().map(|accept| ("accept", *accept)));
        let (status, headers, _) = app.ask("/export", &headers).await;
        assert_eq!(status.as_u16(), 403);
        assert_eq!(headers["content-type"], kind, "{accept:?}");
        assert_eq!(headers["vary"], "accept");
    }
}

#[tokio::test]
async fn an_impact_is_sent_as_events_if_the_request_prefers_them() {
    let server = Server::with_policies().await;
    for (accept, kind) in [
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream, */*;q=0.1", "text/event-stream"),
        ("Text/Event-Stream", "text/event-stream"),
        ("text/event-stream;q=0", "application/json"),
        ("text/event-stream;q=0.1, application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("text/event-streams", "application/json"),
    ] {
        let token = token("ann", None, &["system-admin"]);
        let request = Request::get(format!("/v1/policies/{}/impact", NEXT.digest()))
            .header("authorization", format!("Bearer {token}"))
            .header("accept", accept);
        let Answer { status, headers, .. } =
            server.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((status, &headers["content-type"]), (200, &kind.parse().unwrap()), "{accept}");
    }
}
