//! What issuers put into tokens: claims by other names, several algorithms, clocks that differ.

use crate::test_tokens::{AUDIENCE, ISSUER, claims, sign, tokens};
use axum::http::Request;
use axum::http::request::Parts;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use serde_json::{Value, json};
use tiergate_server::{Identity, Role, Signing, TokenError, Tokens};

fn bearing(token: &str) -> Parts {
    let request = Request::builder().header("authorization", format!("Bearer {token}"));
    request.body(()).unwrap().into_parts().0
}

/// What tokens make of a token with these claims besides the usual ones.
fn identity(tokens: &Tokens, more: &Value) -> Result<Identity, TokenError> {
    let mut claims = claims("uma", None, &[]);
    claims.as_object_mut().unwrap().remove("roles");
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    tokens.identify(&bearing(&sign(&claims)))
}

#[test]
fn claims_have_configurable_names() {
    use Role::{Service, SystemAdmin, TenantAdmin};
    const URL: &str = "https://example.com/roles";
    let keycloak = json!({
        "realm_access": {"roles": ["offline_access", "admin"]}, "organization": ["acme"],
    });
    let auth0 = json!({(URL): ["owner"], "https://example.com/tenant": "acme"});
    let cognito = json!({"cognito:groups": ["admins", "owner"], "custom:tenant": "acme"});
    let scope = json!({"scope": "openid  owner robot", "org": {"id": "acme"}});
    for (name, tenant, roles, token, found) in [
        ("Keycloak", "organization", "realm_access.roles", keycloak, vec![SystemAdmin]),
        ("Auth0", "https://example.com/tenant", URL, auth0, vec![TenantAdmin]),
        ("Cognito", "custom:tenant", "cognito:groups", cognito, vec![TenantAdmin]),
        ("scope", "org.id", "scope", scope, vec![TenantAdmin, Service]),
    ] {
        let tokens = tokens().tenant_claim(tenant).roles_claim(roles);
        let tokens = tokens.role("admin", SystemAdmin).role("owner", TenantAdmin);
        let tokens = tokens.role("robot", Service);
        let identity = identity(&tokens, &token).unwrap();
        assert_eq!((identity.tenant.as_deref(), identity.roles), (Some("acme"), found), "{name}");
    }
}

#[test]
fn only_the_mapped_role_name_counts() {
    let mapped = tokens().role("admin", Role::SystemAdmin);
    let own = json!({"roles": ["system-admin", "service"]});
    assert_eq!(identity(&mapped, &own).unwrap().roles, []);
    assert_eq!(identity(&tokens(), &own).unwrap().roles, [Role::SystemAdmin, Role::Service]);
    let twice = json!({"roles": ["admin", "admin"]});
    assert_eq!(identity(&mapped, &twice).unwrap().roles, [Role::SystemAdmin]);
    // A name with dots is a path, and no key of its own; a URL is a key, and no path.
    let dotted = tokens().roles_claim("a.b");
    assert_eq!(identity(&dotted, &json!({"a.b": ["service"]})).unwrap().roles, []);
    for bad in [
        json!({"roles": {"service": true}}),
        json!({"roles": [1]}),
        json!({"tenant": ["acme", "other"]}),
        json!({"tenant": 7}),
    ] {
        assert_eq!(identity(&tokens(), &bad), Err(TokenError::Refused), "{bad}");
    }
}

#[test]
fn clocks_may_differ_by_half_a_minute() {
    let now = get_current_timestamp();
    for (claim, second, holds) in [
        ("exp", now - 20, true),
        ("exp", now - 31, false),
        ("nbf", now + 20, true),
        ("nbf", now + 60, false),
    ] {
        let found = identity(&tokens(), &json!({(claim): second}));
        assert_eq!(found.is_ok(), holds, "{claim}: {second} at {now}");
    }
}

#[test]
fn a_cached_token_matches_only_itself() {
    let tokens = tokens();
    let token = sign(&claims("uma", Some("acme"), &[]));
    for _ in 0..2 {
        assert_eq!(tokens.identify(&bearing(&token)).unwrap().subject, "uma");
        // The same words, and a signature that is not theirs.
        let other = sign(&claims("eve", None, &[]));
        let (words, _) = token.rsplit_once('.').unwrap();
        let forged = format!("{words}.{}", other.rsplit('.').next().unwrap());
        assert_eq!(tokens.identify(&bearing(&forged)), Err(TokenError::Refused));
    }
    // Other claims are read from the same token, although it is remembered.
    let renamed = tokens.clone().tenant_claim("sub");
    assert_eq!(renamed.identify(&bearing(&token)).unwrap().tenant.as_deref(), Some("uma"));
}

/// A key of a set, with these members besides its own.
fn jwk(key: &EncodingKey, algorithm: Algorithm, kid: &str, more: &Value) -> Value {
    let jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
    let mut jwk = serde_json::to_value(jwk).unwrap();
    let members = jwk.as_object_mut().unwrap();
    members.remove("alg");
    members.insert("kid".to_owned(), kid.into());
    members.extend(more.as_object().unwrap().clone());
    jwk
}

fn signed(key: &EncodingKey, algorithm: Algorithm, kid: &str) -> Parts {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
    bearing(&jsonwebtoken::encode(&header, &claims("uma", None, &[]), key).unwrap())
}

#[test]
fn each_allowed_algorithm_has_its_own_keys() {
    let rsa = EncodingKey::from_rsa_pem(include_bytes!("../keys/rsa.pem")).unwrap();
    let ec = EncodingKey::from_ec_pem(include_bytes!("../keys/p256.pem")).unwrap();
    let ed = EncodingKey::from_ed_pem(include_bytes!("../keys/ed25519.pem")).unwrap();
    let set = json!({"keys": [
        jwk(&rsa, Algorithm::RS256, "rsa", &json!({"use": "sig", "alg": "RS256"})),
        jwk(&rsa, Algorithm::RS256, "encrypts", &json!({"use": "enc", "alg": "RSA-OAEP"})),
        jwk(&rsa, Algorithm::RS256, "for-enc", &json!({"use": "enc"})),
        jwk(&rsa, Algorithm::RS256, "wraps", &json!({"key_ops": ["wrapKey"]})),
        jwk(&rsa, Algorithm::RS256, "verifies", &json!({"key_ops": ["verify"]})),
        jwk(&ec, Algorithm::ES256, "ec", &json!({})),
        jwk(&ed, Algorithm::EdDSA, "ed", &json!({})),
        {"kty": "new", "kid": "of a kind that is not known"},
    ]})
    .to_string();
    let both = [Signing::Rs256, Signing::Es256];
    let tokens = Tokens::without_keys(&both, AUDIENCE, ISSUER);
    let holds = |key, algorithm, kid| tokens.identify(&signed(key, algorithm, kid)).map(drop);
    assert_eq!(holds(&rsa, Algorithm::RS256, "rsa"), Err(TokenError::NoKeys));
    tokens.set_jwks(&set).unwrap();
    for kid in ["rsa", "verifies"] {
        assert_eq!(holds(&rsa, Algorithm::RS256, kid), Ok(()), "{kid}");
    }
    assert_eq!(holds(&ec, Algorithm::ES256, "ec"), Ok(()));
    for kid in ["encrypts", "for-enc", "wraps", "ec", "none"] {
        assert_eq!(holds(&rsa, Algorithm::RS256, kid), Err(TokenError::Refused), "{kid}");
    }
    let not_allowed = holds(&ed, Algorithm::EdDSA, "ed");
    assert_eq!(not_allowed, Err(TokenError::Refused), "its algorithm is not allowed");
    assert_eq!(holds(&rsa, Algorithm::RS512, "rsa"), Err(TokenError::Refused));
    // Keys that were read again unchanged, and others.
    tokens.set_jwks(&set).unwrap();
    assert_eq!(holds(&ec, Algorithm::ES256, "ec"), Ok(()));
    let rest = json!({"keys": [jwk(&rsa, Algorithm::RS256, "rsa", &json!({}))]});
    tokens.set_jwks(&rest.to_string()).unwrap();
    assert_eq!(holds(&ec, Algorithm::ES256, "ec"), Err(TokenError::Refused), "it is forgotten");
}
