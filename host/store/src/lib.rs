#![doc = include_str!("../README.md")]

// Tests: tests/tests/store in both databases, tests/tests/crashes, and here of pure functions.

mod billing;
mod error;
mod events;
mod follow;
mod format;
mod hidden;
mod policies;
mod replay;
mod sql;
mod store;
mod tenants;

pub use billing::asks::{BillingAskStatus, BillingWaiting};
pub use billing::claims::BillingAsk;
pub use billing::compare::{BillingDifference, BillingRestated};
pub use billing::runs::BillingRun;
pub use billing::{
    BilledSubscription, BillingCounts, BillingCreation, BillingFact, BillingFactKey,
    BillingForgotten, BillingListed, BillingPage, BillingProblem, BillingReader, BillingReport,
    StoredFact, TakenIn, WorkedOut,
};
pub use error::{StoreError, WriteError};
pub use events::change::Change;
pub use events::event::{By, Event, Stored, Written};
pub use events::search::{Page, Search};
pub use format::format_time;
pub use hidden::is_hidden;
pub use policies::activations::{Activated, Activation};
pub use policies::error::PolicyError;
pub use policies::keeping::{Keep, Keeping};
pub use policies::table::{Published, StoredPolicy};
pub use replay::Replay;
pub use replay::outcome::{
    ReplayOutcome, Replayed, ReplayedAnswer, ReplayedDecision, UnansweredError,
};
pub use sql::backend::Backend;
pub use sql::postgres::PostgresStore;
pub use sql::sqlite::SqliteStore;
pub use sqlx;
pub use store::counts::StoreCounts;
pub use store::impact::{CapImpact, FeatureImpact, Impact};
pub use store::impact_tenants::{ImpactOnly, ImpactPage, ImpactSearch};
pub use store::kept::{KeptOn, KeptPage, KeptTenant};
pub use store::policy_status::PolicyStatus;
pub use store::redact::Redacted;
pub use store::redaction::Redaction;
pub use store::release::{Release, Released};
pub use store::status::StoreStatus;
pub use store::tenant_impact::{CapPoints, MovedCap, TenantImpact};
pub use store::verify::Verified;
pub use store::{Pins, SqlStore, Store};
pub use tenants::Tenants;
pub use tenants::absent::Absent;
pub use tenants::census::{Census, TierCount};
pub use tenants::change_preview::{ChangePreview, PreviewedState};
pub use tenants::decided_by::DecidedBy;
pub use tenants::explain::Explanation;
pub use tenants::explain::overview::{DecidingPolicy, EditionEntry, Named, Overview, Then};
pub use tenants::explain::overview_parts::{
    AddOnEntry, AttributeEntry, CapEntry, FeatureEntry, HeldAddOnEntry, HeldCapEntry, SourceEntry,
    SwitchEntry,
};
pub use tenants::explain::tier::Weight as SourceState;
pub use tenants::explain::written::WrittenBy;
pub use tenants::find::{Filter, Found, Resolved};
pub use tenants::import;
pub use tenants::import::{Import, Imported};
pub use tenants::past_due::PastDue;
pub use tenants::plan_column::PlanColumn;
pub use tenants::preview_differences::{AccessDifference, CapDifference};
