//! A decision that waits to be written.

use crate::contract::{CapState, Decision, Timestamp};
use crate::policy::Policy;
use std::sync::Arc;

/// A decision that waits to be written. It shares what it consists of, so that recording allocates
/// nothing.
pub(crate) struct Decided {
    pub(crate) basis: Arc<Basis>,
    pub(crate) at: Timestamp,
    pub(crate) answer: Answer,
}

/// What decisions on a tenant are based on.
#[derive(Debug)]
pub(crate) struct Basis {
    pub(crate) tenant: Arc<str>,
    pub(crate) revision: u64,
    /// The identity of that revision.
    pub(crate) identity: u64,
    pub(crate) edition: Option<String>,
    pub(crate) policy: Policy,
}

/// The question and its answer.
pub(crate) enum Answer {
    Feature(Arc<Decision>),
    Cap { state: Arc<CapState>, used: u64, amount: u64, allowed: bool, warn: bool },
}
