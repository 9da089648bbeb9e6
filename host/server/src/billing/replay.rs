//! Taking in events that an operator has, and working out again what is stored.

// Tests: host/server/tests/http/replay.rs

use crate::billing::account::StripeAccount;
use crate::billing::provider::Provider;
use crate::billing::reader::report;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use tiergate_store::{Backend, By, SqlStore, StoreError, WriteError};
use utoipa::ToSchema;

/// The most problems of events, and the most tenants, that are listed.
const MOST: usize = 1_000;

/// The sentence about a subscription that stays with its tenant.
pub(super) const STAYS: &str = "it stays with its tenant, which only `client_reference_id` names: \
     give this run the same settings as the webhook";

/// The result of replaying events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Replayed {
    /// How many events, or stored subscriptions, were read.
    #[schema(value_type = i64, minimum = 0, required)]
    pub read: usize,
    /// How many of the events were not stored before, or how many of the subscriptions were stored
    /// otherwise.
    #[schema(value_type = i64, minimum = 0, required)]
    pub new: usize,
    /// How often the subscriptions of a tenant were written.
    #[schema(value_type = i64, minimum = 0, required)]
    pub changed: usize,
    /// The first 1,000 of those tenants.
    #[schema(required)]
    pub tenants: BTreeSet<String>,
    /// What of the events was not understood, and which subscriptions stay with their tenant though
    /// the account's settings name nobody: the first 1,000 sentences.
    #[schema(required)]
    pub problems: Vec<String>,
}

impl Replayed {
    /// Adds the result of another part.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_server::Replayed;
    ///
    /// let (mut all, mut part) = (Replayed::default(), Replayed::default());
    /// part.read = 2;
    /// all.add(part);
    /// assert_eq!(all.read, 2);
    /// ```
    pub fn add(&mut self, part: Self) {
        self.read += part.read;
        self.new += part.new;
        self.changed += part.changed;
        let room = MOST.saturating_sub(self.tenants.len());
        self.tenants.extend(part.tenants.into_iter().take(room));
        self.problems.extend(part.problems);
        self.problems.truncate(MOST);
    }

    /// Lists subscriptions that stay with their tenant.
    fn list_those_that_stay<'a>(&mut self, all: impl IntoIterator<Item = &'a String>) {
        self.problems.extend(all.into_iter().map(|id| format!("`{id}`: {STAYS}")));
    }
}

impl StripeAccount {
    /// Takes in events as if Stripe had sent them again. They are not signed: the caller
    /// vouches for them. An event that is stored already changes nothing. Give at most some hundred
    /// at once. A key and a revision of `by` do not count.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if none of them was stored, because the history cannot have `by` or the
    /// database does not answer: replay them again.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     events: Vec<serde_json::Value>,
    /// # ) -> Result<(), tiergate_store::WriteError> {
    /// use tiergate_server::StripeAccount;
    /// use tiergate_store::By;
    ///
    /// let account = StripeAccount::new(true);
    /// let replayed = account.replay(&store, &events, &By::new("ann")).await?;
    /// println!("{} of {} are new", replayed.new, replayed.read);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn replay<DB: Backend>(
        &self,
        store: &SqlStore<DB>,
        events: &[Value],
        by: &By,
    ) -> Result<Replayed, WriteError> {
        by.check()?;
        let number = store.last_number().await?;
        let mut reports = Vec::new();
        let mut replayed = Replayed { read: events.len(), ..Replayed::default() };
        for event in events {
            let event = self.stripe.read(event.to_string().as_bytes()).known_after(number);
            let problem = |it| format!("`{}`: {it}", event.id);
            replayed.problems.extend(event.problems.iter().map(problem));
            if event.is_of_concern() {
                // Extracts are plain data, which can always be written as JSON.
                reports.push(report(&event).map_err(|error| StoreError::Corrupt {
                    what: format!("the event `{}`", event.id),
                    problem: error.to_string(),
                })?);
            }
        }
        let taken = store.take_in(reports, Arc::new(self.reader()), by).await?;
        replayed.new = taken.new;
        replayed.changed = taken.changed.len();
        replayed.tenants = taken.changed.into_iter().take(MOST).collect();
        replayed.list_those_that_stay(&taken.stay);
        Ok(replayed)
    }

    /// Works out the state of some hundred stored subscriptions again, from everything that was
    /// reported, and writes what differs. Begin with `after` empty, and go on with the returned
    /// text until there is none. A key and a revision of `by` do not count.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written, because the history cannot have `by` or the database
    /// does not answer.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(store: tiergate_store::SqliteStore) -> Result<(), tiergate_store::WriteError> {
    /// use tiergate_server::{Replayed, StripeAccount};
    /// use tiergate_store::By;
    ///
    /// let (account, by) = (StripeAccount::new(true), By::new("ann"));
    /// let (mut all, mut after) = (Replayed::default(), String::new());
    /// loop {
    ///     let (part, next) = account.replay_stored(&store, &after, &by).await?;
    ///     all.add(part);
    ///     let Some(next) = next else { break };
    ///     after = next;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn replay_stored<DB: Backend>(
        &self,
        store: &SqlStore<DB>,
        after: &str,
        by: &By,
    ) -> Result<(Replayed, Option<String>), WriteError> {
        let restated = store.restate(after, Arc::new(self.reader()), by).await?;
        let (stay, other): (Vec<_>, Vec<_>) = restated.differences.iter().partition(|it| it.stays);
        let mut replayed = Replayed {
            read: restated.subscriptions,
            new: other.len(),
            changed: restated.changed.len(),
            tenants: restated.changed.into_iter().take(MOST).collect(),
            problems: Vec::new(),
        };
        replayed.list_those_that_stay(stay.into_iter().map(|it| &it.id));
        Ok((replayed, restated.last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tenants_are_counted_and_the_first_thousand_listed() {
        let mut all = Replayed::default();
        for part in 0..3 {
            let tenants = (0..700).map(|number| format!("{part}-{number}")).collect();
            all.add(Replayed { changed: 700, tenants, ..Replayed::default() });
        }
        assert_eq!((all.changed, all.tenants.len()), (2_100, MOST));
    }
}
