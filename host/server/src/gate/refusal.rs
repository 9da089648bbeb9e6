//! Why a request is not let through, and the answer to it.

use crate::gate::tenant_of::UnidentifiedError;
use crate::gate::unknown::{self, Kind};
use crate::gate::upsell_page;
use crate::metrics::outcome::Outcome;
use crate::problem::Problem;
use crate::upsell::Upsell;
use axum::Extension;
use axum::http::header::{ACCEPT, CACHE_CONTROL, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use tiergate::{CapReachedError, CheckError, DeniedError, Reason, TierAccessError};

/// Why a request is not let through. As a response it is 403 where a tenant may not, 503 where
/// that cannot be told, and 401 or 403 where it is not clear whose request it is: a
/// [`Problem`] in JSON.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GateError {
    /// The tenant may not use a feature.
    #[error(transparent)]
    Denied(Box<DeniedError>),
    /// The tenant has used up a cap.
    #[error(transparent)]
    CapReached(Box<CapReachedError>),
    /// There is no such tenant.
    #[error("there is no tenant `{0}`")]
    UnknownTenant(String),
    /// It is not known whose request it is.
    #[error(transparent)]
    Unidentified(#[from] UnidentifiedError),
    /// It cannot be told whether the tenant may.
    #[error("what the tenant may do cannot be told now")]
    Unavailable(#[source] CheckError),
    /// What is in use of a cap cannot be told.
    #[error("what the tenant uses cannot be told now")]
    UsageUnavailable(#[source] crate::UsageError),
    /// The policy does not have the cap of the route's gate.
    #[error("the policy has no cap `{0}`, which the route's gate is of")]
    UnknownCap(String),
    /// The route has a gate, and no [`Guard`](crate::Guard) around it.
    #[error("the route has a gate and no guard around it: add `Guard::layer` to the router")]
    NoGuard,
}

impl From<CheckError> for GateError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::UnknownTenant(tenant) => Self::UnknownTenant(tenant),
            CheckError::UnknownCap(cap) => Self::UnknownCap(cap),
            error => Self::Unavailable(error),
        }
    }
}

impl From<TierAccessError> for GateError {
    fn from(error: TierAccessError) -> Self {
        match error {
            TierAccessError::Denied(denial) => Self::Denied(denial),
            TierAccessError::CapReached(denial) => Self::CapReached(denial),
            TierAccessError::Unavailable(error) => error.into(),
            // A cause of a later version: nobody is let through by it either.
            _ => Self::NoGuard,
        }
    }
}

impl GateError {
    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Denied(_) | Self::CapReached(_) | Self::UnknownTenant(_) => StatusCode::FORBIDDEN,
            Self::Unidentified(UnidentifiedError::Missing) => StatusCode::UNAUTHORIZED,
            Self::Unidentified(UnidentifiedError::NoKeys) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unidentified(_) => StatusCode::FORBIDDEN,
            Self::Unavailable(_) | Self::UsageUnavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoGuard | Self::UnknownCap(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A short word for the cause, for programs: `denied`, `cap-reached`, `unknown-tenant`,
    /// `unidentified`, `cross-site`, `unavailable` or `misconfigured`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied(_) => "denied",
            Self::CapReached(_) => "cap-reached",
            Self::UnknownTenant(_) => "unknown-tenant",
            Self::Unidentified(UnidentifiedError::CrossSite) => "cross-site",
            Self::Unidentified(UnidentifiedError::NoKeys) => "unavailable",
            Self::Unidentified(_) => "unidentified",
            Self::Unavailable(_) | Self::UsageUnavailable(_) => "unavailable",
            Self::NoGuard | Self::UnknownCap(_) => "misconfigured",
        }
    }

    /// Has the log say what the answer does not: why there is no decision.
    fn log(&self) {
        match self {
            Self::Unavailable(error) => tracing::error!(error = chain(error), "no decision"),
            Self::UsageUnavailable(error) => {
                tracing::error!(error = chain(error.as_ref()), "what is in use cannot be told");
            }
            Self::NoGuard => tracing::error!("{self}"),
            _ => {}
        }
    }

    /// Has the log warn, once for each, of a feature or a cap that the policy does not have.
    pub(crate) fn log_unknown(&self) {
        match self {
            Self::Denied(denial) if denial.reason == Reason::UnknownFeature => {
                unknown::asked(Kind::Feature, &denial.feature);
            }
            Self::UnknownCap(cap) => unknown::asked(Kind::Cap, cap),
            _ => {}
        }
    }

    /// The response to a request with these headers: a page where a browser asks for one and the
    /// tenant may not, else a [`Problem`].
    pub fn respond(&self, request: &HeaderMap) -> Response {
        self.log();
        let upsell = Upsell::of(self).filter(|_| wants_html(request));
        let page = upsell.map(|upsell| upsell_page::of(&self.to_string(), &upsell));
        let mut response = match page {
            Some(page) => (self.status(), Extension(Problem::of(self)), Html(page)).into_response(),
            None => Problem::of(self).into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(VARY, HeaderValue::from_static("accept"));
        response
    }
}

impl IntoResponse for GateError {
    fn into_response(self) -> Response {
        self.respond(&HeaderMap::new())
    }
}

/// An error and what it is because of.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Whether a browser asks for a page: it names HTML, and JSON not before it.
fn wants_html(request: &HeaderMap) -> bool {
    let accept = request.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let html = accept.find("text/html");
    let json = accept.find("json");
    html.is_some_and(|html| json.is_none_or(|json| html < json))
}

impl Upsell {
    /// What would let the tenant through; none where nothing that it could buy would.
    pub(crate) fn of(refusal: &GateError) -> Option<Self> {
        match refusal {
            GateError::Denied(denial) => Some(Self {
                feature: Some(denial.feature.clone()),
                reason: Some(denial.reason.clone()),
                cap: None,
                used: None,
                tier: denial.tier.clone(),
                minimum_tier: denial.minimum_tier.clone(),
                add_ons: denial.add_ons.clone(),
                upgrade_url: denial.upgrade_url.clone(),
            }),
            GateError::CapReached(denial) => Some(Self {
                feature: None,
                reason: None,
                cap: Some(denial.state.clone()),
                used: Some(denial.used),
                tier: denial.tier.clone(),
                minimum_tier: denial.minimum_tier.clone(),
                add_ons: Vec::new(),
                upgrade_url: denial.upgrade_url.clone(),
            }),
            _ => None,
        }
    }
}

/// Why it cannot be told what a tenant uses: the product's own error.
pub type UsageError = Box<dyn std::error::Error + Send + Sync>;

impl Problem {
    /// The problem of a refusal.
    pub fn of(refusal: &GateError) -> Self {
        let problem = Self::new(refusal.status(), refusal.code(), refusal);
        Self { upsell: Upsell::of(refusal), ..problem }
    }
}

impl Outcome {
    /// What a gate's check came to; none where it was not known of whom.
    pub(crate) fn of(gate: Result<(), &GateError>) -> Option<Self> {
        match gate {
            Ok(()) => Some(Self::Allowed),
            Err(GateError::Denied(denial)) if denial.reason == Reason::UnknownFeature => {
                Some(Self::UnknownFeature)
            }
            Err(GateError::UnknownCap(_)) => Some(Self::UnknownCap),
            Err(GateError::Denied(_) | GateError::CapReached(_) | GateError::UnknownTenant(_)) => {
                Some(Self::Denied)
            }
            Err(GateError::Unidentified(_)) => None,
            Err(_) => Some(Self::Unavailable),
        }
    }
}
