//! Who is asking, by a signed token.

use crate::cookies;
use crate::cross_site::{OriginError, Origins};
use crate::identity::{Identity, Role};
use arc_swap::ArcSwap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use tokio::sync::Notify;

/// Checks tokens: JSON Web Tokens, RFC 7519, of one issuer, for one audience, signed by one
/// algorithm. What a token says of its own algorithm is not believed. A clone is one more handle.
///
/// A token says who it is of (`sub`), from which tenant (`tenant`) and in which roles (`roles`).
///
/// # Examples
///
/// ```
/// use tiergate_server::Tokens;
///
/// let tokens = Tokens::hs256(b"32 bytes that nobody else knows!", "notes", "https://id.example.com")?
///     .cookie("session");
/// # Ok::<(), tiergate_server::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    /// The same for all handles, also where they are swapped.
    keys: Arc<ArcSwap<Keys>>,
    /// Told where a token names a key that is not known.
    unknown: Arc<Notify>,
    /// None: the key is a secret.
    signing: Option<Signing>,
    validation: Validation,
    cookie: Option<String>,
    origins: Origins,
}

enum Keys {
    One(DecodingKey),
    /// By key identifier.
    Many(HashMap<String, DecodingKey>),
}

/// How tokens are signed where the key is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signing {
    /// Ed25519, RFC 8037.
    EdDsa,
    /// RSA PKCS#1 v1.5 with SHA-256, RFC 7518.
    Rs256,
    /// ECDSA on P-256 with SHA-256, RFC 7518.
    Es256,
}

/// Why a key is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A secret that can be guessed.
    #[error("the secret has {0} bytes: give 32 at least, from a random source")]
    ShortSecret(usize),
    /// It is no PEM of a public key for this algorithm.
    #[error("the key is no PEM of a public key for {0}")]
    Pem(Signing, #[source] jsonwebtoken::errors::Error),
    /// It is no JSON Web Key Set.
    #[error("the keys are no JSON Web Key Set")]
    Json(#[source] serde_json::Error),
    /// None of the keys can check a token.
    #[error("no key of the set is for {0} and has a `kid`")]
    NoKey(Signing),
    /// Keys for tokens that are signed with a secret.
    #[error("the tokens are signed with a secret, which no public key takes the place of")]
    Secret,
}

/// Why it is not known who asks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// There is no token.
    #[error("the request has no token: send `Authorization: Bearer …`")]
    Missing,
    /// There are several, or what there is has no form that is known.
    #[error("the request does not say clearly who asks")]
    Unclear,
    /// The token is forged, expired, or for someone else.
    #[error("the token does not hold")]
    Refused,
    /// It is a cookie that another site had the browser send.
    #[error("another site sent this: a request with a cookie must come from this one")]
    CrossSite,
}

/// What a token says.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    tenant: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
}

impl Tokens {
    /// Tokens signed with a secret, by HMAC with SHA-256.
    ///
    /// # Errors
    ///
    /// [`KeyError::ShortSecret`] where it has fewer than 32 bytes, RFC 7518 section 3.2.
    pub fn hs256(secret: &[u8], audience: &str, issuer: &str) -> Result<Self, KeyError> {
        if secret.len() < 32 {
            return Err(KeyError::ShortSecret(secret.len()));
        }
        let keys = Keys::One(DecodingKey::from_secret(secret));
        Ok(Self::new(keys, None, audience, issuer))
    }

    /// Tokens signed with a private key, whose public key is this PEM.
    ///
    /// # Errors
    ///
    /// [`KeyError::Pem`] where it is none.
    pub fn pem(
        signing: Signing,
        pem: &[u8],
        audience: &str,
        issuer: &str,
    ) -> Result<Self, KeyError> {
        let key = match signing {
            Signing::EdDsa => DecodingKey::from_ed_pem(pem),
            Signing::Rs256 => DecodingKey::from_rsa_pem(pem),
            Signing::Es256 => DecodingKey::from_ec_pem(pem),
        };
        let key = key.map_err(|error| KeyError::Pem(signing, error))?;
        Ok(Self::new(Keys::One(key), Some(signing), audience, issuer))
    }

    /// Tokens signed with one of several private keys, whose public keys are in this JSON Web Key
    /// Set, RFC 7517. A token names its key by `kid`.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where it is none, or has no key for the algorithm.
    pub fn jwks(
        signing: Signing,
        json: &str,
        audience: &str,
        issuer: &str,
    ) -> Result<Self, KeyError> {
        Ok(Self::new(Keys::many(signing, json)?, Some(signing), audience, issuer))
    }

    /// Puts another JSON Web Key Set in place of the keys, at every handle: tokens hold that were
    /// signed with one of its keys, and no others.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where it is none, or has no key for the algorithm: the keys stay.
    pub fn set_jwks(&self, json: &str) -> Result<(), KeyError> {
        let signing = self.0.signing.ok_or(KeyError::Secret)?;
        self.0.keys.store(Arc::new(Keys::many(signing, json)?));
        Ok(())
    }

    /// Waits until a token names a key that is not known: its issuer may have a new one. The
    /// token itself is refused.
    pub async fn unknown_key(&self) {
        self.0.unknown.notified().await;
    }

    fn new(keys: Keys, signing: Option<Signing>, audience: &str, issuer: &str) -> Self {
        let algorithm = signing.map_or(Algorithm::HS256, Signing::algorithm);
        let mut validation = Validation::new(algorithm);
        validation.set_audience(&[audience]);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        let keys = Arc::new(ArcSwap::from_pointee(keys));
        let unknown = Arc::default();
        let origins = Origins::default();
        Self(Arc::new(Inner { keys, unknown, signing, validation, cookie: None, origins }))
    }

    /// Takes a token from this cookie too, where the request has no `Authorization`. What changes
    /// something is then refused where a browser says that another site sends it.
    pub fn cookie(self, name: &str) -> Self {
        let inner = Inner { cookie: Some(name.to_owned()), ..Inner::clone(&self.0) };
        Self(Arc::new(inner))
    }

    /// Lets pages of another origin, such as `https://app.example.com`, send what this one's may,
    /// with cookies and sessions.
    ///
    /// # Errors
    ///
    /// [`OriginError`] where it is none.
    pub fn trust_origin(self, origin: &str) -> Result<Self, OriginError> {
        let mut inner = Inner::clone(&self.0);
        inner.origins.trust(origin)?;
        Ok(Self(Arc::new(inner)))
    }

    /// Whether these are the same tokens.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether these believe the same issuer's keys, whichever cookie may hold a token.
    pub(crate) fn believes_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.keys, &other.0.keys)
    }

    /// The cookie that may hold a token.
    pub(crate) fn cookie_name(&self) -> Option<&str> {
        self.0.cookie.as_deref()
    }

    /// The origins that may send cookies.
    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    /// Who asks.
    ///
    /// # Errors
    ///
    /// [`TokenError`] where there is no token that holds, or it is a cookie that another site had
    /// the browser send.
    pub fn identify(&self, request: &Parts) -> Result<Identity, TokenError> {
        let token = &*self.token(request)?;
        let keys = self.0.keys.load();
        let key = keys.of(token).inspect_err(|_| self.0.unknown.notify_one())?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.0.validation);
        let claims = claims.map_err(|error| {
            tracing::debug!(%error, "a token does not hold");
            TokenError::Refused
        })?;
        let claims = claims.claims;
        let roles = claims.roles.iter().filter_map(|role| Role::parse(role)).collect();
        let tenant = claims.tenant.filter(|tenant| !tenant.is_empty());
        Ok(Identity { subject: claims.sub, tenant, roles })
    }

    /// The one token of a request.
    fn token<'a>(&self, request: &'a Parts) -> Result<Cow<'a, str>, TokenError> {
        let mut values = request.headers.get_all(AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => {
                let value = value.to_str().map_err(|_| TokenError::Unclear)?;
                let (scheme, token) = value.split_once(' ').ok_or(TokenError::Unclear)?;
                let bearer = scheme.eq_ignore_ascii_case("bearer");
                if bearer { Ok(token.trim().into()) } else { Err(TokenError::Unclear) }
            }
            (Some(_), Some(_)) => Err(TokenError::Unclear),
            (None, _) => {
                let name = self.0.cookie.as_deref().ok_or(TokenError::Missing)?;
                let token = cookies::find(&request.headers, name)?.ok_or(TokenError::Missing)?;
                self.0.origins.check(request)?;
                Ok(token.into())
            }
        }
    }
}

impl Keys {
    /// Those of a JSON Web Key Set.
    fn many(signing: Signing, json: &str) -> Result<Self, KeyError> {
        let set: JwkSet = serde_json::from_str(json).map_err(KeyError::Json)?;
        let family = signing.algorithm().family();
        let key = |jwk: &jsonwebtoken::jwk::Jwk| {
            let key = DecodingKey::from_jwk(jwk).ok().filter(|key| key.family() == family)?;
            Some((jwk.common.key_id.clone()?, key))
        };
        let keys: HashMap<_, _> = set.keys.iter().filter_map(key).collect();
        if keys.is_empty() { Err(KeyError::NoKey(signing)) } else { Ok(Self::Many(keys)) }
    }

    /// The key that a token names.
    fn of(&self, token: &str) -> Result<&DecodingKey, TokenError> {
        match self {
            Self::One(key) => Ok(key),
            Self::Many(keys) => {
                let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Refused)?;
                header.kid.and_then(|kid| keys.get(&kid)).ok_or(TokenError::Refused)
            }
        }
    }
}

impl fmt::Display for Signing {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        })
    }
}

impl Signing {
    fn algorithm(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
        }
    }
}
