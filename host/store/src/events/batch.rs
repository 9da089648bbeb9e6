//! Writing: events and facts, in one transaction.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Event, Stored, Written};
use crate::events::idempotency::{self, Answered, Keyed};
use crate::events::identity::EventId;
use crate::events::inserts::{self, Row, Rows};
use crate::events::look_alike::{self, Alike, fold};
use crate::events::reported::{self, Reported};
use crate::events::{queries, validate_text};
use crate::policies::table;
use crate::sql::backend::Backend;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;
use tiergate::{TenantFacts, Timestamp, now};

/// What was read about the tenants to write to, and what will be written.
pub(crate) struct Batch<DB> {
    now: Timestamp,
    /// The number of the last event.
    number: u64,
    tenants: HashMap<String, State>,
    /// Existing tenants that new ones may look like.
    alike: Alike,
    /// The subscriptions that new tenants take up.
    reported: Reported,
    /// What was answered before to writes with the same idempotency key.
    answered: HashMap<(String, String), Answered>,
    /// The digests of the policies that a tenant may be pinned to; read only if a change pins one.
    published: Vec<String>,
    events: Vec<Event>,
    keyed: Vec<Keyed>,
    /// Tenants that were deleted, with the keys that they had.
    deleted: Vec<String>,
    /// Tenants that were pinned to the policy which they were pinned to already.
    pinned: Vec<String>,
    database: PhantomData<DB>,
}

/// One tenant, as it is or as it will be.
struct State {
    /// The facts; `None` if there is no such tenant.
    facts: Option<TenantFacts>,
    /// The digest of the policy that it is pinned to.
    policy: Option<String>,
    label: Option<String>,
    /// The last event about it.
    id: EventId,
    changed: bool,
    /// Why the facts cannot be read.
    corrupt: Option<String>,
}

impl State {
    fn of(stored: Result<Stored, StoreError>) -> Self {
        match stored {
            Ok(Stored { facts, policy, label, revision: number, identity, .. }) => {
                let id = EventId { number, identity };
                Self { facts: Some(facts), policy, label, id, changed: false, corrupt: None }
            }
            Err(error) => {
                let corrupt = match error {
                    StoreError::Corrupt { problem, .. } | StoreError::Newer { problem, .. } => {
                        problem
                    }
                    error => error.to_string(),
                };
                let (facts, policy, label, corrupt) = (None, None, None, Some(corrupt));
                Self { facts, policy, label, id: EventId::default(), changed: false, corrupt }
            }
        }
    }
}

impl State {
    fn is_gone(&self) -> bool {
        self.facts.is_none() && self.corrupt.is_none()
    }

    /// Returns the row to store; `None` if the tenant is gone.
    fn row<'a>(&'a self, tenant: &'a str) -> Option<Row<'a>> {
        let (facts, policy) = (self.facts.as_ref()?, self.policy.as_deref());
        Some(Row { tenant, id: self.id, facts, policy, label: self.label.as_deref() })
    }
}

/// A tenant, a change to it, and who writes the change.
pub(crate) type Asked<'a> = (&'a str, &'a Change, &'a By);

impl<DB: Backend> Batch<DB> {
    /// Reads what is needed to write these changes, in a transaction that is the only one that
    /// writes.
    pub(crate) async fn load(
        connection: &mut DB::Connection,
        asked: &[Asked<'_>],
    ) -> Result<Self, StoreError> {
        // PostgreSQL cannot store such a text, so there is nothing to read.
        let storable = |text: &&str| !text.contains('\0');
        let names = asked.iter().map(|(tenant, ..)| *tenant).filter(storable);
        let made = asked.iter().filter(|(_, change, _)| change.makes());
        let made: Vec<&str> = made.map(|(tenant, ..)| *tenant).filter(storable).collect();
        let folded = made.iter().map(|tenant| fold(tenant)).collect();
        let pins = asked.iter().any(|(_, change, _)| matches!(change, Change::Pin { .. }));
        let keyed = asked.iter().filter_map(|(tenant, _, by)| Some((*tenant, by.key.as_deref()?)));
        let keyed: Vec<_> = keyed.filter(|(one, other)| storable(one) && storable(other)).collect();
        let read = queries::find_to_write::<DB>(connection, names.collect(), &folded).await?;
        let alike = Alike::of(&read, &folded);
        let tenants = read.tenants.into_iter().map(|(tenant, stored)| (tenant, State::of(stored)));
        Ok(Self {
            now: now(),
            number: read.number,
            tenants: tenants.collect(),
            alike,
            reported: Reported::load::<DB>(connection, &made).await?,
            answered: idempotency::load::<DB>(connection, &keyed).await?,
            published: if pins { table::digests::<DB>(connection).await? } else { Vec::new() },
            events: Vec::new(),
            keyed: Vec::new(),
            deleted: Vec::new(),
            pinned: Vec::new(),
            database: PhantomData,
        })
    }

    /// Adds one change, if it may be written.
    pub(crate) fn add(
        &mut self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        // A write that cannot be stored was never answered.
        validate_text::check(tenant, by)?;
        let key = by.key.clone().map(|key| (tenant.to_owned(), key));
        let answered = key.and_then(|key| self.answered.get(&key));
        if let Some(answered) = answered.filter(|answered| answered.counts_for(&change)) {
            return answered.replay(tenant, &change, by);
        }
        validate_text::check_change(&change)?;
        change.expires_at().iter().try_for_each(|end| tiergate::check_moment("until", *end))?;
        self.check(tenant, &change, by)?;
        self.check_pin(&change)?;
        let state = self.tenants.get(tenant);
        let before = state.and_then(|state| state.facts.clone());
        let policy_before = state.and_then(|state| state.policy.clone());
        let label_before = state.and_then(|state| state.label.clone());
        let (after, policy) = (change.apply(before.clone()), change.pin(policy_before.clone()));
        let label = change.label(label_before.clone());
        after.iter().try_for_each(TenantFacts::check)?;
        let changed = before != after || policy_before != policy || label_before != label;
        if !changed && matches!(change, Change::Pin { .. }) {
            self.pinned.push(tenant.to_owned());
        }
        let revision = match state {
            Some(state) if !changed => state.id.number,
            _ => self.write(tenant, change.clone(), by, (after, policy, label)),
        };
        let created = before.is_none();
        let revision = if created { self.take_up(tenant, revision) } else { revision };
        let looks_like = if created { self.note_new(tenant) } else { None };
        let written = Written { tenant: tenant.to_owned(), revision, changed, created, looks_like };
        self.keep_key(&change, by, &written)?;
        Ok(written)
    }

    /// Adds what billing systems reported about a new tenant, and returns its revision then.
    fn take_up(&mut self, tenant: &str, revision: u64) -> u64 {
        let state = self.tenants.get(tenant);
        let facts = state.and_then(|state| state.facts.clone());
        let label = state.and_then(|state| state.label.clone());
        match self.reported.take_up(tenant, facts) {
            Some((change, by, facts)) => {
                self.write(tenant, change, &by, (Some(facts), None, label))
            }
            None => revision,
        }
    }

    /// Records a new tenant, and returns another one that it looks like.
    fn note_new(&mut self, tenant: &str) -> Option<String> {
        let is_gone = |id: &str| self.tenants.get(id).is_some_and(State::is_gone);
        self.alike.make(tenant, is_gone)
    }

    /// Keeps the key of a write. A tenant's keys end with it, except for that of its deletion.
    fn keep_key(&mut self, change: &Change, by: &By, written: &Written) -> Result<(), WriteError> {
        let tenant = &written.tenant;
        if matches!(change, Change::Delete) {
            self.keyed.retain(|keyed| keyed.tenant != *tenant);
            self.answered.retain(|(of, _), _| of != tenant);
            self.deleted.push(tenant.clone());
        }
        if let Some(key) = &by.key {
            let answered = Answered::new(change, by, written)?;
            self.answered.insert((tenant.clone(), key.clone()), answered);
            self.keyed.push(Keyed::new(key, change, by, written)?);
        }
        Ok(())
    }

    /// Refuses changes that may not be written to the tenant as it is.
    fn check(&self, tenant: &str, change: &Change, by: &By) -> Result<(), WriteError> {
        if let Some(problem) = self.tenants.get(tenant).and_then(|state| state.corrupt.clone()) {
            let what = format!("the facts of the tenant `{tenant}`");
            return Err(StoreError::unread(what, problem).into());
        }
        let state = self.tenants.get(tenant).filter(|state| state.facts.is_some());
        if state.is_none() && change.makes() {
            validate_text::check_new(tenant)?;
        }
        let found = state.map_or(0, |state| state.id.number);
        let pinned_to = state.and_then(|state| state.policy.as_ref());
        match (state, change.expires_at(), by.revision) {
            (None, ..) if !change.makes() => Err(WriteError::UnknownTenant(tenant.to_owned())),
            (Some(_), ..) if matches!(change, Change::Create { .. }) => {
                Err(WriteError::TenantExists(tenant.to_owned()))
            }
            (_, Some(end), _) if end <= self.now => Err(WriteError::PastEnd { end, now: self.now }),
            (_, _, Some(wanted)) if wanted != found => {
                Err(WriteError::Conflict { tenant: tenant.to_owned(), wanted, found })
            }
            _ if by.checked_for.is_other(tenant, pinned_to) => {
                Err(WriteError::Repinned(tenant.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses a pin to a policy that is not published.
    fn check_pin(&self, change: &Change) -> Result<(), WriteError> {
        match change {
            Change::Pin { digest: Some(digest) } if !self.published.contains(digest) => {
                let (digest, known) = (digest.clone(), self.published.clone());
                Err(WriteError::Unpublished { digest, known })
            }
            _ => Ok(()),
        }
    }

    /// Records an event, and what the tenant has after it: its facts, the policy that it is pinned
    /// to, and its label. Returns the event's number.
    fn write(
        &mut self,
        tenant: &str,
        change: Change,
        by: &By,
        (facts, policy, label): (Option<TenantFacts>, Option<String>, Option<String>),
    ) -> u64 {
        self.number += 1;
        let event = Event::new(self.number, tenant, by, change);
        let state = State { facts, policy, label, id: event.id(), changed: true, corrupt: None };
        self.events.push(event);
        self.tenants.insert(tenant.to_owned(), state);
        self.number
    }

    /// Returns what the changed tenants have now, to report after the commit.
    pub(crate) fn news(&self) -> Vec<News> {
        let changed = self.tenants.iter().filter(|(_, state)| state.changed);
        changed.map(|(tenant, state)| News::of(tenant, state)).collect()
    }

    /// Writes all changes that were added, in few statements: others wait for the end of each.
    pub(crate) async fn store(self, connection: &mut DB::Connection) -> Result<(), StoreError> {
        let changed = self.tenants.iter().filter(|(_, state)| state.changed);
        let (here, gone): (Vec<_>, Vec<_>) = changed.partition(|(_, state)| state.facts.is_some());
        let here: Vec<Row> =
            here.into_iter().filter_map(|(tenant, state)| state.row(tenant)).collect();
        let gone: Vec<&str> = gone.into_iter().map(|(tenant, _)| tenant.as_str()).collect();
        let deleted: Vec<&str> = self.deleted.iter().map(String::as_str).collect();
        inserts::delete::<DB>(connection, ("tiergate_tenants", "id"), &gone).await?;
        inserts::delete::<DB>(connection, ("tiergate_keys", "tenant"), &deleted).await?;
        // Whoever pins a tenant that is kept wants it to stay there after the others are released.
        let pinned: Vec<&str> = self.pinned.iter().map(String::as_str).collect();
        inserts::delete::<DB>(connection, ("tiergate_kept", "tenant"), &pinned).await?;
        look_alike::delete::<DB>(connection, &gone).await?;
        reported::unmark::<DB>(connection, &gone).await?;
        let mut rows = Rows::<DB>::new();
        rows.insert_events(&self.events)?;
        rows.put_tenants(&here)?;
        idempotency::insert(&mut rows, &self.keyed)?;
        self.alike.insert_new(&mut rows, here.iter().map(|row| row.tenant))?;
        rows.write(connection).await?;
        if let Some(first) = self.events.first() {
            idempotency::clean_up::<DB>(connection, first.number.saturating_sub(1), self.number)
                .await?;
        }
        Ok(())
    }
}

/// What a tenant has after a write.
pub(crate) struct News {
    pub(crate) tenant: String,
    /// The last event about it.
    pub(crate) id: EventId,
    /// The facts; `None` if the tenant is gone.
    pub(crate) facts: Option<Arc<TenantFacts>>,
    /// The digest of the policy that it is pinned to.
    pub(crate) policy: Option<String>,
}

impl News {
    fn of(tenant: &str, state: &State) -> Self {
        let State { id, policy, .. } = state;
        let facts = state.facts.clone().map(Arc::new);
        Self { tenant: tenant.to_owned(), id: *id, facts, policy: policy.clone() }
    }
}
