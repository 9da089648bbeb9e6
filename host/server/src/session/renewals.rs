//! Which sessions are being renewed.

use crate::session::Session;
use quick_cache::sync::Cache;
use std::sync::Arc;
use tiergate::Timestamp;
use tokio::sync::Mutex;

/// How many cookies are remembered. If more become old at one time, some are read more often.
const MOST: usize = 100_000;

/// The sessions that replaced old cookies, by signature, so that requests which still send such a
/// cookie do not cause the plan to be read again.
pub(crate) struct Renewals(pub(crate) Cache<String, Arc<Mutex<Renewal>>>);

impl Default for Renewals {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

#[derive(Default)]
pub(crate) struct Renewal {
    pub(crate) session: Option<Session>,
    pub(crate) failed: Option<Timestamp>,
}
