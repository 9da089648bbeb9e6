//! The two databases, and the operations that both need.

pub(crate) mod backend;
pub(crate) mod lent;
pub(crate) mod migrate;
pub(crate) mod postgres;
mod postgres_parts;
pub(crate) mod sqlite;
pub(crate) mod sqlite_file;
mod sqlite_parts;
pub(crate) mod sqlite_stamps;
pub(crate) mod timeouts;
