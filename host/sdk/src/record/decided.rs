//! A decision that waits to be written.

use crate::computed::Computed;
use crate::contract::Timestamp;
use std::sync::Arc;

/// A decision that waits to be written. It shares what was computed about the tenant, so that recording
/// allocates nothing, and counts one reference: the counter of a decision itself, which tenants share,
/// would go back and forth between the processor cores of those who ask and of the writer.
pub(crate) struct Decided {
    pub(crate) computed: Arc<Computed>,
    pub(crate) at: Timestamp,
    pub(crate) answer: Answer,
}

/// The question and its answer. A feature or a cap is named by its position in the catalog.
pub(crate) enum Answer {
    Feature(usize),
    Cap { at: usize, used: u64, amount: u64, allowed: bool, warn: bool },
}
