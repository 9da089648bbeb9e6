//! Which sessions are being renewed.

use crate::session::Session;
use quick_cache::sync::Cache;
use std::sync::Arc;
use tiergate::Timestamp;
use tokio::sync::Mutex;

/// How many cookies are remembered. Where more grow old at one time, some are read oftener.
const MOST: usize = 100_000;

/// What cookies that grew old were renewed to, by signature: so that requests which still bring
/// one do not have the plan read again.
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
