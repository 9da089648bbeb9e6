//! Why a gate refuses a request, and the response to it.

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

/// Why a gate refuses a request. As a response it is a [`Problem`] in JSON: 403 if the tenant is
/// not allowed to make the request, 503 if there is no decision, and 401 or 403 if it is not clear
/// which tenant the request is from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GateError {
    /// The tenant may not use the feature.
    #[error(transparent)]
    Denied(Box<DeniedError>),
    /// The tenant has reached the cap.
    #[error(transparent)]
    CapReached(Box<CapReachedError>),
    /// There is no such tenant.
    #[error("there is no tenant `{0}`")]
    UnknownTenant(String),
    /// It is not known which tenant the request is from.
    #[error(transparent)]
    Unidentified(#[from] UnidentifiedError),
    /// There is no decision on whether the tenant may use the feature or the cap.
    #[error("what the tenant may do is temporarily unavailable: retry later")]
    Unavailable(#[source] CheckError),
    /// It is not known how much of the cap is in use.
    #[error("how much the tenant uses is temporarily unavailable: retry later")]
    UsageUnavailable(#[source] crate::UsageError),
    /// The policy does not have the cap that the route's gate names.
    #[error("the policy has no cap `{0}`, which the route's gate names")]
    UnknownCap(String),
    /// The route has a gate, but no [`Guard`](crate::Guard) around it.
    #[error("the route has a gate but no guard around it: add `Guard::layer` to the router")]
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
            // A cause that a later version adds: it refuses the request, too.
            _ => Self::NoGuard,
        }
    }
}

impl GateError {
    /// Returns the status of the response.
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

    /// Returns a short code for the cause, for programs: `denied`, `cap-reached`, `unknown-tenant`,
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

    /// Logs what the response does not contain: why there is no decision.
    fn log(&self) {
        match self {
            Self::Unavailable(error) => tracing::error!(error = chain(error), "no decision"),
            Self::UsageUnavailable(error) => {
                tracing::error!(error = chain(error.as_ref()), "usage is not available");
            }
            Self::NoGuard => tracing::error!("{self}"),
            _ => {}
        }
    }

    /// Logs a warning about a feature or a cap that the policy does not have, once for each.
    pub(crate) fn log_unknown(&self) {
        match self {
            Self::Denied(denial) if denial.reason == Reason::UnknownFeature => {
                unknown::asked(Kind::Feature, &denial.feature);
            }
            Self::UnknownCap(cap) => unknown::asked(Kind::Cap, cap),
            _ => {}
        }
    }

    /// Returns the response to a request with these headers: a page if a browser requests one and
    /// the tenant was denied, otherwise a [`Problem`].
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

/// Formats an error together with its causes.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Checks whether a browser requests a page: `Accept` names HTML, and not JSON before it.
fn wants_html(request: &HeaderMap) -> bool {
    let accept = request.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let html = accept.find("text/html");
    let json = accept.find("json");
    html.is_some_and(|html| json.is_none_or(|json| html < json))
}

impl Upsell {
    /// Returns what would allow the request; `None` if nothing that the tenant could buy would.
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

/// Why it is not known how much a tenant uses: the product's own error.
pub type UsageError = Box<dyn std::error::Error + Send + Sync>;

impl Problem {
    /// Returns the problem for a refusal.
    pub fn of(refusal: &GateError) -> Self {
        let problem = Self::new(refusal.status(), refusal.code(), refusal);
        Self { upsell: Upsell::of(refusal), ..problem }
    }
}

impl Outcome {
    /// Returns the outcome of a gate's check; `None` if the tenant was not identified.
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
