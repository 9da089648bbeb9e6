//! How sessions are configured, signed and verified.

use super::renewals::Renewals;
use super::signer::Signer;
use super::streams::Streams;
use super::tiers::AnyTiers;
use super::{Session, plan};
use crate::auth::cookies;
use crate::auth::error::TokenError;
use crate::auth::identity::Identity;
use crate::auth::token::{KeyError, Tokens, Verified};
use crate::serve::limits::Limits;
use crate::serve::shutdown::Shutdown;
use crate::session::{SessionCookie, SessionError};
use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use cookie::{Cookie, SameSite};
use std::sync::Arc;
use std::time::Duration;
use tiergate::{Facts, Tiers, Timestamp};

/// How long a session lasts by default: NIST SP 800-63B requires signing in again after 12 hours.
const LIFE: Duration = Duration::from_secs(12 * 60 * 60);

/// Sessions of people who are signed in, each in a cookie that the server signs but does not
/// store. A clone is another handle to the same sessions.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use tiergate_server::{Session, Sessions, Tokens};
/// use tiergate_store::{SqliteStore, Tenants};
///
/// async fn greet(session: Session) -> String {
///     format!("{} is on {}", session.identity.subject, session.tier.unwrap_or_default())
/// }
///
/// # fn example(tenants: Tenants<SqliteStore>, tokens: Tokens) -> Result<(), tiergate_server::KeyError> {
/// let secret = b"32 bytes that nobody else knows!";
/// let sessions = Sessions::new(secret, tenants.tiers().clone(), tokens)?;
/// let app: Router = Router::new()
///     .route("/greet", get(greet))
///     .layer(sessions.layer())
///     .nest("/tiers", sessions.router());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Sessions {
    signer: Arc<Signer>,
    pub(crate) tiers: Arc<dyn AnyTiers>,
    pub(crate) tokens: Tokens,
    pub(crate) renewals: Arc<Renewals>,
    pub(crate) ending: Shutdown,
    pub(crate) streams: Arc<Streams>,
    cookie: Arc<str>,
    secure: bool,
    life: u64,
    outlives_token: bool,
}

/// The cookie's default name: with this prefix, browsers accept it only from this very host and
/// only over TLS, so that no neighbouring subdomain can plant one.
const COOKIE: &str = "__Host-tiergate_session";

/// The cookie's default name without TLS, because browsers then accept no cookie with the prefix.
const INSECURE_COOKIE: &str = "tiergate_session";

impl Sessions {
    /// Creates sessions that are signed with a secret of their own, by HMAC with SHA-256, for
    /// people who sign in with `tokens`. `tiers` provide the plans of their tenants, and the time.
    ///
    /// # Errors
    ///
    /// [`KeyError::ShortSecret`] if the secret has fewer than 32 bytes, RFC 7518 section 3.2.
    pub fn new<F: Facts>(secret: &[u8], tiers: Tiers<F>, tokens: Tokens) -> Result<Self, KeyError> {
        Ok(Self {
            signer: Arc::new(Signer::new(secret)?),
            tiers: Arc::new(tiers),
            tokens,
            renewals: Arc::default(),
            ending: Shutdown::new(),
            streams: Arc::new(Streams::new(Limits::default().connections / 2)),
            cookie: COOKIE.into(),
            secure: true,
            life: LIFE.as_secs(),
            outlives_token: false,
        })
    }

    /// Also accepts sessions that were signed with this secret: the previous one, while the secret
    /// is being replaced. New sessions are signed with the secret of [`new`](Self::new). Without
    /// the previous secret, replacing the secret signs everyone out.
    ///
    /// # Errors
    ///
    /// [`KeyError::ShortSecret`] if the secret has fewer than 32 bytes.
    pub fn previous_secret(mut self, secret: &[u8]) -> Result<Self, KeyError> {
        let mut signer = Signer::clone(&self.signer);
        signer.reads(secret)?;
        self.signer = Arc::new(signer);
        Ok(self)
    }

    /// Sets the cookie's name; defaults to `__Host-tiergate_session`, and to `tiergate_session`
    /// for [`insecure`](Self::insecure) sessions. Browsers accept a cookie whose name begins with
    /// `__Host-` only from this very host, and only over TLS.
    pub fn cookie(mut self, name: &str) -> Self {
        self.cookie = name.into();
        self
    }

    /// Returns the cookie's name.
    pub(crate) fn cookie_name(&self) -> &str {
        &self.cookie
    }

    /// Lets browsers send the cookie without TLS, too: for development, because not every browser
    /// keeps a secure cookie from `http://localhost`.
    pub fn insecure(mut self) -> Self {
        self.secure = false;
        if &*self.cookie == COOKIE {
            self.cookie = INSECURE_COOKIE.into();
        }
        self
    }

    /// Lets a session last for its [life](Self::life) even if the token that was used to sign in
    /// expires before. A role or an account that the issuer revokes then stays in effect until the
    /// session's end.
    pub fn outlive_token(mut self) -> Self {
        self.outlives_token = true;
        self
    }

    /// Sets how long a session lasts after signing in, at most; defaults to 12 hours. Use does not
    /// extend a session, and it ends earlier if the token that was used to sign in expires earlier.
    pub fn life(mut self, life: Duration) -> Self {
        self.life = life.as_secs();
        self
    }

    /// Signs in someone whom the product itself has identified, and reads their tenant's plan.
    ///
    /// # Errors
    ///
    /// [`SessionError::Check`] if the plan cannot be read.
    pub async fn sign_in(
        &self,
        identity: Identity,
    ) -> Result<(Session, SessionCookie), SessionError> {
        self.sign_in_until(identity, u64::MAX).await
    }

    /// Checks whether a session from this token would already have ended: a token is valid for a
    /// little longer than that.
    pub(crate) fn is_over(&self, token: &Verified) -> bool {
        !self.outlives_token && token.expires_at <= self.tiers.now()
    }

    /// Signs someone in with a token, whose end is also the session's.
    pub(crate) async fn sign_in_by(
        &self,
        token: &Verified,
    ) -> Result<(Session, SessionCookie), SessionError> {
        let end = if self.outlives_token { u64::MAX } else { token.expires_at };
        self.sign_in_until(token.identity.clone(), end).await
    }

    async fn sign_in_until(
        &self,
        identity: Identity,
        end: Timestamp,
    ) -> Result<(Session, SessionCookie), SessionError> {
        let now = self.tiers.now();
        let mut session = Session {
            identity,
            plan: None,
            tier: None,
            last_plan_check: now,
            expires_at: now.saturating_add(self.life).min(end),
            read_now: true,
        };
        if let Some(tenant) = &session.identity.tenant {
            let entitlements = self.tiers.at_least(tenant, 0).await?;
            session.plan = plan::of(&entitlements, now);
            session.tier = Some(entitlements.tier().to_owned());
        }
        let cookie = self.sign(&session)?;
        Ok((session, cookie))
    }

    /// Returns the cookie that ends a session in the browser. Anyone who has copied the session can
    /// go on using it until its end.
    ///
    /// # Errors
    ///
    /// [`SessionError::Cookie`] if a cookie cannot have that name.
    pub fn sign_out(&self) -> Result<SessionCookie, SessionError> {
        self.cookie_of("", 0)
    }

    /// Ends the event streams when the server begins to shut down, because the shutdown waits for
    /// them.
    pub fn until(mut self, shutdown: &Shutdown) -> Self {
        self.ending = shutdown.clone();
        self
    }

    /// Sets how many event streams may be open in total; more are refused with 429. Defaults to
    /// 1,024, half of the connections of [`Limits`], so that streams leave room for other requests.
    /// One person may have at most 16 open.
    pub fn max_streams(mut self, most: usize) -> Self {
        self.streams = Arc::new(Streams::new(most));
        self
    }

    /// Verifies the cookie of a request. Returns its session and its signature.
    pub(crate) fn verify(&self, request: &Parts) -> Result<(Session, String), TokenError> {
        if request.headers.contains_key(AUTHORIZATION) {
            return Err(TokenError::Missing);
        }
        let token = cookies::find(&request.headers, &self.cookie)?.ok_or(TokenError::Missing)?;
        self.tokens.origins().check(request)?;
        let session = self.signer.read(&token)?;
        if session.expires_at <= self.tiers.now() {
            return Err(TokenError::Refused);
        }
        let signature = token.rsplit('.').next().unwrap_or_default().to_owned();
        Ok((session, signature))
    }

    /// Returns the session as a signed cookie.
    pub(crate) fn sign(&self, session: &Session) -> Result<SessionCookie, SessionError> {
        let left = session.expires_at.saturating_sub(self.tiers.now());
        self.cookie_of(&self.signer.sign(session)?, left)
    }

    /// Checks whether a `Set-Cookie` header sets the session's cookie.
    pub(crate) fn is_set(&self, cookie: &HeaderValue) -> bool {
        let rest = cookie.as_bytes().strip_prefix(self.cookie.as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"="))
    }

    fn cookie_of(&self, value: &str, seconds: u64) -> Result<SessionCookie, SessionError> {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        let cookie = Cookie::build((self.cookie.as_ref(), value))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .path("/")
            .max_age(cookie::time::Duration::seconds(seconds));
        let value = HeaderValue::try_from(cookie.to_string());
        value.map(SessionCookie).map_err(|error| SessionError::Cookie(error.into()))
    }
}
