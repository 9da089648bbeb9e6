//! A log of decisions: who asked what, and what was answered by which facts and policy.

pub(crate) mod decided;
mod json;
pub(crate) mod line;
pub(crate) mod log;
pub(crate) mod tenant_log;
mod writer;
