#![doc = include_str!("../README.md")]

mod cap;
mod extract;
mod feature;
mod gate;
mod guard;
mod page;
mod problem;
mod refusal;
mod tenant;

pub use cap::{RequireCap, Usage, UsageError};
pub use extract::{Entitled, Tier};
pub use feature::RequireFeature;
pub use gate::Observed;
pub use guard::Guard;
pub use problem::{Problem, Upsell};
pub use refusal::Refusal;
pub use tenant::{FromHeader, TenantOf, Unidentified};
