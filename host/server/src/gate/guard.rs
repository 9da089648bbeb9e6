//! Who a request is from and what that tenant may do, for gates and extractors.

use crate::gate::refusal::GateError;
use crate::gate::tenant_of::{TenantOf, UnidentifiedError};
use crate::gate::unknown;
use crate::serve::unread::{ReadOut, ReadingOut};
use axum::Extension;
use axum::http::request::Parts;
use axum::middleware::AddExtension;
use std::borrow::BorrowMut;
use std::sync::{Arc, Once};
use tiergate::{CheckError, Entitlements, Facts, Lookup, Tiers};
use tower_layer::Layer;

/// Answers gates and extractors: whose request it is, and what that tenant may do. Put its
/// [`layer`](Self::layer) around the routes that have any. A clone is one more handle.
#[derive(Clone)]
pub struct Guard(Arc<dyn Ask>);

/// A guard of any store.
trait Ask: Send + Sync {
    /// Warns of gates that name what the policy does not have, now and whenever another is
    /// activated.
    fn check_gates(&self);

    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError>;

    fn entitlements(&self, tenant: &str) -> Lookup<'static, Result<Entitlements, CheckError>>;
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

    fn entitlements(&self, tenant: &str) -> Lookup<'static, Result<Entitlements, CheckError>> {
        self.tiers.entitlements(tenant)
    }
}

/// The tenant of a request and what it may do, looked up once for each request.
#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) tenant: Arc<str>,
    pub(crate) entitlements: Entitlements,
    guard: Guard,
}

impl Guard {
    /// Creates a guard of these tiers. `tenant_of` finds the tenant of each request.
    pub fn new<F: Facts>(tiers: Tiers<F>, tenant_of: impl TenantOf) -> Self {
        Self(Arc::new(Asked { tiers, tenant_of, checks_gates: Once::new() }))
    }

    /// Returns the layer that lets gates and extractors within it ask. If a request is refused
    /// before its body was read, the layer reads a small one to its end; otherwise the response has
    /// `connection: close`. The log warns of gates of this process that name a feature or a cap
    /// that the policy does not have.
    pub fn layer(self) -> GuardLayer {
        self.0.check_gates();
        GuardLayer(self)
    }

    /// Finds the tenant of a request and what it may do, and keeps both with the request for
    /// others who ask. The request, owned or borrowed, is given back with the answer.
    pub(crate) fn current<'a, P: BorrowMut<Parts> + Send + 'a>(
        mut request: P,
    ) -> Lookup<'a, (P, Result<Current, GateError>)> {
        let (guard, tenant) = match Self::find(request.borrow_mut()) {
            Ok(Found::Current(current)) => return Lookup::ready((request, Ok(current))),
            Ok(Found::Tenant(guard, tenant)) => (guard, tenant),
            Err(refusal) => return Lookup::ready((request, Err(refusal))),
        };
        guard.0.entitlements(&tenant).map(move |answer| {
            let current = answer.map(|it| guard.keep(request.borrow_mut(), tenant, it));
            (request, current.map_err(GateError::from))
        })
    }

    fn find(request: &mut Parts) -> Result<Found, GateError> {
        let guard = request.extensions.get::<Self>().cloned().ok_or(GateError::NoGuard)?;
        // A guard around this one may have kept an answer of its own.
        let kept = request.extensions.get::<Current>();
        if let Some(kept) = kept.filter(|kept| Arc::ptr_eq(&kept.guard.0, &guard.0)) {
            return Ok(Found::Current(kept.clone()));
        }
        let tenant = guard.0.tenant(request)?;
        Ok(Found::Tenant(guard, tenant))
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

/// What a request has for a guard.
enum Found {
    /// An answer that was kept.
    Current(Current),
    /// The tenant to ask about.
    Tenant(Guard, String),
}
