#![doc = include_str!("../README.md")]

mod api;
mod auth;
mod error;
mod extract;
mod gate;
mod metrics;
mod openapi;
mod policy_file;
mod problem;
mod responses;
mod safe_integer;
mod serve;
mod session;
mod sse;

pub use api::preview::{Preview, PreviewError};
pub use api::write_rate::OwnWrites;
pub use api::{router, router_at_rate};
pub use auth::csrf::OriginError;
pub use auth::identity::{FromClaim, Identity, Role};
pub use auth::token::{KeyError, Signing, TokenError, Tokens};
pub use gate::Observed;
pub use gate::cap::{RequireCap, Usage, UsageError};
pub use gate::entitled::{Entitled, Tier};
pub use gate::feature::RequireFeature;
pub use gate::guard::{Guard, GuardLayer};
pub use gate::refusal::Refusal;
pub use gate::tenant_of::{FromHeader, TenantOf, Unidentified};
pub use metrics::trace::traced;
pub use metrics::{Metrics, MetricsLayer};
pub use openapi::docs::docs;
pub use problem::{Problem, Upsell, no_route};
pub use serve::health::health;
pub use serve::limits::Limits;
pub use serve::serve;
pub use serve::shutdown::Shutdown;
pub use session::{Session, SessionCookie, SessionError, SessionLayer, Sessions, WithSession};
