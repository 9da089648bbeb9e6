//! Releasing tenants that an activation kept on the policy that was active before.

use crate::error::{StoreError, WriteError};
use crate::events::batch::{Asked, Batch};
use crate::events::change::Change;
use crate::events::event::By;
use crate::events::{queries, validate_text};
use crate::policies::error::PolicyError;
use crate::policies::kept;
use crate::policies::provided::Provided;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use serde::Serialize;
use std::collections::HashSet;
use std::time::{Duration, Instant};
use tiergate::now;

/// How many tenants are released in one transaction: others wait for its end.
const AT_ONCE: u64 = 500;

/// How long one call goes on releasing.
const TIME: Duration = Duration::from_secs(20);

/// Who releases tenants whose date has come, in the history.
const ACTOR: &str = "tiergate";

/// Which kept tenants to release.
#[derive(Clone, Copy, Debug)]
pub enum Release<'a> {
    /// All.
    All,
    /// Those that are kept on the policy with this digest.
    On(&'a str),
    /// These tenants.
    Tenants(&'a [String]),
}

/// How many tenants were released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Released {
    /// How many tenants were released.
    pub released: u64,
    /// Whether there are more, for which the time did not suffice: release again.
    pub more: bool,
}

impl<DB: Backend> SqlStore<DB> {
    /// Releases tenants that an activation [kept](crate::Keep): the active policy decides them again.
    /// Each is unpinned, with the actor and the reason of `by`; its idempotency key and revision do
    /// not count. A tenant that is not kept, perhaps because it was released before, is left alone.
    /// It goes on for at most 20 seconds.
    ///
    /// # Errors
    ///
    /// [`PolicyError::UnknownTenant`] if a named tenant does not exist; then none is released.
    /// [`PolicyError::Store`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, PolicyError, Release};
    ///
    /// let ann = By::new("ann").because("the notice period is over");
    /// assert_eq!(store.release(Release::All, &ann).await?.released, 0);
    /// let error = store.release(Release::Tenants(&["acne".into()]), &ann).await.unwrap_err();
    /// assert_eq!(error.to_string(), "there is no tenant `acne` to release");
    /// # Ok(()) }
    /// ```
    pub async fn release(&self, which: Release<'_>, by: &By) -> Result<Released, PolicyError> {
        validate_text::check_by(by)?;
        match which {
            Release::Tenants(tenants) => self.release_named(tenants, by).await,
            Release::On(policy) => self.release_while(Some(policy), &Provided::Asked, by).await,
            Release::All => self.release_while(None, &Provided::Asked, by).await,
        }
    }

    /// Releases tenants that are kept on a policy or on any, as long as a condition holds.
    async fn release_while(
        &self,
        policy: Option<&str>,
        provided: &Provided,
        by: &By,
    ) -> Result<Released, PolicyError> {
        let began = Instant::now();
        let mut done = Released::default();
        loop {
            let names =
                async { kept::names::<DB>(&mut *self.reading().await?, policy, AT_ONCE).await };
            let names = within(TO_READ, names).await?;
            done.more = !names.is_empty();
            if names.is_empty() || began.elapsed() > TIME {
                return Ok(done);
            }
            let some = self.clone().release_some(names, provided.clone(), by.clone());
            match to_its_end(some).await? {
                Some(released) => done.released += released,
                None => return Ok(Released { more: false, ..done }),
            }
        }
    }

    async fn release_named(&self, tenants: &[String], by: &By) -> Result<Released, PolicyError> {
        let names: Vec<&str> = tenants.iter().map(String::as_str).collect();
        if let Some(other) = self.unknown_among(&names).await? {
            return Err(PolicyError::UnknownTenant(other.to_owned()));
        }
        let mut done = Released::default();
        for names in tenants.chunks(AT_ONCE as usize) {
            let some = self.clone().release_some(names.to_vec(), Provided::Asked, by.clone());
            done.released += to_its_end(some).await?.unwrap_or_default();
        }
        Ok(done)
    }

    /// Returns one of some names that no tenant has.
    async fn unknown_among<'a>(&self, names: &[&'a str]) -> Result<Option<&'a str>, StoreError> {
        // PostgreSQL cannot store such a text.
        if let Some(name) = names.iter().find(|name| name.contains('\0')) {
            return Ok(Some(*name));
        }
        let found = async { queries::find_many::<DB>(&mut *self.reading().await?, names).await };
        let found: HashSet<String> =
            within(TO_READ, found).await?.into_iter().map(|(tenant, _)| tenant).collect();
        Ok(names.iter().find(|name| !found.contains(**name)).copied())
    }

    /// Releases all that are kept on a policy, however long it takes, as long as a condition holds.
    pub(crate) async fn release_on(
        &self,
        policy: &str,
        provided: &Provided,
        by: &By,
    ) -> Result<u64, PolicyError> {
        let mut released = 0;
        loop {
            let done = self.release_while(Some(policy), provided, by).await?;
            released += done.released;
            if !done.more {
                return Ok(released);
            }
        }
    }

    /// Unpins those of some tenants that are kept, and returns how many they are; `None` if the
    /// condition no longer holds.
    async fn release_some(
        self,
        names: Vec<String>,
        provided: Provided,
        by: By,
    ) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.turn_to_write().await?;
        if !provided.holds::<DB>(&mut transaction).await? {
            return Ok(None);
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let kept = kept::among::<DB>(&mut transaction, &names).await?;
        let (unpin, by) = (Change::Pin { digest: None }, By { key: None, revision: None, ..by });
        let asked = kept.iter().map(|tenant| (tenant.as_str(), &unpin, &by));
        let asked: Vec<Asked<'_>> = asked.collect();
        let mut batch = Batch::<DB>::load(&mut transaction, &asked).await?;
        let mut released = 0;
        for (tenant, change, by) in asked {
            match batch.add(tenant, change.clone(), by) {
                Ok(written) => released += u64::from(written.changed),
                Err(WriteError::Store(error)) => return Err(error),
                // OK because a kept tenant exists, and nothing else is checked of an unpinning.
                Err(_) => {}
            }
        }
        let news = batch.news();
        batch.store(&mut transaction).await?;
        transaction.commit().await?;
        self.tell_news(news);
        Ok(Some(released))
    }

    /// Releases the tenants that are kept until a moment which has come, and returns how many they
    /// were. A server does that every 30 seconds.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Store`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// assert_eq!(store.release_due().await?, 0);
    /// # Ok(()) }
    /// ```
    pub async fn release_due(&self) -> Result<u64, PolicyError> {
        let due = async { kept::due::<DB>(&mut *self.reading().await?, now()).await };
        let by = By::new(ACTOR).because("its date has come");
        let (mut released, mut failed) = (0, None);
        for (policy, activation) in within(TO_READ, due).await? {
            loop {
                // What fails on one policy does not hold up the others.
                match self.release_due_on(&policy, activation, &by).await {
                    Ok(done) => {
                        released += done.released;
                        if !done.more {
                            break;
                        }
                    }
                    Err(error) => {
                        failed = failed.or(Some(error));
                        break;
                    }
                }
            }
        }
        failed.map_or(Ok(released), Err)
    }

    /// Releases those that an activation keeps on a policy until a moment which has come.
    pub(crate) async fn release_due_on(
        &self,
        policy: &str,
        activation: u64,
        by: &By,
    ) -> Result<Released, PolicyError> {
        let due = Provided::Due(policy.to_owned(), activation);
        let done = self.release_while(Some(policy), &due, by).await?;
        if !done.more {
            within(TO_WRITE, self.forget_reason(policy, activation)).await?;
        }
        Ok(done)
    }

    async fn forget_reason(&self, policy: &str, activation: u64) -> Result<(), StoreError> {
        let mut transaction = self.turn_to_write().await?;
        kept::forget_reason::<DB>(&mut transaction, policy, activation).await?;
        Ok(transaction.commit().await?)
    }
}
