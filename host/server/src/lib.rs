#![doc = include_str!("../README.md")]

// Tests: host/server/tests/http for gates and routes, host/cli/tests/serve for the whole server.

mod accept;
#[cfg(feature = "admin")]
mod admin;
mod api;
mod auth;
mod billing;
mod error;
mod error_chain;
mod extract;
mod gate;
mod immutable_file;
mod log_limiter;
mod metrics;
mod ofrep;
mod openapi;
mod policy_file;
mod problem;
mod problems;
mod releaser;
mod responses;
mod safe_integer;
mod serve;
mod session;
mod sse;
mod upsell;

#[cfg(feature = "admin")]
pub use admin::Admin;
pub use api::preview::{Preview, PreviewError};
pub use api::write_rate::OwnWrites;
pub use api::{router, router_at_rate};
pub use auth::error::{OriginError, TokenError};
pub use auth::extract::FromClaim;
pub use auth::identity::{Identity, Role};
pub use auth::token::{KeyError, Signing, Tokens};
pub use billing::account::StripeAccount;
pub use billing::attach::{AttachError, attach};
pub use billing::reconcile::{Discrepancy, ReconcileError, Reconciled, Reconciliation};
pub use billing::replay::Replayed;
pub use billing::stripe::api::{StripeApi, StripeApiError};
pub use billing::stripe::signature::SecretError;
pub use billing::wanted::Asking;
pub use billing::webhook::StripeWebhook;
pub use gate::Observed;
pub use gate::cap::{RequireCap, Usage};
pub use gate::entitled::{Entitled, Tier};
pub use gate::feature::RequireFeature;
pub use gate::guard::{Guard, GuardLayer};
pub use gate::refusal::{GateError, UsageError};
pub use gate::tenant_of::{FromHeader, TenantOf, UnidentifiedError};
pub use metrics::trace::traced;
pub use metrics::{Metrics, MetricsLayer};
pub use openapi::docs::docs;
pub use problem::{MapProblem, Problem, no_route};
pub use problems::{PROBLEMS, ProblemKind};
pub use releaser::Releaser;
pub use serve::health::health;
pub use serve::limits::Limits;
pub use serve::serve;
pub use serve::shutdown::Shutdown;
pub use session::{Session, SessionCookie, SessionError, SessionLayer, Sessions, WithSession};
pub use upsell::Upsell;
