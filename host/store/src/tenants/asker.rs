//! Asking the policies of many tenants.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::past_due::PastDue;
use std::borrow::Cow;
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

/// A tenant, and what its policy answers.
pub(super) struct Answer {
    pub(super) stored: Stored,
    /// Its tier; `None` if the policy gives no answer.
    pub(super) resolution: Option<Resolution>,
    pub(super) past_due: Option<PastDue>,
}

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
    ) -> Result<(Self, Vec<Answer>), StoreError> {
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
                answers.push(self.resolve(one));
            }
            (self, answers)
        };
        Ok(tokio::task::spawn_blocking(ask).await?)
    }

    fn resolve(&mut self, stored: Stored) -> Answer {
        let policy = match &stored.policy {
            Some(digest) => self.pinned.get(digest).and_then(Option::as_ref),
            None => Some(&self.policy),
        };
        let policy = policy.cloned();
        let billed = policy.as_ref().and_then(|it| stored.facts.as_billed_by(it).ok());
        let billed = billed.map(Cow::into_owned);
        let subscriptions = stored.facts.subscriptions.as_deref();
        let past_due = billed.as_ref().and_then(|it| PastDue::of(it, subscriptions, self.now));
        let resolution =
            policy.zip(billed).and_then(|(policy, it)| self.ask_once(&stored, &policy, it));
        Answer { stored, resolution, past_due }
    }

    fn ask_once(
        &mut self,
        stored: &Stored,
        policy: &Policy,
        mut told: Tenant,
    ) -> Option<Resolution> {
        told.edition = told.edition.or_else(|| self.edition.clone());
        let key = (stored.policy.clone(), told);
        if let Some(known) = self.remembered.get(&key) {
            return known.clone();
        }
        let resolution = policy.resolve(&key.1, self.now).ok();
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.insert(key, resolution.clone());
        }
        resolution
    }
}
