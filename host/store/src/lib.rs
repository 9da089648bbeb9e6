#![doc = include_str!("../README.md")]

mod backend;
mod change;
mod error;
mod event;
mod follow;
mod postgres;
mod read;
mod rows;
mod sqlite;
mod store;
mod write;

pub use backend::Backend;
pub use change::Change;
pub use error::{StoreError, WriteError};
pub use event::{By, Event, Stored, Written};
pub use postgres::PostgresStore;
pub use read::{Page, Search};
pub use sqlite::SqliteStore;
pub use store::{SqlStore, Store};
