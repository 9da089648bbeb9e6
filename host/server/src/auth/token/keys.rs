//! The keys with which tokens are verified, and the tokens that they have verified.

use super::verified_cache::Known;
use super::{KeyError, Signing};
use crate::auth::error::TokenError;
use jsonwebtoken::jwk::{Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// Keys, with the tokens that they have verified. Other keys do not share these tokens.
pub(super) struct Keys {
    pub(super) held: Held,
    pub(super) known: Known,
}

#[derive(Clone)]
pub(super) enum Held {
    /// The issuer's keys have not been read yet.
    None,
    One(DecodingKey),
    /// By key identifier.
    Many(HashMap<String, Public>),
}

/// A public key of a set.
#[derive(Clone)]
pub(super) struct Public {
    /// The key as it is in the set, to see whether it is the same key.
    jwk: Value,
    key: DecodingKey,
    /// The only algorithm that the set allows for it.
    algorithm: Option<Algorithm>,
}

/// A JSON Web Key Set. Keys of unknown types are not an error: RFC 7517 section 5.
#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl Keys {
    pub(super) fn new(held: Held) -> Self {
        Self { held, known: Known::new() }
    }
}

impl Held {
    /// Returns the keys of a JSON Web Key Set that verify signatures by one of these algorithms.
    pub(super) fn many(signing: &[Signing], json: &str) -> Result<Self, KeyError> {
        let set: Set = serde_json::from_str(json).map_err(KeyError::Json)?;
        let keys: HashMap<_, _> =
            set.keys.into_iter().filter_map(|jwk| public(signing, jwk)).collect();
        if keys.is_empty() {
            return Err(KeyError::NoKey(signing.to_vec()));
        }
        Ok(Self::Many(keys))
    }

    /// Returns the key that a token's header names.
    pub(super) fn of(&self, header: &Header) -> Result<&DecodingKey, TokenError> {
        match self {
            Self::None => Err(TokenError::NoKeys),
            Self::One(key) => Ok(key),
            Self::Many(keys) => {
                let named = header.kid.as_ref().and_then(|kid| keys.get(kid));
                let fits = |key: &&Public| key.algorithm.is_none_or(|it| it == header.alg);
                named.filter(fits).map(|public| &public.key).ok_or(TokenError::Refused)
            }
        }
    }

    /// Checks whether both have the same keys of a set.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let (Self::Many(one), Self::Many(two)) = (self, other) else { return false };
        let same = |(kid, key): (_, &Public)| two.get(kid).is_some_and(|it| it.jwk == key.jwk);
        one.len() == two.len() && one.iter().all(same)
    }
}

/// Returns a key of a set, with its identifier, if it is for verifying signatures by one of these
/// algorithms.
fn public(signing: &[Signing], value: Value) -> Option<(String, Public)> {
    let jwk = Jwk::deserialize(&value).ok()?;
    let verifies = match (&jwk.common.public_key_use, &jwk.common.key_operations) {
        (Some(purpose), _) if *purpose != PublicKeyUse::Signature => false,
        (_, Some(operations)) => operations.contains(&KeyOperations::Verify),
        _ => true,
    };
    let key = DecodingKey::from_jwk(&jwk).ok().filter(|_| verifies)?;
    let fits = |it: &&Signing| it.algorithm().family() == key.family();
    let algorithm = match value.get("alg") {
        // A name that is not a signature algorithm, such as RSA-OAEP, fits no key.
        Some(named) => {
            let named = |it: &&Signing| named.as_str() == Some(it.name());
            Some(signing.iter().filter(fits).find(named)?.algorithm())
        }
        None => {
            signing.iter().find(fits)?;
            None
        }
    };
    Some((jwk.common.key_id?, Public { jwk: value, key, algorithm }))
}
