#![doc = include_str!("../README.md")]

// Tests: host/sdk/tests/host, tests/tests/hostile, and tests/tests/cases.rs for the answers.

mod clock;
mod computed;
pub mod contract;
mod decision;
mod entitlements;
mod facts;
#[cfg(feature = "openapi")]
mod openapi;
mod policy;
mod record;
mod safe_integer;
mod tiers;

pub use clock::now;
pub use contract::MAX_FILE;
pub use contract::{
    AddOn, Assignment, Cap, CapChange, CapState, Edition, Effect, Feature, FeatureSwitch, Giver,
    HeldAddOn, HeldCap, Info, Item, Limit, Period, Reason, Resolution, Source, Standing, Status,
    Subscription, Switcher, Tenant, Tier, TierCap, Timestamp, Trial,
};
pub use decision::Decision;
pub use entitlements::Entitlements;
pub use facts::Facts;
pub use facts::changes::Changes;
pub use facts::entitled::ENTITLEMENTS_ID_PREFIX;
pub use facts::entry::CURRENT_FOR;
pub use facts::lapsed::Lapsed;
pub use facts::memory::MemoryFacts;
pub use facts::stats::Counts;
pub use facts::stored::{FactsError, StoredFacts};
pub use facts::tenant_facts::TenantFacts;
pub use facts::watch::Watch;
pub use policy::call_error::{CallError, UnavailableError};
pub use policy::compiled_cache::{CacheError, PolicyCache};
pub use policy::compiler::isolate_compiler;
pub use policy::eval::Request;
pub use policy::load_error::{LoadError, ProfileError};
pub use policy::validate_facts::{InvalidFactsError, check_moment};
pub use policy::{Policy, WeakPolicy, digest};
pub use record::line::{BadLineError, DecisionRecord, LogLine, RecordedAnswer, RecordedQuestion};
pub use record::log::{DecisionLog, DecisionLogCounts};
pub use safe_integer::{MAX_MOMENT, MAX_SAFE_INTEGER};
pub use tiers::Tiers;
pub use tiers::access_error::{CapReachedError, CheckError, DeniedError, TierAccessError};
pub use tiers::builder::{DEFAULT_CAPACITY, DEFAULT_STALE_FOR, TiersBuilder};
pub use tiers::cap_decision::CapDecision;
pub use tiers::lookup::Lookup;
