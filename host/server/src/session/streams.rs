//! The open event streams: how many there are, whose they are, and what they send.

use super::state::{State, tag};
use crate::auth::identity::Identity;
use crate::error::ApiError;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tiergate::Entitlements;

/// How many streams one person may have open: as many tabs and devices as anyone looks at.
const OF_ONE: usize = 16;

/// How many clients a second are notified of another active policy, because each of them then
/// requests its state.
const A_SECOND: usize = 1_000;

/// After how long a client that lost its stream reconnects: from one second to five, so that
/// clients that lost their streams at the same moment do not all reconnect at the same moment.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5));

/// The open streams.
pub(crate) struct Streams {
    most: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    people: HashMap<Person, usize>,
    tenants: HashMap<String, (usize, Latest)>,
}

/// A tenant and a subject.
type Person = (String, String);

/// What was last computed for a tenant's streams.
type Latest = Arc<Mutex<Option<(Entitlements, Arc<Said>)>>>;

/// The content of an event, and its identifier.
pub(crate) struct Said {
    /// The tag of the tenant's state.
    pub(crate) tag: String,
    /// The policy that decides.
    pub(crate) digest: String,
    /// The revision of the tenant's facts.
    pub(crate) revision: u64,
    /// The data of a session's event.
    pub(crate) data: String,
}

/// The data of an event: enough to see whether a known state is still the current one.
#[derive(Serialize)]
struct Data<'a> {
    revision: u64,
    digest: &'a str,
}

/// One open stream. It counts as open until it is dropped.
pub(crate) struct Stream {
    streams: Arc<Streams>,
    person: Person,
    latest: Latest,
}

impl Streams {
    /// Allows at most so many streams.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, open: Mutex::default() }
    }

    /// Opens a stream, if neither the person nor the server has too many.
    pub(crate) fn open(self: &Arc<Self>, who: &Identity, tenant: &str) -> Result<Stream, ApiError> {
        let person = (tenant.to_owned(), who.subject.clone());
        let mut open = self.lock();
        if open.all >= self.most {
            return Err(ApiError::TooManyStreams("too many streams are open: retry later"));
        }
        let own = open.people.entry(person.clone()).or_default();
        if *own >= OF_ONE {
            return Err(ApiError::TooManyStreams("you already have 16 streams open"));
        }
        *own += 1;
        open.all += 1;
        let (count, latest) = open.tenants.entry(tenant.to_owned()).or_default();
        *count += 1;
        let latest = Arc::clone(latest);
        drop(open);
        Ok(Stream { streams: Arc::clone(self), person, latest })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn leave(&mut self, person: &Person) {
        self.all = self.all.saturating_sub(1);
        if let Some(own) = self.people.get_mut(person) {
            *own -= 1;
            if *own == 0 {
                self.people.remove(person);
            }
        }
        if let Some((count, _)) = self.tenants.get_mut(&person.0) {
            *count -= 1;
            if *count == 0 {
                self.tenants.remove(&person.0);
            }
        }
    }
}

impl Stream {
    /// Returns the event for these entitlements, computed once for all streams of the tenant.
    pub(crate) fn said(
        &self,
        tenant: &str,
        entitlements: &Entitlements,
    ) -> Result<Arc<Said>, serde_json::Error> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, said)) = latest.as_ref()
            && is_same(known, entitlements)
        {
            return Ok(Arc::clone(said));
        }
        let state = State::of(tenant, entitlements);
        let data = Data { revision: state.revision, digest: &state.policy.digest };
        let (tag, data) = (tag(&state)?, serde_json::to_string(&data)?);
        let State { policy, revision, .. } = state;
        let said = Arc::new(Said { tag, revision, data, digest: policy.digest });
        *latest = Some((entitlements.clone(), Arc::clone(&said)));
        Ok(said)
    }

    /// Returns how long this stream waits before it notifies of another active policy.
    pub(crate) fn turn(&self) -> Duration {
        let all = u32::try_from(self.streams.lock().all).unwrap_or(u32::MAX);
        up_to(Duration::from_secs(1) * all / A_SECOND as u32)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.streams.lock().leave(&self.person);
    }
}

/// Returns after how long a client reconnects.
pub(crate) fn retry() -> Duration {
    RETRY.0 + up_to(RETRY.1 - RETRY.0)
}

/// Returns a random time up to this one.
fn up_to(most: Duration) -> Duration {
    // Each `RandomState` has hash keys of its own.
    let random = RandomState::new().hash_one(()) >> 32;
    most.mul_f64(random as f64 / f64::from(u32::MAX))
}

/// Checks whether both come from the same facts and policy, with no expiry in between.
fn is_same(one: &Entitlements, other: &Entitlements) -> bool {
    ptr::eq(one.facts(), other.facts())
        && one.revision() == other.revision()
        && one.policy().digest() == other.policy().digest()
        && one.valid_until() == other.valid_until()
}

#[cfg(test)]
mod tests {
    use super::{RETRY, retry};
    use std::collections::HashSet;

    #[test]
    fn clients_come_back_at_different_moments() {
        let times: HashSet<_> = (0..100).map(|_| retry()).collect();
        assert!(times.len() > 90);
        assert!(times.iter().all(|time| (RETRY.0..=RETRY.1).contains(time)));
    }
}
