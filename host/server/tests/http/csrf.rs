//! Requests that another site makes a browser send.

use crate::test_sessions::App;
use crate::test_tokens::{token, tokens};
use std::time::Duration;

#[tokio::test]
async fn a_cross_site_request_with_a_cookie_is_refused() {
    const APP: &str = "https://app.example.com";
    let app = App::with(tokens().trust_origin(APP).unwrap(), Duration::ZERO);
    let session = app.uma().await;
    let of_tokens = format!("session={}", token("uma", Some("acme"), &[]));
    let site = |value| ("sec-fetch-site", value);
    let origin = |value| ("origin", value);
    let host = ("host", "example.com");
    for (headers, through) in [
        (vec![], true),
        (vec![site("same-origin")], true),
        (vec![site("none")], true),
        (vec![site("same-site")], false),
        (vec![site("cross-site")], false),
        (vec![site("something new")], false),
        (vec![site("same-origin"), origin("https://evil.com"), host], true),
        (vec![site("cross-site"), origin("https://example.com"), host], false),
        (vec![origin("https://example.com"), host], true),
        (vec![origin("http://example.com"), host], true),
        (vec![origin("https://example.com:8443"), host], false),
        (vec![origin("https://evil.com"), host], false),
        (vec![origin("null"), host], false),
        (vec![origin("https://example.com")], false),
        (vec![site("same-site"), origin(APP), host], true),
        (vec![origin(APP), host], true),
        (vec![origin("https://app.example.com.evil.com"), host], false),
    ] {
        for cookie in [&session, &of_tokens] {
            let mut headers = headers.clone();
            headers.push(("cookie", cookie));
            for path in ["/who", "/gated"] {
                let answer = app.ask("POST", path, &headers).await;
                let status = if through { 200 } else { 403 };
                assert_eq!(answer.status, status, "{path}: {headers:?}: {}", answer.body);
                assert!(through || answer.body["code"] == "cross-site", "{}", answer.body);
            }
            assert_eq!(app.ask("GET", "/who", &headers).await.status, 200, "{headers:?}");
        }
        let bearer = format!("Bearer {}", token("uma", Some("acme"), &[]));
        let mut headers = headers.clone();
        headers.extend([("authorization", bearer.as_str()), ("cookie", &session)]);
        assert_eq!(app.ask("POST", "/who", &headers).await.status, 200, "no cookie decides");
    }
    for bad in ["https://app.example.com/", "app.example.com", "*", "null", ""] {
        assert!(tokens().trust_origin(bad).is_err(), "{bad}");
    }
}
