//! Recording the decisions on one tenant.

use crate::contract::Timestamp;
use crate::policy::Policy;
use crate::record::decided::{Basis, Decided};
use crate::record::log::DecisionLog;
use std::sync::Arc;

pub(crate) use crate::record::decided::Answer;

/// The log in which the decisions on a tenant are recorded.
pub(crate) struct TenantLog {
    pub(crate) tenant: Arc<str>,
    /// The identity of the revision of its facts.
    pub(crate) identity: u64,
    pub(crate) log: DecisionLog,
}

/// Records decisions on a tenant by one revision of its facts and one policy.
#[derive(Debug)]
pub(crate) struct Recorder {
    basis: Arc<Basis>,
    log: DecisionLog,
}

impl Recorder {
    pub(crate) fn new(of: &TenantLog, revision: u64, edition: Option<&str>, by: &Policy) -> Self {
        let (tenant, edition) = (Arc::clone(&of.tenant), edition.map(str::to_owned));
        let identity = of.identity;
        let basis = Basis { tenant, revision, identity, edition, policy: by.clone() };
        Self { basis: Arc::new(basis), log: of.log.clone() }
    }

    pub(crate) fn record(&self, at: Timestamp, answer: Answer) {
        self.log.record(Decided { basis: Arc::clone(&self.basis), at, answer });
    }
}
