//! Tokens by public keys: each algorithm, as a PEM and in a set of keys.

use crate::test_tokens::{AUDIENCE, ISSUER, claims};
use axum::http::Request;
use axum::http::request::Parts;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tiergate_server::{KeyError, Signing, TokenError, Tokens};

struct Pair {
    signing: Signing,
    algorithm: Algorithm,
    public: &'static [u8],
    private: EncodingKey,
    /// Another one, for the same algorithm.
    other: EncodingKey,
}

macro_rules! key {
    ($file:literal) => {
        include_bytes!(concat!("../keys/", $file, ".pem"))
    };
}

fn pairs() -> Vec<Pair> {
    let (ed, ec, rsa) =
        (EncodingKey::from_ed_pem, EncodingKey::from_ec_pem, EncodingKey::from_rsa_pem);
    vec![
        Pair {
            signing: Signing::EdDsa,
            algorithm: Algorithm::EdDSA,
            public: key!("ed25519.pub"),
            private: ed(key!("ed25519")).unwrap(),
            other: ed(key!("other")).unwrap(),
        },
        Pair {
            signing: Signing::Es256,
            algorithm: Algorithm::ES256,
            public: key!("p256.pub"),
            private: ec(key!("p256")).unwrap(),
            other: ec(key!("p256-other")).unwrap(),
        },
        Pair {
            signing: Signing::Rs256,
            algorithm: Algorithm::RS256,
            public: key!("rsa.pub"),
            private: rsa(key!("rsa")).unwrap(),
            other: rsa(key!("rsa-other")).unwrap(),
        },
    ]
}

impl Pair {
    fn sign(&self, key: &EncodingKey, kid: Option<&str>) -> Parts {
        let header = Header { kid: kid.map(str::to_owned), ..Header::new(self.algorithm) };
        let claims = claims("uma", Some("acme"), &["tenant-admin"]);
        let token = jsonwebtoken::encode(&header, &claims, key).unwrap();
        let request = Request::builder().header("authorization", format!("Bearer {token}"));
        request.body(()).unwrap().into_parts().0
    }

    fn jwk(&self, key: &EncodingKey, kid: &str) -> Value {
        let mut jwk = Jwk::from_encoding_key(key, self.algorithm).unwrap();
        jwk.common.key_id = Some(kid.to_owned());
        serde_json::to_value(jwk).unwrap()
    }
}

#[test]
fn a_pem_verifies_only_its_own_key() {
    for pair in pairs() {
        let tokens = Tokens::pem(pair.signing, pair.public, AUDIENCE, ISSUER).unwrap();
        let identity = tokens.identify(&pair.sign(&pair.private, None)).unwrap();
        assert_eq!((identity.subject.as_str(), identity.tenant.as_deref()), ("uma", Some("acme")));
        let forged = tokens.identify(&pair.sign(&pair.other, None));
        assert_eq!(forged, Err(TokenError::Refused), "{:?}", pair.signing);
        for other in pairs().iter().filter(|it| it.signing != pair.signing) {
            let mixed = tokens.identify(&other.sign(&other.private, None));
            assert_eq!(mixed, Err(TokenError::Refused), "{:?}", pair.signing);
        }
    }
}

#[test]
fn a_key_set_selects_by_name_and_can_be_replaced() {
    for pair in pairs() {
        let others: Vec<_> = pairs()
            .into_iter()
            .filter(|it| it.signing != pair.signing)
            .map(|it| it.jwk(&it.private, "theirs"))
            .collect();
        let mut set = json!({"keys": others});
        let nothing = Tokens::jwks(&[pair.signing], &set.to_string(), AUDIENCE, ISSUER);
        assert!(matches!(nothing, Err(KeyError::NoKey(_))), "keys for other algorithms");
        let public = pair.jwk(&pair.private, "a");
        assert!(public.get("d").is_none(), "a public key");
        set["keys"].as_array_mut().unwrap().push(public);
        let tokens = Tokens::jwks(&[pair.signing], &set.to_string(), AUDIENCE, ISSUER).unwrap();
        let handle = tokens.clone().cookie("session");
        let holds = |key, kid| handle.identify(&pair.sign(key, kid)).is_ok();
        assert!(holds(&pair.private, Some("a")));
        assert!(!holds(&pair.private, Some("b")) && !holds(&pair.private, None));
        assert!(!holds(&pair.other, Some("a")) && !holds(&pair.private, Some("theirs")));
        // The issuer signs with another key from now on.
        let set = json!({"keys": [pair.jwk(&pair.other, "b")]});
        tokens.set_jwks(&set.to_string()).unwrap();
        assert!(holds(&pair.other, Some("b")) && !holds(&pair.private, Some("a")));
        for bad in ["{}", "not JSON", r#"{"keys":[]}"#] {
            assert!(tokens.set_jwks(bad).is_err());
            assert!(holds(&pair.other, Some("b")), "the last good keys stay");
        }
    }
}

#[test]
fn a_secret_cannot_be_replaced_by_public_keys() {
    let tokens = Tokens::hs256(&[7; 32], AUDIENCE, ISSUER).unwrap();
    assert!(matches!(tokens.set_jwks(r#"{"keys":[]}"#), Err(KeyError::Secret)));
}
