//! Identifying a caller by a signed token. `serve` of the command finds an issuer's keys by OpenID
//! Connect discovery and follows their rotation (`command/serve/discovery.rs` and `issuer.rs` there).

mod claims;
mod keys;
mod signing;
mod verified_cache;
mod verify;

use crate::auth::csrf::Origins;
use crate::auth::error::OriginError;
use crate::auth::identity::Role;
use arc_swap::ArcSwap;
use claims::Claims;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use keys::{Held, Keys};
pub use signing::{KeyError, Signing};
use std::sync::Arc;
use tokio::sync::Notify;
pub(crate) use verified_cache::Verified;

/// For how many seconds after its end, or before its beginning, a token is still valid: clocks
/// differ, and 30 seconds is what issuers' own libraries allow.
const LEEWAY: u64 = 30;

/// A verifier of tokens: JSON Web Tokens, RFC 7519, of one issuer, for one audience. The algorithm
/// that a token names is used only if it is allowed and fits the key. A verified token is cached
/// until it expires, so that only its first request needs a signature check. A clone is another
/// handle to the same keys.
///
/// A token names the caller (`sub`), the caller's tenant and the caller's roles. The tenant and the
/// roles are in the claims `tenant` and `roles`, or in those that are set by
/// [`tenant_claim`](Self::tenant_claim) and [`roles_claim`](Self::roles_claim).
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
    /// The same keys for all handles, even after they are replaced.
    keys: Arc<ArcSwap<Keys>>,
    /// Notified when a token names an unknown key.
    unknown: Arc<Notify>,
    /// Empty if the key is a secret.
    signing: Vec<Signing>,
    /// One validation for each algorithm: all algorithms of one must be of the key's family.
    validations: Vec<(Algorithm, Validation)>,
    claims: Claims,
    cookie: Option<String>,
    origins: Origins,
}

impl Tokens {
    /// Verifies tokens that are signed with a secret, by HMAC with SHA-256.
    ///
    /// # Errors
    ///
    /// [`KeyError::ShortSecret`] if the secret has fewer than 32 bytes, RFC 7518 section 3.2.
    pub fn hs256(secret: &[u8], audience: &str, issuer: &str) -> Result<Self, KeyError> {
        if secret.len() < 32 {
            return Err(KeyError::ShortSecret(secret.len()));
        }
        let key = Held::One(DecodingKey::from_secret(secret));
        Ok(Self::new(key, &[], audience, issuer))
    }

    /// Verifies tokens that are signed with a private key, whose public key is this PEM.
    ///
    /// # Errors
    ///
    /// [`KeyError::Pem`] if it is not the PEM of a public key for this algorithm.
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

    /// Verifies tokens that are signed, by any of these algorithms, with one of several private
    /// keys, whose public keys are in this JSON Web Key Set, RFC 7517. A token names its key by
    /// `kid`. A key whose `use` or `key_ops` is not for verifying signatures is ignored, and a key
    /// with an `alg` verifies only by that algorithm.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is not such a set, or has no key for any of the algorithms.
    pub fn jwks(
        signing: &[Signing],
        json: &str,
        audience: &str,
        issuer: &str,
    ) -> Result<Self, KeyError> {
        Ok(Self::new(Held::many(signing, json)?, signing, audience, issuer))
    }

    /// Creates tokens before the keys have been read: until [`set_jwks`](Self::set_jwks) is called,
    /// each token is refused with [`NoKeys`](crate::TokenError::NoKeys).
    pub fn without_keys(signing: &[Signing], audience: &str, issuer: &str) -> Self {
        Self::new(Held::None, signing, audience, issuer)
    }

    /// Replaces the keys with those of another JSON Web Key Set, at every handle: from then on,
    /// only tokens that were signed with one of its keys are valid.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is not such a set, or has no key for any of the algorithms. The
    /// previous keys then stay.
    pub fn set_jwks(&self, json: &str) -> Result<(), KeyError> {
        if self.0.signing.is_empty() {
            return Err(KeyError::Secret);
        }
        let held = Held::many(&self.0.signing, json)?;
        // If the keys are the same, the tokens that they have verified stay cached.
        if !self.0.keys.load().held.is_same(&held) {
            self.0.keys.store(Arc::new(Keys::new(held)));
        }
        Ok(())
    }

    /// Waits until a token names an unknown key: its issuer may have a new one. The token itself is
    /// refused.
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
    /// `organization.id`; a URL, such as `https://example.com/tenant`, is one name. Call this
    /// before the tokens are cloned: keys that are [set](Self::set_jwks) at an earlier handle are
    /// not set here.
    pub fn tenant_claim(self, claim: &str) -> Self {
        self.claims(|claims| claims.set_tenant(claim))
    }

    /// Reads the roles from this claim, named as in [`tenant_claim`](Self::tenant_claim): a list
    /// of texts, or one text with spaces between the roles; defaults to `roles`.
    pub fn roles_claim(self, claim: &str) -> Self {
        self.claims(|claims| claims.set_roles(claim))
    }

    /// Maps the issuer's name of a role. Once one name is mapped, a name that is not mapped gives
    /// no role: not even `system-admin`, which may mean something else at the issuer.
    pub fn role(self, name: &str, role: Role) -> Self {
        self.claims(|claims| claims.add_role(name, role))
    }

    fn claims(self, change: impl FnOnce(&mut Claims)) -> Self {
        let mut inner = Inner::clone(&self.0);
        change(&mut inner.claims);
        // New keys, because the tokens that are cached with the old ones were read by other claims.
        let held = inner.keys.load().held.clone();
        inner.keys = Arc::new(ArcSwap::from_pointee(Keys::new(held)));
        Self(Arc::new(inner))
    }

    /// Also takes a token from this cookie, if the request has no `Authorization`. A request with
    /// the cookie that changes something is refused if the browser reports that it comes from
    /// another site.
    pub fn cookie(self, name: &str) -> Self {
        let inner = Inner { cookie: Some(name.to_owned()), ..Inner::clone(&self.0) };
        Self(Arc::new(inner))
    }

    /// Allows pages of another origin, such as `https://app.example.com`, to send the same requests
    /// as this one's, with cookies and sessions.
    ///
    /// # Errors
    ///
    /// [`OriginError`] if the text is not a valid origin.
    pub fn trust_origin(self, origin: &str) -> Result<Self, OriginError> {
        let mut inner = Inner::clone(&self.0);
        inner.origins.trust(origin)?;
        Ok(Self(Arc::new(inner)))
    }

    /// Checks whether the two are handles to the same tokens.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Checks whether the two trust the same keys, whichever cookie may hold a token.
    pub(crate) fn believes_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.keys, &other.0.keys)
    }

    /// Returns the name of the cookie that may hold a token.
    pub(crate) fn cookie_name(&self) -> Option<&str> {
        self.0.cookie.as_deref()
    }

    /// Returns the origins that may send cookies.
    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }
}
