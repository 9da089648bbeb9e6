#![doc = include_str!("../README.md")]

mod cache;
mod call;
mod caps;
mod changes;
mod clock;
mod compiler;
pub mod contract;
mod counts;
mod denial;
mod engine;
mod entitlements;
mod facts;
mod known;
mod lifts;
mod limits;
mod names;
mod observers;
mod policy;
mod profile;
mod request;
mod requires;
mod settings;
#[cfg(feature = "openapi")]
mod shape;
mod slot;
mod slow;
mod store;
mod tiers;
mod watch;
mod whole;

pub use cache::{CacheError, PolicyCache};
pub use call::{CallError, Unavailable};
pub use caps::CapDecision;
pub use changes::{CURRENT_FOR, Changes};
pub use compiler::isolate_compiler;
pub use contract::{
    AddOn, Assignment, Cap, CapChange, CapState, Edition, Effect, Feature, FeatureSwitch, Giver,
    HeldAddOn, HeldCap, Info, Item, Limit, Reason, Resolution, Source, Standing, Status,
    Subscription, Switcher, Tenant, Tier, TierCap, Timestamp, Trial,
};
pub use counts::Counts;
pub use denial::{CapDenial, CheckError, Denial, TierAccessError};
pub use entitlements::{Decision, Entitlements};
pub use facts::{BadFacts, check_moment};
pub use policy::{LoadError, Policy, digest};
pub use profile::{MAX_FILE, Refusal};
pub use request::Request;
pub use settings::TiersBuilder;
pub use store::{Facts, FactsError, MemoryFacts, StoredFacts};
pub use tiers::Tiers;
pub use watch::Watch;
pub use whole::{MAX_MOMENT, MAX_WHOLE};
