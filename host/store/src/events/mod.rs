//! What was written, and the transactions that write it.

mod apply;
pub(crate) mod batch;
pub(crate) mod change;
pub(crate) mod event;
pub(crate) mod idempotency;
pub(crate) mod identity;
pub(crate) mod inserts;
pub(crate) mod look_alike;
pub(crate) mod queries;
pub(crate) mod reported;
pub(crate) mod search;
pub(crate) mod sum;
pub(crate) mod validate_text;
