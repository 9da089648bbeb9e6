//! Asking the policies of many tenants.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::store::Store;
use crate::tenants::Tenants;
use std::collections::HashMap;
use std::time::Instant;
use tiergate::{Policy, Resolution, Tenant, Timestamp};

/// For how many different facts the answer is remembered: most tenants of a product have one of a
/// few.
const MOST_REMEMBERED: usize = 4_096;

/// Asks tenants' policies, and remembers what they answered.
pub(super) struct Asker {
    policy: Policy,
    edition: Option<String>,
    now: Timestamp,
    /// The policies that tenants are pinned to, by digest; `None` for one that cannot be loaded.
    pinned: HashMap<String, Option<Policy>>,
    remembered: HashMap<(Option<String>, Tenant), Option<Resolution>>,
}

/// Tenants and their tiers; `None` if the policy gives no answer.
pub(super) type Answers = Vec<(Stored, Option<Resolution>)>;

impl Asker {
    pub(super) fn new<S: Store>(tenants: &Tenants<S>) -> Self {
        let tiers = tenants.tiers();
        Self {
            policy: tiers.policy(),
            edition: tiers.edition().map(str::to_owned),
            now: tiers.now(),
            pinned: HashMap::new(),
            remembered: HashMap::new(),
        }
    }

    /// Asks about each of some tenants, or only about the first ones if it takes longer than
    /// `until`.
    pub(super) async fn ask<S: Store>(
        mut self,
        tenants: &Tenants<S>,
        stored: Vec<Stored>,
        until: impl Into<Option<Instant>>,
    ) -> Result<(Self, Answers), StoreError> {
        for one in &stored {
            let Some(digest) = one.policy.as_ref().filter(|it| !self.pinned.contains_key(*it))
            else {
                continue;
            };
            let read = tenants.store().read(&one.tenant).await.ok().flatten();
            let policy = read.and_then(|read| read.policy);
            let policy = policy.filter(|policy| policy.digest() == digest);
            self.pinned.insert(digest.clone(), policy);
        }
        let until = until.into();
        let ask = move || {
            let mut answers = Vec::with_capacity(stored.len());
            for one in stored {
                // At least one, so that a search always goes on.
                if !answers.is_empty() && until.is_some_and(|until| Instant::now() > until) {
                    break;
                }
                let resolution = self.resolve(&one);
                answers.push((one, resolution));
            }
            (self, answers)
        };
        Ok(tokio::task::spawn_blocking(ask).await?)
    }

    fn resolve(&mut self, stored: &Stored) -> Option<Resolution> {
        let policy = match &stored.policy {
            Some(digest) => self.pinned.get(digest).and_then(Option::as_ref),
            None => Some(&self.policy),
        };
        let mut told = stored.facts.as_billed_by(policy?).ok()?.into_owned();
        told.edition = told.edition.or_else(|| self.edition.clone());
        let key = (stored.policy.clone(), told);
        if let Some(known) = self.remembered.get(&key) {
            return known.clone();
        }
        let resolution = policy?.resolve(&key.1, self.now).ok();
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.insert(key, resolution.clone());
        }
        resolution
    }
}
