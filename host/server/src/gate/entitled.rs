//! Extractors of the tenant and of what it may do.

use crate::gate::guard::{Current, Guard};
use crate::gate::refusal::GateError;
use crate::gate::unknown::{self, Kind};
use crate::metrics::layer::Checks;
use crate::metrics::outcome::Outcome;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use std::ops::Deref;
use std::sync::Arc;
use tiergate::{Entitlements, Reason};

/// The tenant of the request and everything that it may do.
///
/// # Examples
///
/// ```
/// use tiergate_server::{Entitled, GateError};
///
/// async fn export(tenant: Entitled) -> Result<String, GateError> {
///     tenant.require("export")?;
///     Ok(format!("all of {}'s notes", tenant.tenant()))
/// }
/// ```
#[derive(Clone)]
pub struct Entitled {
    tenant: Arc<str>,
    entitlements: Entitlements,
    checks: Checks,
}

impl Entitled {
    /// Returns the tenant.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Returns `Ok` if the tenant may use a feature.
    ///
    /// # Errors
    ///
    /// [`GateError::Denied`] if it may not.
    pub fn require(&self, feature: &str) -> Result<(), GateError> {
        let decision = self.entitlements.feature(feature);
        self.checks.count(Some(Outcome::of_decision(&decision)));
        if decision.reason == Reason::UnknownFeature {
            unknown::asked(Kind::Feature, feature);
        }
        Ok(decision.require()?)
    }
}

impl Deref for Entitled {
    type Target = Entitlements;

    fn deref(&self) -> &Entitlements {
        &self.entitlements
    }
}

impl<S: Sync> FromRequestParts<S> for Entitled {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Response> {
        let checks = Checks::of(&request.extensions);
        let (request, current) = Guard::current(request).await;
        match current {
            Ok(Current { tenant, entitlements, .. }) => Ok(Self { tenant, entitlements, checks }),
            Err(refusal) => {
                checks.count(Outcome::of(Err(&refusal)));
                Err(refusal.respond(&request.headers))
            }
        }
    }
}

/// The identifier of the tier of the request's tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier(pub String);

impl<S: Sync> FromRequestParts<S> for Tier {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Response> {
        let entitled = Entitled::from_request_parts(request, state).await?;
        Ok(Self(entitled.tier().to_owned()))
    }
}
