#![doc = include_str!("../README.md")]

mod backend;
mod change;
mod error;
mod event;
mod explain;
mod follow;
pub mod import;
mod migrate;
mod patience;
mod plan_column;
mod postgres;
mod read;
mod rows;
mod sqlite;
mod store;
mod tenants;
mod texts;
mod verify;
mod words;
mod write;

pub use backend::Backend;
pub use change::Change;
pub use error::{StoreError, WriteError};
pub use event::{By, Event, Stored, Written};
pub use explain::Explanation;
pub use import::{Import, Imported};
pub use plan_column::PlanColumn;
pub use postgres::PostgresStore;
pub use read::{Page, Search};
pub use sqlite::SqliteStore;
pub use sqlx;
pub use store::{SqlStore, Store};
pub use tenants::Tenants;
pub use verify::Verified;
