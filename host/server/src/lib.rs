#![doc = include_str!("../README.md")]

mod body;
mod cap;
mod checks;
mod extract;
mod failure;
mod feature;
mod gate;
mod guard;
mod identity;
mod operate;
mod overrides;
mod page;
mod problem;
mod refusal;
mod router;
mod tenant;
mod token;
mod writing;

pub use cap::{RequireCap, Usage, UsageError};
pub use extract::{Entitled, Tier};
pub use feature::RequireFeature;
pub use gate::Observed;
pub use guard::Guard;
pub use identity::{FromClaim, Identity, Role};
pub use problem::{Problem, Upsell};
pub use refusal::Refusal;
pub use router::router;
pub use tenant::{FromHeader, TenantOf, Unidentified};
pub use token::{KeyError, Signing, TokenError, Tokens};
