//! The cookies of sessions: when they are refused, removed and no longer valid.

use crate::test_sessions::{App, NOW, POLICY, SECRET};
use crate::test_tokens::{AUDIENCE, ISSUER, bad, claims, sign, token, tokens};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use tiergate::{MemoryFacts, Tiers};
use tiergate_server::Sessions;

/// Cookies that are no sessions of this server's, each of an operator.
fn bad_cookies(good: &str) -> Vec<(&'static str, String)> {
    let with = |secret: &[u8], name: &str, value: Value| {
        let mut claims = claims("mallory", None, &["system-admin"]);
        claims["aud"] = "tiergate-session".into();
        claims["iss"] = "tiergate".into();
        claims["last_plan_check"] = NOW.into();
        claims[name] = value;
        let key = EncodingKey::from_secret(secret);
        jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap()
    };
    let later = || (NOW + 9).into();
    let admin = claims("mallory", None, &["system-admin"]);
    let mut cookies = bad();
    cookies.extend([
        ("another secret", with(b"32 bytes that somebody else knows", "exp", later())),
        ("ended", with(SECRET, "exp", NOW.into())),
        ("an identity token's audience", with(SECRET, "aud", AUDIENCE.into())),
        ("an identity token's issuer", with(SECRET, "iss", ISSUER.into())),
        ("an identity token", sign(&admin)),
        ("signed anew", format!("{}x", good.split_once('=').unwrap().1)),
    ]);
    let fine = with(SECRET, "exp", later());
    let cookie = |(name, value)| (name, format!("__Host-tiergate_session={value}"));
    let mut cookies: Vec<_> = cookies.into_iter().map(cookie).collect();
    cookies
        .push(("twice", format!("__Host-tiergate_session={fine}; __Host-tiergate_session={fine}")));
    cookies
}

#[tokio::test]
async fn an_invalid_cookie_is_refused() {
    let app = App::new();
    let good = app.uma().await;
    let held = app.by(&good, "GET", "/who").await;
    assert_eq!(held.body, "uma", "the others are refused for what is wrong with them");
    for (name, cookie) in bad_cookies(&good) {
        for path in ["/who", "/plan", "/export", "/session", "/session/events"] {
            let answer = app.by(&cookie, "GET", path).await;
            let found = (answer.status, &answer.body["code"]);
            assert_eq!(found, (401, &json!("unidentified")), "{name}: {path}");
        }
        assert_eq!(app.by(&cookie, "GET", "/public").await.status, 200, "{name}");
    }
    for path in ["/plan", "/session", "/session/events"] {
        assert_eq!(app.ask("GET", path, &[]).await.status, 401);
    }
    // A session signs nobody in, neither as a bearer nor in the cookie of tokens.
    let session = good.split_once('=').unwrap().1;
    let bearer = format!("Bearer {session}");
    assert_eq!(app.ask("POST", "/session", &[("authorization", &bearer)]).await.status, 401);
    let other = format!("session={session}");
    assert_eq!(app.by(&other, "POST", "/session").await.status, 401);
    assert_eq!(app.by(&good, "POST", "/session").await.status, 401);

    app.at(12 * 3600 - 1);
    assert_eq!(app.by(&good, "GET", "/who").await.status, 200);
    app.at(12 * 3600);
    assert_eq!(app.by(&good, "GET", "/who").await.status, 401, "no session outlives its life");
    let tiers = Tiers::new(POLICY.clone(), MemoryFacts::new());
    assert!(Sessions::new(b"short", tiers, tokens()).is_err());
}

#[tokio::test]
async fn signing_out_removes_the_cookie() {
    let app = App::new();
    let cookie = app.uma().await;
    app.at(400);
    for cookie in [cookie.as_str(), "__Host-tiergate_session=x", "theme=dark"] {
        let answer = app.by(cookie, "DELETE", "/session").await;
        assert_eq!(answer.status, 204);
        let set: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
        let gone = "__Host-tiergate_session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";
        assert_eq!(set, [gone], "and no renewed one beside it");
    }
    let cross = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
    assert_eq!(app.ask("DELETE", "/session", &cross).await.status, 403);
}

#[tokio::test]
async fn a_session_ends_with_its_token() {
    let app = App::new();
    let mut claims = claims("uma", Some("acme"), &["tenant-admin"]);
    let end = claims["exp"].as_u64().unwrap();
    let bearer = format!("Bearer {}", sign(&claims));
    app.at(end - NOW - 60);
    let answer = app.ask("POST", "/session", &[("authorization", &bearer)]).await;
    assert_eq!((answer.status, &answer.body["expiresAt"]), (200, &json!(end)));
    assert!(answer.headers["set-cookie"].to_str().unwrap().contains("Max-Age=60"));
    let cookie = answer.cookie().unwrap();
    app.at(end - NOW - 1);
    assert_eq!(app.by(&cookie, "GET", "/who").await.status, 200);
    app.at(end - NOW);
    assert_eq!(app.by(&cookie, "GET", "/who").await.status, 401);
    // A token that is within the leeway past its end makes no session that lasts.
    claims["exp"] = (jsonwebtoken::get_current_timestamp() - 5).into();
    let ended = claims["exp"].as_u64().unwrap();
    app.at(ended + 5 - NOW);
    let bearer = format!("Bearer {}", sign(&claims));
    let answer = app.ask("POST", "/session", &[("authorization", &bearer)]).await;
    assert_eq!((answer.status, answer.cookie()), (401, None));
}

#[tokio::test]
async fn a_session_outlives_its_token_only_if_configured() {
    let identity = || tiergate_server::Identity::new("uma", None, &[]);
    let app = App::new();
    let tiers = Tiers::new(POLICY.clone(), MemoryFacts::new());
    let sessions = Sessions::new(SECRET, tiers, tokens()).unwrap().outlive_token();
    let router = sessions.router();
    let bearer = format!("Bearer {}", token("uma", None, &[]));
    let request = axum::http::Request::post("/session").header("authorization", bearer);
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("Max-Age=43200"), "{cookie}");
    // One that the product signs in has no token to end with.
    let (session, _) = app.sessions.sign_in(identity()).await.unwrap();
    assert_eq!(session.expires_at, NOW + 12 * 3600);
}

#[tokio::test]
async fn the_secret_can_be_replaced_without_signing_anyone_out() {
    const NEXT: &[u8] = b"32 bytes that are the next secret";
    let app = App::new();
    let cookie = app.uma().await;
    let of = |secret: &[u8]| {
        let tiers = Tiers::builder(POLICY.clone(), MemoryFacts::new()).clock(|| NOW).build();
        Sessions::new(secret, tiers, tokens()).unwrap()
    };
    let status = async |sessions: &Sessions| {
        let request = axum::http::Request::post("/session/refresh").header("cookie", &cookie);
        let request = request.body(axum::body::Body::empty()).unwrap();
        tower::ServiceExt::oneshot(sessions.router(), request).await.unwrap().status().as_u16()
    };
    assert_eq!(status(&of(NEXT)).await, 401, "another secret signs everyone out");
    assert_eq!(status(&of(NEXT).previous_secret(SECRET).unwrap()).await, 200);
    assert!(of(NEXT).previous_secret(b"short").is_err());
}
