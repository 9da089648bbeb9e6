//! The state of a session, which a browser reads.

use crate::test_sessions::{App, NOW, POLICY, on, says};
use crate::test_tokens::token;
use serde_json::json;
use tiergate::Source;

#[tokio::test]
async fn the_session_has_exactly_what_a_browser_needs() {
    let app = App::new();
    let mut facts = on("pro");
    facts.attributes.push(("region".into(), "eu".into()));
    let revision = app.facts.stored.put("acme", facts);
    let cookie = app.uma().await;
    app.at(5);
    let answer = app.by(&cookie, "GET", "/session").await;
    let digest = POLICY.digest();
    let entitlements = app.by(&cookie, "GET", "/session").await.body["entitlements"].clone();
    assert_eq!(entitlements["resolution"]["tier"], "pro");
    assert_eq!(entitlements["features"][1]["feature"], "export");
    assert_eq!(
        answer.body,
        json!({
            "tenant": "acme",
            "facts": {
                "assignments": [{"source": "billing", "plan": "pro", "standing": "good"}],
                "addOns": [], "switches": [], "caps": [], "attributes": [["region", "eu"]],
            },
            "policy": {"digest": digest, "url": format!("/app/policies/{digest}.wasm")},
            "entitlements": entitlements, "revision": revision, "stale": false, "now": NOW + 5,
            "session": {
                "subject": "uma", "tenant": "acme", "roles": ["tenant-admin"], "plan": "pro",
                "tier": "pro", "lastPlanCheck": NOW, "expiresAt": NOW + 12 * 3600,
            },
        })
    );
    assert_eq!(answer.headers["cache-control"], "private, no-cache");
    assert_eq!(answer.headers["vary"], "cookie, authorization");
    let behind = app.by(&cookie, "GET", &format!("/session?atLeast={}", revision + 1)).await;
    assert_eq!((behind.status, &behind.body["code"]), (409, &json!("behind")));

    // An operator is of no tenant.
    let ann = app.sign_in(&token("ann", None, &["system-admin"])).await;
    let answer = app.by(&ann, "GET", "/session").await;
    let told: Vec<_> = answer.body.as_object().unwrap().keys().collect();
    assert_eq!(told, ["now", "session", "stale"]);
    assert_eq!(app.by(&ann, "GET", "/session/events").await.status, 403);
}

#[tokio::test]
async fn an_unchanged_state_is_not_sent_again() {
    let app = App::new();
    let end = NOW + 100;
    app.facts.stored.put("acme", says(Source::Billing, &[("pro", Some(end))]));
    let cookie = app.uma().await;
    let mut known: Vec<String> = Vec::new();
    let mut at = async |seconds, what: &str| {
        app.at(seconds);
        let answer = app.by(&cookie, "GET", "/session").await;
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        for (tags, status) in [(tag.clone(), 304), (format!("\"x\", {tag}"), 304)] {
            let headers = [("cookie", cookie.as_str()), ("if-none-match", &tags)];
            let again = app.ask("GET", "/session", &headers).await;
            assert_eq!((again.status, again.body.as_str()), (status, Some("")), "{what}");
            assert_eq!(again.headers["etag"], tag);
        }
        let headers = [("cookie", cookie.as_str()), ("if-none-match", &known.join(","))];
        assert_eq!(app.ask("GET", "/session", &headers).await.status, 200, "{what}");
        known.push(tag);
    };
    at(0, "at first").await;
    at(100, "valid-until").await;
    app.facts.stored.put("acme", on("premium"));
    at(101, "a grant").await;
    at(301 + 101, "the session's plan is read again").await;
    let headers = [("cookie", cookie.as_str()), ("if-none-match", &known[2])];
    app.at(1);
    assert_eq!(app.ask("GET", "/session", &headers).await.status, 304, "whatever time it is");
}
