//! Asking a policy about stored tenants, before it may decide them.

use crate::error::{StoreError, WriteError};
use crate::events::event::Stored;
use crate::events::{queries, validate_text};
use crate::policies::error::PolicyError;
use crate::sql::backend::{Backend, Value};
use crate::sql::timeouts::{TO_READ, within};
use crate::store::{SqlStore, Store};
use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tiergate::{CallError, Policy, TenantFacts, Timestamp, now};

/// How many tenants are asked about at most: a sound policy answers for them within half a second.
const MOST: u64 = 1_000;

/// How long it goes on asking. A policy that fails does so at the first tenants.
const TIME: Duration = Duration::from_secs(2);

impl<DB: Backend> SqlStore<DB> {
    /// Asks a policy about stored tenants; those without an edition of their own are asked about in
    /// `edition`. It asks about all tenants if there are few, or else about a sample from all of
    /// the history, as far as 2 seconds allow. Pinned tenants are left out. Returns how many were
    /// answered.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Unanswered`] for the first tenant that gets no answer, and
    /// [`PolicyError::Store`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// let asked = store.try_policy(&policy()?, Some("cloud")).await?;
    /// assert_eq!(asked, 1);
    /// # Ok(()) }
    /// ```
    pub async fn try_policy(
        &self,
        policy: &Policy,
        edition: Option<&str>,
    ) -> Result<u64, PolicyError> {
        let tenants = within(TO_READ, self.sample()).await?;
        let (policy, edition) = (policy.clone(), edition.map(str::to_owned));
        let asked = move || ask(&policy, edition.as_deref(), tenants);
        tokio::task::spawn_blocking(asked).await.map_err(StoreError::from)?
    }

    /// Asks the policy of a pin about its tenant.
    pub(crate) async fn try_pinned(
        &self,
        tenant: &str,
        digest: &str,
        edition: Option<&str>,
    ) -> Result<(), WriteError> {
        validate_text::check_pin(tenant, digest)?;
        let Some(stored) = self.find(tenant).await? else { return Ok(()) };
        if stored.policy.as_deref() == Some(digest) {
            return Ok(());
        }
        let policy = match self.load_policy(digest).await {
            Ok(policy) => policy,
            Err(PolicyError::Store(error)) => return Err(error.into()),
            Err(PolicyError::Unpublished { .. }) => return Ok(()),
            Err(error) => return Err(unanswered(tenant, digest, error)),
        };
        let edition = edition.map(str::to_owned);
        let asked = move || entitle(&policy, stored.facts, edition, now());
        let asked = tokio::task::spawn_blocking(asked).await.map_err(StoreError::from)?;
        asked.map_err(|error| unanswered(tenant, digest, error))
    }

    /// Returns all tenants if there are few, or else those of events at equal distances. Tenants
    /// whose facts cannot be read are left out: no policy can be asked about them.
    async fn sample(&self) -> Result<Vec<Stored>, StoreError> {
        let mut connection = self.reading().await?;
        let mut names = first::<DB>(&mut connection).await?;
        if names.len() as u64 > MOST {
            names = spread::<DB>(&mut connection).await?;
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut tenants = Vec::with_capacity(names.len());
        for names in names.chunks(DB::ROWS) {
            let found = queries::find_many::<DB>(&mut connection, names).await?;
            tenants.extend(found.into_iter().filter_map(|(_, stored)| stored.ok()));
        }
        tenants.sort_by(|one, other| one.tenant.cmp(&other.tenant));
        Ok(tenants)
    }
}

/// Returns the first tenants, one more than are asked about at most.
async fn first<DB: Backend>(connection: &mut DB::Connection) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT id FROM tiergate_tenants ORDER BY id LIMIT $1";
    let rows: Vec<(String,)> = DB::rows(connection, sql, vec![Value::Number(MOST + 1)]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Returns the tenants of events at equal distances, from the first event to the last.
async fn spread<DB: Backend>(connection: &mut DB::Connection) -> Result<Vec<String>, StoreError> {
    let last = queries::last_number::<DB>(connection).await?;
    let numbers: Vec<u64> = (0..MOST).map(|it| last - it * last / MOST).collect();
    let mut names = BTreeSet::new();
    for numbers in numbers.chunks(DB::ROWS) {
        let sql = format!(
            "SELECT tenant FROM tiergate_events WHERE number IN ({})",
            (1..=numbers.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(",")
        );
        let values = numbers.iter().copied().map(Value::Number).collect();
        let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
        names.extend(rows.into_iter().map(|row| row.0));
    }
    Ok(names.into_iter().collect())
}

fn unanswered(
    tenant: &str,
    digest: &str,
    problem: impl Error + Send + Sync + 'static,
) -> WriteError {
    let (tenant, digest, problem) = (tenant.to_owned(), digest.to_owned(), Arc::new(problem));
    WriteError::Unanswered { tenant, digest, problem }
}

/// Asks a policy about a tenant, in an edition if it has none of its own.
fn entitle(
    policy: &Policy,
    mut facts: TenantFacts,
    edition: Option<String>,
    now: Timestamp,
) -> Result<(), CallError> {
    facts.tenant.edition = facts.tenant.edition.or(edition);
    policy.entitle(&*facts.as_billed_by(policy)?, now).map(drop)
}

fn ask(policy: &Policy, edition: Option<&str>, tenants: Vec<Stored>) -> Result<u64, PolicyError> {
    let (began, now) = (Instant::now(), now());
    let mut asked = 0;
    for stored in tenants.into_iter().filter(|stored| stored.policy.is_none()) {
        if began.elapsed() > TIME {
            break;
        }
        if let Err(problem) = entitle(policy, stored.facts, edition.map(str::to_owned), now) {
            return Err(PolicyError::Unanswered { tenant: stored.tenant, asked, problem });
        }
        asked += 1;
    }
    Ok(asked)
}
