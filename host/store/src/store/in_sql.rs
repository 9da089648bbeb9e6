//! What a store in an SQL database answers.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Event, Stored, Written};
use crate::events::idempotency::{self, Answered};
use crate::events::identity::EventId;
use crate::events::queries;
use crate::events::search::{self, Page, Search};
use crate::events::validate_text;
use crate::policies::error::PolicyError;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, TO_WRITE, to_its_end, within};
use crate::store::{Pins, SqlStore, Store};
use std::collections::HashMap;
use std::sync::Arc;
use tiergate::{Changes, Facts, FactsError, MAX_SAFE_INTEGER, StoredFacts};

impl<DB: Backend> Store for SqlStore<DB> {
    async fn write(&self, tenant: &str, change: Change, by: &By) -> Result<Written, WriteError> {
        within(TO_WRITE, self.write_in_turn(tenant, change, by)).await
    }

    async fn write_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        to_its_end(self.clone().write_all(changes, by.clone(), true)).await
    }

    async fn try_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        to_its_end(self.clone().write_all(changes, by.clone(), false)).await
    }

    async fn answered(
        &self,
        changes: &[(String, Change)],
        by: &By,
    ) -> Result<Vec<Option<Result<Written, WriteError>>>, StoreError> {
        let tenants: Vec<&str> = changes.iter().map(|(tenant, _)| tenant.as_str()).collect();
        let load =
            async { idempotency::answered::<DB>(&mut *self.reading().await?, &tenants, by).await };
        let answered = within(TO_READ, load).await?;
        let replay = |(tenant, change): &(String, Change)| {
            let replay = |answered: &Answered| {
                validate_text::check(tenant, by)?;
                answered.replay(tenant, change, by)
            };
            answered.get(tenant).map(replay)
        };
        Ok(changes.iter().map(replay).collect())
    }

    async fn pinned(&self, tenants: &[&str]) -> Result<Pins, StoreError> {
        let pins = async { queries::pins::<DB>(&mut *self.reading().await?, tenants).await };
        let (mut pinned, mut policies) = (Pins::new(), HashMap::new());
        for (tenant, digest) in within(TO_READ, pins).await? {
            if !policies.contains_key(&digest) {
                let policy = match self.load_policy(&digest).await {
                    Err(PolicyError::Store(error)) => return Err(error),
                    policy => policy.map_err(Arc::new),
                };
                policies.insert(digest.clone(), policy);
            }
            pinned.extend(policies.get(&digest).map(|policy| (tenant, policy.clone())));
        }
        Ok(pinned)
    }

    async fn try_pin(
        &self,
        tenant: &str,
        digest: &str,
        edition: Option<&str>,
    ) -> Result<(), WriteError> {
        self.try_pinned(tenant, digest, edition).await
    }

    async fn find(&self, tenant: &str) -> Result<Option<Stored>, StoreError> {
        let find = async { queries::find::<DB>(&mut *self.reading().await?, tenant).await };
        within(TO_READ, find).await
    }

    async fn list(&self, search: &Search) -> Result<Page, StoreError> {
        let list = async { search::list::<DB>(&mut *self.reading().await?, search).await };
        within(TO_READ, list).await
    }

    async fn history(
        &self,
        tenant: &str,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let before = before.unwrap_or(MAX_SAFE_INTEGER);
        let history = async {
            queries::history::<DB>(&mut *self.reading().await?, tenant, before, limit).await
        };
        within(TO_READ, history).await
    }

    async fn events_after(&self, number: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let events =
            async { queries::events_after::<DB>(&mut *self.reading().await?, number, limit).await };
        within(TO_READ, events).await
    }
}

impl<DB: Backend> Facts for SqlStore<DB> {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        let Some(stored) = self.find(tenant).await? else { return Ok(None) };
        let policy = match &stored.policy {
            Some(digest) => Some(self.load_policy(digest).await?),
            None => None,
        };
        let Stored { revision, identity, .. } = stored;
        self.subscribers().note(EventId { number: revision, identity });
        Ok(Some(StoredFacts { facts: Arc::new(stored.facts), revision, identity, policy }))
    }

    fn watch(&self, changes: Changes) {
        self.subscribers().add(changes);
    }
}
