//! Keeping a session's plan and tier up to date.

use super::cookie::SessionCookie;
use super::sessions::Sessions;
use super::{Session, plan};
use crate::auth::error::TokenError;
use crate::session::renewals::Renewal;
use axum::http::request::Parts;
use std::sync::Arc;
use tiergate::CheckError;

/// How old the plan and tier may become, in seconds.
const OLD: u64 = 300;

/// How many seconds after a failed read the next one is tried.
const RETRY: u64 = 5;

impl Sessions {
    /// Reads the plan and tier of a session again, now: for the response to a request that changed
    /// them. Returns `None` if they cannot be read; the session then stays as it is.
    pub async fn refresh(&self, session: &Session) -> Option<(Session, SessionCookie)> {
        let session = self.read_anew(session).await?;
        let cookie = self.sign(&session).ok()?;
        Some((session, cookie))
    }

    /// Returns the session of a request, and its cookie if that is a new one.
    pub(crate) async fn current(
        &self,
        request: &Parts,
    ) -> (Result<Session, TokenError>, Option<SessionCookie>) {
        match self.verify(request) {
            Ok((session, signature)) if self.is_old(&session) => {
                let (session, cookie) = self.renew(session, &signature).await;
                (Ok(session), cookie)
            }
            Ok((session, _)) => (Ok(session), None),
            Err(error) => (Err(error), None),
        }
    }

    fn is_old(&self, session: &Session) -> bool {
        let age = self.tiers.now().saturating_sub(session.last_plan_check);
        session.identity.tenant.is_some() && age > OLD
    }

    /// Returns the session that replaces an old one. Of several requests with the old session, one
    /// renews it, and the others wait for that.
    async fn renew(&self, old: Session, signature: &str) -> (Session, Option<SessionCookie>) {
        let new = || Ok::<_, std::convert::Infallible>(Arc::default());
        let Ok(renewal) = self.renewals.0.get_or_insert_with(signature, new);
        let mut renewal = renewal.lock().await;
        let known = renewal.session.clone().unwrap_or(old);
        let now = self.tiers.now();
        let waits = renewal.failed.is_some_and(|at| now.saturating_sub(at) < RETRY);
        if !self.is_old(&known) || waits {
            return (known, None);
        }
        let Some((session, cookie)) = self.refresh(&known).await else {
            // The time after the read, which may itself have taken that long.
            renewal.failed = Some(self.tiers.now());
            return (known, None);
        };
        *renewal =
            Renewal { session: Some(Session { read_now: false, ..session.clone() }), failed: None };
        (session, Some(cookie))
    }

    /// Returns the session as just read, or `None` if the store does not answer.
    async fn read_anew(&self, session: &Session) -> Option<Session> {
        let tenant = session.identity.tenant.as_deref()?;
        let now = self.tiers.now();
        let (plan, tier) = match self.tiers.at_least(tenant, 0).await {
            Ok(entitlements) if entitlements.is_stale() => return None,
            Ok(it) => (plan::of(&it, now), Some(it.tier().to_owned())),
            Err(CheckError::UnknownTenant(_)) => (None, None),
            Err(_) => return None,
        };
        Some(Session { plan, tier, last_plan_check: now, read_now: true, ..session.clone() })
    }
}
