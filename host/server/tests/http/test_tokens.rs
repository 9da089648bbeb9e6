//! Helpers: tokens, valid and not.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use serde_json::{Value, json};
use tiergate_server::{Signing, Tokens};

pub const AUDIENCE: &str = "notes";
pub const ISSUER: &str = "https://id.example.com";
const PUBLIC: &[u8] = include_bytes!("../keys/ed25519.pub.pem");

/// What the server believes.
pub fn tokens() -> Tokens {
    Tokens::pem(Signing::EdDsa, PUBLIC, AUDIENCE, ISSUER).unwrap().cookie("session")
}

/// The claims of someone who is of `tenant` and has `roles`.
pub fn claims(subject: &str, tenant: Option<&str>, roles: &[&str]) -> Value {
    let mut claims = json!({
        "sub": subject, "aud": AUDIENCE, "iss": ISSUER, "roles": roles,
        "exp": get_current_timestamp() + 600,
    });
    if let Some(tenant) = tenant {
        claims["tenant"] = tenant.into();
    }
    claims
}

pub fn sign(claims: &Value) -> String {
    let key = EncodingKey::from_ed_pem(include_bytes!("../keys/ed25519.pem")).unwrap();
    jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &key).unwrap()
}

pub fn token(subject: &str, tenant: Option<&str>, roles: &[&str]) -> String {
    sign(&claims(subject, tenant, roles))
}

fn admin() -> Value {
    claims("mallory", None, &["system-admin"])
}

/// Tokens that must not hold, each of an operator.
pub fn bad() -> Vec<(&'static str, String)> {
    let with = |name: &str, value: Value| {
        let mut claims = admin();
        claims[name] = value;
        sign(&claims)
    };
    let without = |name: &str| {
        let mut claims = admin();
        claims.as_object_mut().unwrap().remove(name);
        sign(&claims)
    };
    let now = get_current_timestamp();
    let other = EncodingKey::from_ed_pem(include_bytes!("../keys/other.pem")).unwrap();
    let forged = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &admin(), &other).unwrap();
    let public = EncodingKey::from_secret(PUBLIC);
    let mixed = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &admin(), &public).unwrap();
    let es256 = EncodingKey::from_ec_pem(include_bytes!("../keys/p256.pem")).unwrap();
    let es256 = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &admin(), &es256).unwrap();
    let key = EncodingKey::from_ed_pem(include_bytes!("../keys/ed25519.pem")).unwrap();
    let header = Header { crit: Some(vec!["b64".to_owned()]), ..Header::new(Algorithm::EdDSA) };
    let critical = jsonwebtoken::encode(&header, &admin(), &key).unwrap();
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let none = format!("{}.{}.", part(json!({"alg": "none", "typ": "JWT"})), part(admin()));
    let mut changed: Vec<String> = token("eve", None, &[]).split('.').map(str::to_owned).collect();
    changed[1] = part(admin());
    vec![
        ("forged", forged),
        ("alg none", none),
        ("HS256 with the public key", mixed),
        ("another algorithm", es256),
        ("changed claims", changed.join(".")),
        ("expired", with("exp", (now - 31).into())),
        ("not yet", with("nbf", (now + 600).into())),
        ("wrong audience", with("aud", "other".into())),
        ("wrong issuer", with("iss", "https://evil.example.com".into())),
        ("no expiry", without("exp")),
        ("no audience", without("aud")),
        ("no issuer", without("iss")),
        ("no subject", without("sub")),
        ("an extension that must be understood", critical),
        ("roles that are not names", with("roles", json!({"system-admin": true}))),
        ("no token at all", "x".to_owned()),
    ]
}
