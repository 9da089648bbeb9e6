#![doc = include_str!("../README.md")]

mod body;
mod cap;
mod checks;
mod cookies;
mod cross_site;
mod extract;
mod failure;
mod feature;
mod gate;
mod guard;
mod health;
mod identity;
mod operate;
mod overrides;
mod page;
mod problem;
mod refusal;
mod router;
mod session;
mod tenant;
mod token;
mod writing;

pub use cap::{RequireCap, Usage, UsageError};
pub use cross_site::OriginError;
pub use extract::{Entitled, Tier};
pub use feature::RequireFeature;
pub use gate::Observed;
pub use guard::Guard;
pub use health::health;
pub use identity::{FromClaim, Identity, Role};
pub use problem::{Problem, Upsell};
pub use refusal::Refusal;
pub use router::router;
pub use session::{Session, SessionCookie, SessionError, SessionLayer, Sessions, WithSession};
pub use tenant::{FromHeader, TenantOf, Unidentified};
pub use token::{KeyError, Signing, TokenError, Tokens};
