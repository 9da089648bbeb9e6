//! What gates ask.

use crate::gate::refusal::GateError;
use crate::gate::tenant_of::{TenantOf, UnidentifiedError};
use crate::gate::unknown;
use crate::serve::unread::{ReadOut, ReadingOut};
use axum::Extension;
use axum::http::request::Parts;
use axum::middleware::AddExtension;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Once};
use tiergate::{CapDecision, CheckError, Entitlements, Facts, TierAccessError, Tiers};
use tower_layer::Layer;

/// What gates and extractors ask: whose request it is, and what that tenant may do. Put its
/// [`layer`](Self::layer) around the routes that have any. A clone is one more handle.
#[derive(Clone)]
pub struct Guard(Arc<dyn Ask>);

/// The same for any store.
trait Ask: Send + Sync {
    /// Warns of gates that name what the policy does not have, now and with each other policy.
    fn check_gates(&self);

    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError>;

    fn known(&self, tenant: &str) -> Option<Result<Entitlements, CheckError>>;

    fn entitlements<'a>(
        &'a self,
        tenant: &'a str,
    ) -> BoxFuture<'a, Result<Entitlements, CheckError>>;

    fn require_cap(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError>;
}

struct Asked<F, T> {
    tiers: Tiers<F>,
    tenant_of: T,
    checks_gates: Once,
}

impl<F: Facts, T: TenantOf> Ask for Asked<F, T> {
    fn check_gates(&self) {
        unknown::check_gates(&self.tiers.policy());
        self.checks_gates.call_once(|| self.tiers.on_policy(unknown::check_gates));
    }

    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError> {
        self.tenant_of.tenant(request)
    }

    fn known(&self, tenant: &str) -> Option<Result<Entitlements, CheckError>> {
        self.tiers.known(tenant)
    }

    fn entitlements<'a>(
        &'a self,
        tenant: &'a str,
    ) -> BoxFuture<'a, Result<Entitlements, CheckError>> {
        Box::pin(self.tiers.entitlements(tenant))
    }

    fn require_cap(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        self.tiers.require_cap_of(entitlements, cap, used, amount)
    }
}

/// The tenant of a request and what it may do, found out once for each request.
#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) tenant: Arc<str>,
    pub(crate) entitlements: Entitlements,
    guard: Guard,
}

impl Guard {
    /// A guard by these tiers, of requests whose tenant `tenant_of` says.
    pub fn new<F: Facts>(tiers: Tiers<F>, tenant_of: impl TenantOf) -> Self {
        Self(Arc::new(Asked { tiers, tenant_of, checks_gates: Once::new() }))
    }

    /// The layer that lets gates and extractors within it ask. If a request is refused before its
    /// body was read, the layer reads a small one to its end, or else the response says
    /// `connection: close`. The log warns of gates of this process that name a feature or a cap
    /// that the policy does not have.
    pub fn layer(self) -> GuardLayer {
        self.0.check_gates();
        GuardLayer(self)
    }

    /// The tenant of a request and what it may do. It is kept with the request for others who
    /// ask.
    pub(crate) async fn current(request: &mut Parts) -> Result<Current, GateError> {
        match Self::look(request)? {
            Found::Known(current) => Ok(current),
            Found::Tenant(guard, tenant) => {
                let entitlements = guard.0.entitlements(&tenant).await?;
                Ok(guard.keep(request, tenant, entitlements))
            }
        }
    }

    /// The same where nothing is to be waited for; none: ask [`current`](Self::current).
    pub(crate) fn known(request: &mut Parts) -> Option<Result<Current, GateError>> {
        match Self::look(request) {
            Ok(Found::Known(current)) => Some(Ok(current)),
            Ok(Found::Tenant(..)) => None,
            Err(refusal) => Some(Err(refusal)),
        }
    }

    fn look(request: &mut Parts) -> Result<Found, GateError> {
        let guard = request.extensions.get::<Self>().cloned().ok_or(GateError::NoGuard)?;
        // One around this one may have asked otherwise.
        let known = request.extensions.get::<Current>();
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.guard.0, &guard.0)) {
            return Ok(Found::Known(known.clone()));
        }
        let tenant = guard.0.tenant(request)?;
        match guard.0.known(&tenant) {
            Some(entitlements) => Ok(Found::Known(guard.keep(request, tenant, entitlements?))),
            None => Ok(Found::Tenant(guard, tenant)),
        }
    }

    fn keep(self, request: &mut Parts, tenant: String, entitlements: Entitlements) -> Current {
        let current = Current { tenant: tenant.into(), entitlements, guard: self };
        request.extensions.insert(current.clone());
        current
    }
}

/// Puts a guard around routes: see [`Guard::layer`].
#[derive(Clone)]
pub struct GuardLayer(Guard);

impl<S> Layer<S> for GuardLayer {
    type Service = ReadingOut<AddExtension<S, Guard>>;

    fn layer(&self, inner: S) -> Self::Service {
        ReadOut.layer(Extension(self.0.clone()).layer(inner))
    }
}

/// What is known of a request without waiting.
enum Found {
    Known(Current),
    /// The tenant alone.
    Tenant(Guard, String),
}

impl Current {
    /// Lets a request through whose tenant may take `amount` more of a cap.
    pub(crate) fn require_cap(&self, cap: &str, used: u64, amount: u64) -> Result<(), GateError> {
        self.guard.0.require_cap(&self.entitlements, cap, used, amount)?;
        Ok(())
    }
}
