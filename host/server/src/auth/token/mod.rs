//! Who is asking, by a signed token.

mod claims;
mod keys;
mod known;
mod signing;

use crate::auth::cookies;
use crate::auth::csrf::Origins;
use crate::auth::error::{OriginError, TokenError};
use crate::auth::identity::{Identity, Role};
use arc_swap::ArcSwap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use claims::Claims;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use keys::{Held, Keys};
use known::Known;
pub(crate) use known::Verified;
use serde_json::{Map, Value};
pub use signing::{KeyError, Signing};
use std::borrow::Cow;
use std::sync::Arc;
use tokio::sync::Notify;

/// For how many seconds past its end, or before its beginning, a token still holds: clocks differ,
/// and 30 seconds is what issuers' own libraries allow.
const LEEWAY: u64 = 30;

/// Checks tokens: JSON Web Tokens, RFC 7519, of one issuer, for one audience. What a token says of
/// its own algorithm is believed only if that algorithm is allowed and fits the key. A token that
/// was verified is remembered until its end, so that only its first request costs a signature. A
/// clone is one more handle.
///
/// A token says who it is of (`sub`), from which tenant and in which roles: in the claims `tenant`
/// and `roles`, or those of [`tenant_claim`](Self::tenant_claim) and
/// [`roles_claim`](Self::roles_claim).
///
/// # Examples
///
/// ```
/// use tiergate_server::{Role, Tokens};
///
/// let tokens = Tokens::hs256(b"32 bytes that nobody else knows!", "notes", "https://id.example.com")?
///     .roles_claim("realm_access.roles")
///     .role("notes-operator", Role::SystemAdmin)
///     .cookie("session");
/// # Ok::<(), tiergate_server::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    /// The same for all handles, even if they are swapped.
    keys: Arc<ArcSwap<Keys>>,
    /// Notified if a token names a key that is not known.
    unknown: Arc<Notify>,
    /// Empty: the key is a secret.
    signing: Vec<Signing>,
    /// One for each algorithm: a key is of one family, and so are all algorithms of a validation.
    validations: Vec<(Algorithm, Validation)>,
    claims: Claims,
    cookie: Option<String>,
    origins: Origins,
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
        let key = Held::One(DecodingKey::from_secret(secret));
        Ok(Self::new(key, &[], audience, issuer))
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
        Ok(Self::new(Held::One(key), &[signing], audience, issuer))
    }

    /// Tokens signed with one of several private keys, whose public keys are in this JSON Web Key
    /// Set, RFC 7517, by any of these algorithms. A token names its key by `kid`. A key whose `use`
    /// or `key_ops` is not for verifying signatures is left out, and one with an `alg` verifies by
    /// that one alone.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is not such a set, or has no key for any of the algorithms.
    pub fn jwks(
        signing: &[Signing],
        json: &str,
        audience: &str,
        issuer: &str,
    ) -> Result<Self, KeyError> {
        Ok(Self::new(Held::many(signing, json)?, signing, audience, issuer))
    }

    /// The same before the keys were read: until [`set_jwks`](Self::set_jwks), each token is
    /// [`TokenError::NoKeys`].
    pub fn without_keys(signing: &[Signing], audience: &str, issuer: &str) -> Self {
        Self::new(Held::None, signing, audience, issuer)
    }

    /// Replaces the keys by those of another JSON Web Key Set, at every handle: tokens hold that
    /// were signed with one of its keys, and no others.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is not such a set, or has no key for any of the algorithms: the keys
    /// stay.
    pub fn set_jwks(&self, json: &str) -> Result<(), KeyError> {
        if self.0.signing.is_empty() {
            return Err(KeyError::Secret);
        }
        let held = Held::many(&self.0.signing, json)?;
        // The same keys go on knowing what they verified.
        if !self.0.keys.load().held.is_same(&held) {
            self.0.keys.store(Arc::new(Keys::new(held)));
        }
        Ok(())
    }

    /// Waits until a token names a key that is not known: its issuer may have a new one. The
    /// token itself is refused.
    pub async fn unknown_key(&self) {
        self.0.unknown.notified().await;
    }

    fn new(held: Held, signing: &[Signing], audience: &str, issuer: &str) -> Self {
        let validation = |algorithm| {
            let mut validation = Validation::new(algorithm);
            validation.set_audience(&[audience]);
            validation.set_issuer(&[issuer]);
            validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
            validation.validate_nbf = true;
            validation.leeway = LEEWAY;
            (algorithm, validation)
        };
        let validations = match signing {
            [] => vec![validation(Algorithm::HS256)],
            signing => signing.iter().map(|it| validation(it.algorithm())).collect(),
        };
        Self(Arc::new(Inner {
            keys: Arc::new(ArcSwap::from_pointee(Keys::new(held))),
            unknown: Arc::default(),
            signing: signing.to_vec(),
            validations,
            claims: Claims::default(),
            cookie: None,
            origins: Origins::default(),
        }))
    }

    /// Reads the tenant from this claim; defaults to `tenant`. A name with dots is a path, such as
    /// `organization.id`; a URL, such as `https://example.com/tenant`, is one name. Call it before
    /// the tokens are cloned: keys that are [set](Self::set_jwks) at an earlier handle are not set
    /// here.
    pub fn tenant_claim(self, claim: &str) -> Self {
        self.claims(|claims| claims.set_tenant(claim))
    }

    /// Reads the roles from this claim, named as in [`tenant_claim`](Self::tenant_claim): a list
    /// of texts, or one text with blanks between them; defaults to `roles`.
    pub fn roles_claim(self, claim: &str) -> Self {
        self.claims(|claims| claims.set_roles(claim))
    }

    /// Maps the issuer's name of a role. Once there is such a name, no other gives a role: not
    /// even `system-admin`, which at the issuer may mean something else.
    pub fn role(self, name: &str, role: Role) -> Self {
        self.claims(|claims| claims.add_role(name, role))
    }

    fn claims(self, change: impl FnOnce(&mut Claims)) -> Self {
        let mut inner = Inner::clone(&self.0);
        change(&mut inner.claims);
        // Keys of its own, because what they remember was read from other claims.
        let held = inner.keys.load().held.clone();
        inner.keys = Arc::new(ArcSwap::from_pointee(Keys::new(held)));
        Self(Arc::new(inner))
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

    /// Verifies who asks.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if there is no token that holds, or it is a cookie that another site had
    /// the browser send.
    pub fn identify(&self, request: &Parts) -> Result<Identity, TokenError> {
        Ok(self.verify(request)?.identity.clone())
    }

    /// The same with the token's end.
    pub(crate) fn verify(&self, request: &Parts) -> Result<Arc<Verified>, TokenError> {
        let token = &*self.token(request)?;
        let (keys, name) = (self.0.keys.load(), Known::name(token));
        let earliest = jsonwebtoken::get_current_timestamp().saturating_sub(LEEWAY);
        if let Some(known) = keys.known.get(&name, earliest) {
            return Ok(known);
        }
        let verified = Arc::new(self.decode(token, &keys.held)?);
        keys.known.insert(name, &verified);
        Ok(verified)
    }

    /// Verifies a token by its signature, and reads its claims.
    fn decode(&self, token: &str, held: &Held) -> Result<Verified, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| refused(&error))?;
        // RFC 7515 section 4.1.11: it names what must be understood, and nothing of it is here.
        if header.crit.is_some() {
            return Err(TokenError::Refused);
        }
        let key = held.of(&header).inspect_err(|_| self.0.unknown.notify_one())?;
        let validation = self.validation(&header)?;
        let claims = jsonwebtoken::decode::<Map<String, Value>>(token, key, validation);
        let claims = claims.map_err(|error| refused(&error))?.claims;
        let expires_at = claims.get("exp").and_then(Value::as_f64).ok_or(TokenError::Refused)?;
        // OK because a number out of bounds becomes the nearest one in them.
        let expires_at = expires_at as u64;
        Ok(Verified { identity: self.0.claims.identity(&claims)?, expires_at })
    }

    fn validation(&self, header: &Header) -> Result<&Validation, TokenError> {
        let found = self.0.validations.iter().find(|(algorithm, _)| *algorithm == header.alg);
        found.map(|(_, validation)| validation).ok_or(TokenError::Refused)
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

fn refused(error: &jsonwebtoken::errors::Error) -> TokenError {
    tracing::debug!(%error, "a token does not hold");
    TokenError::Refused
}
