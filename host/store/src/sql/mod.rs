//! The two databases, and the operations that both need.

pub(crate) mod backend;
pub(crate) mod lent;
pub(crate) mod migrate;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod sqlite_file;
pub(crate) mod timeouts;
