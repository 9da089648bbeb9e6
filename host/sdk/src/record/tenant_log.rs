//! The log of the decisions on one tenant.

use crate::record::log::DecisionLog;
use std::sync::Arc;

/// The log in which the decisions on a tenant are recorded.
#[derive(Debug)]
pub(crate) struct TenantLog {
    pub(crate) tenant: Arc<str>,
    /// The identity of the revision of its facts.
    pub(crate) identity: u64,
    pub(crate) log: DecisionLog,
}
