#![doc = include_str!("../README.md")]

// Tests: tests/tests/store in both databases, tests/tests/crashes, and here of pure functions.

mod billing;
mod error;
mod events;
mod follow;
mod format;
mod hidden;
mod policies;
mod sql;
mod store;
mod tenants;

pub use billing::asks::{AskStatus, Waiting};
pub use billing::claims::Ask;
pub use billing::compare::{Difference, Restated};
pub use billing::runs::BillingRun;
pub use billing::{
    BilledSubscription, BillingCounts, BillingFact, BillingPage, BillingProblem, BillingReader,
    BillingReport, Creation, FactKey, Forgotten, Listed, StoredFact, TakenIn, WorkedOut,
};
pub use error::{StoreError, WriteError};
pub use events::change::Change;
pub use events::event::{By, Event, Stored, Written};
pub use events::queries::{Page, Search};
pub use format::format_time;
pub use hidden::is_hidden;
pub use policies::activations::{Activated, Activation};
pub use policies::error::PolicyError;
pub use policies::table::{Published, StoredPolicy};
pub use sql::backend::Backend;
pub use sql::postgres::PostgresStore;
pub use sql::sqlite::SqliteStore;
pub use sqlx;
pub use store::impact::{CapImpact, FeatureImpact, Impact};
pub use store::policy_status::PolicyStatus;
pub use store::redact::Redacted;
pub use store::redaction::Redaction;
pub use store::status::StoreStatus;
pub use store::verify::Verified;
pub use store::{Pins, SqlStore, Store};
pub use tenants::Tenants;
pub use tenants::absent::Absent;
pub use tenants::census::{Census, TierCount};
pub use tenants::decided_by::DecidedBy;
pub use tenants::explain::Explanation;
pub use tenants::import;
pub use tenants::import::{Import, Imported};
pub use tenants::plan_column::PlanColumn;
pub use tenants::search::{Filter, Found, Resolved};
