//! Why a gate refuses a request, and the response to it.

use crate::accept::{Format, preferred};
use crate::error_chain::chain;
use crate::gate::tenant_of::UnidentifiedError;
use crate::gate::unknown::{self, Kind};
use crate::gate::upsell_page;
use crate::log_limiter::LogLimiter;
use crate::metrics::outcome::Outcome;
use crate::problem::Problem;
use crate::problems::{self, ProblemKind};
use crate::upsell::Upsell;
use axum::Extension;
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use tiergate::{CapReachedError, CheckError, DeniedError, Reason, TierAccessError};

/// Limits how often failures are logged.
static FAILURES: LogLimiter = LogLimiter::new();

/// Why it is not known how much a tenant uses: the product's own error.
pub type UsageError = Box<dyn std::error::Error + Send + Sync>;

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
        self.kind().status
    }

    /// Returns a short code for the cause, for programs: one of those in
    /// [`PROBLEMS`](crate::PROBLEMS).
    pub fn code(&self) -> &'static str {
        self.kind().code
    }

    /// Returns the kind of problem that the response is.
    fn kind(&self) -> &'static ProblemKind {
        match self {
            Self::Denied(_) => &problems::DENIED,
            Self::CapReached(_) => &problems::CAP_REACHED,
            Self::UnknownTenant(_) => &problems::UNKNOWN_OWN_TENANT,
            Self::Unidentified(error) => match error {
                UnidentifiedError::Missing => &problems::UNIDENTIFIED,
                UnidentifiedError::Unclear(_) => &problems::UNCLEAR_TENANT,
                UnidentifiedError::CrossSite => &problems::CROSS_SITE,
                UnidentifiedError::NoKeys => &problems::UNAVAILABLE,
            },
            Self::Unavailable(_) | Self::UsageUnavailable(_) => &problems::UNAVAILABLE,
            Self::NoGuard | Self::UnknownCap(_) => &problems::MISCONFIGURED,
        }
    }

    /// Logs what the response does not contain: why there is no decision.
    fn log(&self) {
        let (cause, text) = match self {
            Self::Unavailable(error) => ("no decision", chain(error)),
            Self::UsageUnavailable(error) => ("usage is not available", chain(error.as_ref())),
            Self::NoGuard => ("no guard", self.to_string()),
            _ => return,
        };
        if let Some(left_out) = FAILURES.pass(cause) {
            tracing::error!(error = text, left_out, "{cause}");
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
        let problem = Problem::of(self);
        let upsell = problem.upsell.as_ref().filter(|_| wants_html(request));
        let mut response = match upsell.map(|upsell| upsell_page::of(&problem.detail, upsell)) {
            Some(page) => (self.status(), Extension(problem), Html(page)).into_response(),
            None => problem.into_response(),
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

/// Checks whether a request prefers a page to JSON, as a browser's does.
fn wants_html(request: &HeaderMap) -> bool {
    preferred(request, &[Format::Json, Format::Html]) == Format::Html
}

impl Upsell {
    /// Returns what would allow the request; `None` if nothing that the tenant could buy would.
    pub(crate) fn of(refusal: &GateError) -> Option<Self> {
        let upsell = match refusal {
            GateError::Denied(denial) => Self {
                feature: Some(denial.feature.clone()),
                reason: Some(denial.reason.clone()),
                cap: None,
                used: None,
                tier: denial.tier.clone(),
                minimum_tier: denial.minimum_tier.clone(),
                add_ons: denial.add_ons.clone(),
                together: denial.together,
                lapsed: denial.lapsed.clone(),
                upgrade_url: denial.upgrade_url.clone(),
            },
            GateError::CapReached(denial) => Self {
                feature: None,
                reason: None,
                cap: Some(denial.state.clone()),
                used: Some(denial.used),
                tier: denial.tier.clone(),
                minimum_tier: denial.minimum_tier.clone(),
                add_ons: denial.add_ons.clone(),
                together: false,
                lapsed: denial.lapsed.clone(),
                upgrade_url: denial.upgrade_url.clone(),
            },
            _ => return None,
        };
        Some(upsell.without_what_was_bought())
    }

    /// Leaves out what to buy if the tenant bought it, and only has to pay.
    fn without_what_was_bought(self) -> Self {
        if self.lapsed.is_none() {
            return self;
        }
        Self { minimum_tier: None, add_ons: Vec::new(), together: false, ..self }
    }
}

impl Problem {
    /// Returns the problem for a refusal.
    pub fn of(refusal: &GateError) -> Self {
        let problem = Self::new(refusal.kind(), refusal);
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
