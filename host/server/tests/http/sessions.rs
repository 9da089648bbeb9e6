//! Sessions: signing in, and how often the plan is read.

use crate::test_sessions::{Answer, App, NOW, on, says};
use crate::test_tokens::{token, tokens};
use serde_json::{Value, json};
use std::time::Duration;
use tiergate::{Source, Tenant};
use tiergate_server::{Identity, Role};

#[tokio::test]
async fn signing_in_puts_the_plan_into_a_cookie() {
    let app = App::new();
    let uma = format!("Bearer {}", token("uma", Some("acme"), &["tenant-admin", "root"]));
    let answer = app.ask("POST", "/session", &[("authorization", &uma)]).await;
    let session = json!({
        "subject": "uma", "tenant": "acme", "roles": ["tenant-admin"], "plan": "basic",
        "tier": "basic", "lastPlanCheck": NOW, "expiresAt": NOW + 12 * 3600,
    });
    assert_eq!((answer.status, &answer.body), (200, &session));
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    let (value, rest) = cookie.split_once(';').unwrap();
    assert_eq!(rest, " HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=43200");
    let claims = value.split('.').nth(1).unwrap();
    let claims = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, claims).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!((&claims["plan"], &claims["tier"]), (&json!("basic"), &json!("basic")));
    assert_eq!(claims["last_plan_check"], NOW);
    assert_eq!(app.reads(), 1);

    // A session is who it is of, to extractors and gates.
    assert_eq!(app.by(value, "GET", "/who").await.body, "uma");
    assert_eq!(app.by(value, "GET", "/plan").await.body, r#"Some("basic") Some("basic") 0"#);
    assert_eq!(app.by(value, "GET", "/export").await.body["code"], "denied");
    app.facts.stored.put("acme", on("pro"));
    assert_eq!(app.by(value, "GET", "/export").await.status, 200, "gates ask no session");
    assert_eq!(app.by(value, "GET", "/plan").await.body, r#"Some("basic") Some("basic") 0"#);

    // Whoever has a bearer token is asked for nothing else.
    let eve = format!("Bearer {}", token("eve", Some("other"), &[]));
    let both = app.ask("GET", "/who", &[("authorization", &eve), ("cookie", value)]).await;
    assert_eq!(both.body, "eve");
    let identity = Identity::new("ann", None, &[Role::SystemAdmin]);
    let (session, _) = app.sessions.sign_in(identity).await.unwrap();
    assert_eq!((session.plan, session.tier), (None, None));

    let nobody = format!("Bearer {}", token("uma", Some("nobody"), &[]));
    let answer = app.ask("POST", "/session", &[("authorization", &nobody)]).await;
    assert_eq!((answer.status, &answer.body["code"]), (404, &json!("unknown-tenant")));
    app.away(true);
    let answer = app.ask("POST", "/session", &[("authorization", &uma)]).await;
    assert_eq!((answer.status, &answer.body["code"]), (503, &json!("unavailable")));
    assert!(answer.cookie().is_none() && !answer.body.to_string().contains("database"));
}

#[tokio::test]
async fn the_plan_is_reread_after_300_seconds_and_no_sooner() {
    let app = App::new();
    let cookie = app.uma().await;
    app.facts.stored.put("acme", on("pro"));
    app.reads();
    for seconds in [0, 299, 300] {
        app.at(seconds);
        let answer = app.by(&cookie, "GET", "/plan").await;
        assert_eq!(answer.body, r#"Some("basic") Some("basic") 0"#, "at {seconds}");
        assert_eq!((app.reads(), answer.cookie()), (0, None), "at {seconds}");
    }
    app.at(301);
    let asked: Vec<_> = (0..20).map(|_| app.by(&cookie, "GET", "/plan")).collect();
    let answers = futures_util::future::join_all(asked).await;
    assert_eq!(app.reads(), 1, "of 20 at one time");
    let mut renewed: Vec<_> = answers.iter().filter_map(Answer::cookie).collect();
    assert_eq!(renewed.len(), 1);
    for answer in answers {
        assert_eq!(answer.body, r#"Some("pro") Some("pro") 301"#);
    }
    // Whoever still brings the old one, and whoever brings the new one.
    let renewed = renewed.remove(0);
    for (cookie, seconds) in [(&cookie, 302), (&cookie, 601), (&renewed, 302), (&renewed, 601)] {
        app.at(seconds);
        let answer = app.by(cookie, "GET", "/plan").await;
        assert_eq!(answer.body, r#"Some("pro") Some("pro") 301"#);
        assert_eq!((app.reads(), answer.cookie()), (0, None), "at {seconds}");
    }
    app.at(602);
    let answer = app.by(&renewed, "GET", "/public").await;
    assert_eq!((app.reads(), answer.cookie().is_some()), (1, true));
    assert_eq!(answer.headers["cache-control"], "private", "a cookie is for one person");
    let end = answer.headers["set-cookie"].to_str().unwrap().contains("Max-Age=42598");
    assert!(end, "it ends when it would have ended");
}

#[tokio::test]
async fn a_failed_read_keeps_the_plan_and_the_request_continues() {
    for stale in [false, true] {
        fails_and_goes_on(stale).await;
    }
}

/// With gates that may go on from facts that are stale, or not.
async fn fails_and_goes_on(stale: bool) {
    let stale_for = Duration::from_secs(if stale { 300 } else { 0 });
    let app = App::with(tokens(), stale_for);
    let cookie = app.uma().await;
    app.at(1_000);
    app.away(true);
    app.reads();
    for _ in 0..3 {
        let answer = app.by(&cookie, "GET", "/plan").await;
        assert_eq!(answer.body, r#"Some("basic") Some("basic") 0"#);
        assert_eq!(answer.cookie(), None);
    }
    assert_eq!(app.reads(), 1, "what failed is not tried by every request");
    let answer = app.by(&cookie, "POST", "/session/refresh").await;
    assert_eq!((answer.status, &answer.body["plan"]), (200, &json!("basic")));
    assert_eq!((&answer.body["lastPlanCheck"], answer.cookie()), (&json!(NOW), None));
    let answer = app.by(&cookie, "GET", "/session").await;
    let (status, code) = if stale { (200, Value::Null) } else { (503, "unavailable".into()) };
    assert_eq!((answer.status, &answer.body["code"]), (status, &code));
    assert_eq!(answer.body["stale"] == true, stale);
    app.facts.stored.put("acme", on("pro"));
    app.away(false);
    app.at(1_005);
    let answer = app.by(&cookie, "GET", "/plan").await;
    assert_eq!(answer.body, r#"Some("pro") Some("pro") 1005"#);
    assert!(answer.cookie().is_some());
}

#[tokio::test]
async fn a_refresh_rereads_the_plan_at_once() {
    let app = App::new();
    let cookie = app.uma().await;
    app.facts.stored.put("acme", on("pro"));
    app.reads();
    for (seconds, plan) in [(0, "pro"), (1, "premium"), (400, "basic")] {
        app.facts.stored.put("acme", on(plan));
        app.at(seconds);
        let answer = app.by(&cookie, "POST", "/session/refresh").await;
        assert_eq!((answer.status, &answer.body["plan"]), (200, &json!(plan)));
        assert_eq!(answer.body["lastPlanCheck"], NOW + seconds);
        assert_eq!(app.reads(), 1, "once, also where it is old: at {seconds}");
        let said = format!("Some({plan:?}) Some({plan:?}) {seconds}");
        let cookie = answer.cookie().unwrap();
        assert_eq!(app.by(&cookie, "GET", "/plan").await.body, said);
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1);
    }
    app.facts.stored.remove("acme");
    let answer = app.by(&cookie, "POST", "/session/refresh").await;
    assert_eq!((answer.status, &answer.body["plan"]), (200, &Value::Null));
}

#[tokio::test]
async fn the_plan_is_the_one_that_the_policy_chooses() {
    let both = |one: Tenant, other: Tenant| {
        let assignments = [one.assignments, other.assignments].concat();
        Tenant { assignments, ..Tenant::new() }
    };
    let ended = Some(NOW);
    let billing = |plans| says(Source::Billing, plans);
    let cases = [
        (Tenant::new(), None, "basic"),
        (billing(&[("pro", None), ("premium", None), ("basic", None)]), Some("premium"), "premium"),
        (billing(&[("premium", ended), ("pro", None)]), Some("pro"), "pro"),
        (billing(&[("premium", ended)]), None, "basic"),
        (billing(&[("b", None), ("a", None)]), Some("a"), "basic"),
        (billing(&[("gone", None), ("pro", Some(NOW + 9))]), Some("pro"), "pro"),
        (
            both(billing(&[("premium", None)]), says(Source::Manual, &[("pro", None)])),
            Some("pro"),
            "pro",
        ),
        (
            both(billing(&[("basic", None)]), says(Source::Trial, &[("premium", None)])),
            Some("premium"),
            "premium",
        ),
    ];
    for (facts, plan, tier) in cases {
        let app = App::new();
        app.facts.stored.put("acme", facts.clone());
        let identity = Identity::new("uma", Some("acme"), &[]);
        let (session, _) = app.sessions.sign_in(identity).await.unwrap();
        let found = (session.plan.as_deref(), session.tier.as_deref());
        assert_eq!(found, (plan, Some(tier)), "{facts:?}");
    }
}
