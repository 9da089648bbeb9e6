//! Activating a policy while tenants are kept on the one that was active before.
//!
//! A pin to the active policy changes no answer. So tenants are pinned to it before the other policy
//! is activated, in many short transactions between which others write. Tenants that were written to
//! meanwhile are looked at again, the last of them in the transaction that activates: at no moment
//! does the new policy decide a tenant that is kept.

use crate::error::{StoreError, WriteError};
use crate::events::batch::{Asked, Batch, News};
use crate::events::change::Change;
use crate::events::event::{By, CheckedFor, Stored};
use crate::events::identity;
use crate::events::queries;
use crate::events::search::{Page, Search};
use crate::policies::activations::{self, Activated, How, last};
use crate::policies::answered::answered;
use crate::policies::error::PolicyError;
use crate::policies::keeping::{Keep, Keeping};
use crate::policies::kept::{self, Row};
use crate::policies::provided::Provided;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::tenant_impact::Both;
use crate::store::{SqlStore, Store};
use std::sync::Arc;
use tiergate::now;

/// How many tenants are pinned in one transaction: others wait for its end.
const AT_ONCE: u32 = 500;

/// How many tenants that were written to meanwhile are left to the transaction that activates: others
/// wait for its end, and both policies are asked about these in it.
const LEFT: usize = 50;

/// How many may be left to it at most.
const MOST_LEFT: usize = 2_000;

/// How often tenants that were written to meanwhile are looked at before the rest is left to the
/// transaction that activates.
const ROUNDS: usize = 10;

impl<DB: Backend> SqlStore<DB> {
    /// Makes a policy the active one as [`activate_in`](Self::activate_in) does, and keeps tenants
    /// on the policy that was active before: each is pinned to it, with the actor and the reason of
    /// `by`. All is decided for the moment at which this begins. Tenants for which only the new
    /// policy gives no answer are kept in either case. Nobody is kept if the policy is active already.
    ///
    /// It calls `progress` with how many tenants it has looked at, and how many there are. If it is
    /// stopped before the end, tenants may be pinned to the policy that is still active, which
    /// changes nothing for them; the next activation decides about them again.
    ///
    /// # Errors
    ///
    /// [`PolicyError::NoneActive`] if there is no policy to keep tenants on,
    /// [`PolicyError::PastEnd`] if they were to be kept until now or before,
    /// [`PolicyError::Overtaken`] if someone activates another policy meanwhile,
    /// [`PolicyError::TooManyWrites`] if more tenants are written to than it can look at, and the
    /// others of [`PolicyError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// # let file = policy()?.file().to_vec();
    /// # let map = std::fs::read_to_string("../../tests/policies/notes.json")?;
    /// # let map = map.replace("1.0.0", "2.0.0");
    /// # let next = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", &map)?)?;
    /// use tiergate_store::{By, Keep, Keeping};
    ///
    /// let ann = By::new("ann").because("the spring plans");
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// store.activate(&digest, &ann).await?;
    /// let next = store.publish(&next, &ann).await?.digest;
    /// let keeping = Keeping { keep: Keep::Existing, until: None };
    /// let activated = store.activate_keeping(None, &next, keeping, &ann, |_, _| {}).await?;
    /// assert_eq!((activated.number, activated.kept), (2, 1));
    /// # Ok(()) }
    /// ```
    pub async fn activate_keeping(
        &self,
        edition: Option<&str>,
        digest: &str,
        keeping: Keeping,
        by: &By,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Activated, PolicyError> {
        if let Some(activated) = self.activated_keeping_before(digest, keeping, by).await? {
            return Ok(activated);
        }
        let now = now();
        if let Some(end) = keeping.until.filter(|end| *end <= now) {
            return Err(PolicyError::PastEnd { end, now });
        }
        let active = async { last::<DB>(&mut *self.reading().await?).await };
        let active = within(TO_READ, active).await?.ok_or(PolicyError::NoneActive)?;
        if active.digest == digest {
            let answer = self.clone().still_active(active.digest, keeping, by.clone());
            return to_its_end(answer).await;
        }
        let (new, old) = (self.load_policy(digest).await?, self.load_policy(&active.digest).await?);
        let both = Both { old, new, edition: edition.map(str::to_owned), now };
        let (store, by, id) = (self.clone(), by.clone(), identity::new());
        let job = Arc::new(Job { id, store, both, active: active.number, keeping, by });
        let outcome = job.run(progress).await;
        if matches!(outcome, Err(PolicyError::Overtaken)) {
            // Unless the other activation keeps tenants on the same policy: it has decided about all
            // of them.
            let provided = Provided::Unkept(active.digest.clone());
            self.release_on(&active.digest, &provided, &job.by).await?;
        }
        outcome
    }

    /// Answers that a policy is active already, unless another one is by now.
    async fn still_active(
        self,
        digest: String,
        keeping: Keeping,
        by: By,
    ) -> Result<Activated, PolicyError> {
        let mut transaction = self.turn_to_write().await?;
        if let Some(answered) = answered::<DB>(&mut transaction, &by).await? {
            return answered.replay(&digest, Some(keeping), &by);
        }
        if last::<DB>(&mut transaction).await?.is_none_or(|last| last.digest != digest) {
            return Err(PolicyError::Overtaken);
        }
        let how = How::default();
        let activated = activations::write::<DB>(&mut transaction, &digest, &by, how).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(activated)
    }
}

/// An activation that keeps tenants.
struct Job<DB: Backend> {
    /// What distinguishes its pins from those of another one.
    id: u64,
    store: SqlStore<DB>,
    both: Both,
    /// The activation of the old policy.
    active: u64,
    keeping: Keeping,
    by: By,
}

/// A change to a tenant's pin, and the pin that it has.
type Repin = (String, Option<String>, Change);

impl<DB: Backend> Job<DB> {
    async fn run(
        self: &Arc<Self>,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Activated, PolicyError> {
        let mut seen = self.last_number().await?;
        let (total, mut looked_at) = (self.store.counts().await?.tenants, 0);
        let mut after = None;
        loop {
            let search = Search { after, limit: AT_ONCE, ..Search::default() };
            let Page { tenants, next } = self.store.list(&search).await?;
            looked_at += tenants.len() as u64;
            self.settle(tenants).await?;
            progress(looked_at, total.max(looked_at));
            if next.is_none() {
                break;
            }
            after = next;
        }
        for _ in 0..ROUNDS {
            let last = self.last_number().await?;
            let names = self.written_since(seen).await?;
            for names in names.chunks(AT_ONCE as usize) {
                let found = async { find::<DB>(&mut *self.store.reading().await?, names).await };
                self.settle(within(TO_READ, found).await?).await?;
            }
            seen = last;
            if names.len() <= LEFT {
                break;
            }
        }
        to_its_end(Arc::clone(self).activate(seen)).await
    }

    async fn last_number(&self) -> Result<u64, StoreError> {
        let read = async { queries::last_number::<DB>(&mut *self.store.reading().await?).await };
        within(TO_READ, read).await
    }

    async fn written_since(&self, number: u64) -> Result<Vec<String>, StoreError> {
        let read = async {
            let mut connection = self.store.reading().await?;
            kept::written_since::<DB>(&mut connection, number, self.id).await
        };
        within(TO_READ, read).await
    }

    /// Pins those of some tenants that are kept, and unpins those that are no longer.
    async fn settle(self: &Arc<Self>, tenants: Vec<Stored>) -> Result<(), PolicyError> {
        let tenants = self.store.unpinned(tenants, self.both.old.digest()).await?;
        let changes = self.changes(tenants).await?;
        if changes.is_empty() { Ok(()) } else { to_its_end(Arc::clone(self).write(changes)).await }
    }

    /// Asks both policies about tenants that an activation can change.
    async fn changes(self: &Arc<Self>, tenants: Vec<Stored>) -> Result<Vec<Repin>, StoreError> {
        let job = Arc::clone(self);
        let asked = move || tenants.into_iter().filter_map(|it| job.change(it)).collect();
        Ok(tokio::task::spawn_blocking(asked).await?)
    }

    fn change(&self, stored: Stored) -> Option<Repin> {
        let keeps = match self.keeping.keep {
            Keep::Existing => true,
            Keep::Losers => self.both.compare(&stored).is_some_and(|it| it.loses),
        };
        let digest = keeps.then(|| self.both.old.digest().to_owned());
        let changes = digest != stored.policy;
        changes.then_some((stored.tenant, stored.policy, Change::Pin { digest }))
    }

    async fn write(self: Arc<Self>, changes: Vec<Repin>) -> Result<(), PolicyError> {
        let mut transaction = self.store.turn_to_write().await?;
        self.check_active(&mut transaction).await?;
        let news = self.put(&mut transaction, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.store.tell_news(news);
        Ok(())
    }

    /// Refuses to go on if another policy was activated: a pin would change what a tenant may do.
    async fn check_active(&self, connection: &mut DB::Connection) -> Result<(), PolicyError> {
        let last = last::<DB>(connection).await?;
        let is_same = last.is_some_and(|last| last.number == self.active);
        if is_same { Ok(()) } else { Err(PolicyError::Overtaken) }
    }

    /// Writes pins, in a transaction that is the only one that writes.
    async fn put(
        &self,
        connection: &mut DB::Connection,
        changes: Vec<Repin>,
    ) -> Result<Vec<News>, StoreError> {
        let (old, new) = (self.both.old.digest(), self.both.new.digest());
        let pins = changes.iter().map(|(tenant, pin, _)| (tenant.clone(), pin.clone()));
        let why = || format!("the policy {new} was activated");
        let reason = self.by.reason.clone().unwrap_or_else(why);
        let by = By::new(&self.by.actor).because(reason);
        let by = By { checked_for: CheckedFor::Each(Arc::new(pins.collect())), ..by };
        let asked: Vec<Asked<'_>> =
            changes.iter().map(|(tenant, _, change)| (tenant.as_str(), change, &by)).collect();
        let mut batch = Batch::<DB>::load(connection, &asked).await?;
        let mut rows = Vec::new();
        for (tenant, change, by) in asked {
            match batch.add(tenant, change.clone(), by) {
                Ok(written) if written.changed && change.pin(None).is_some() => {
                    rows.push(Row::new(tenant, written.revision, old, self.id));
                }
                Ok(_) => {}
                Err(WriteError::Store(error)) => return Err(error),
                // Someone has pinned or deleted it meanwhile: that event is looked at again.
                Err(_) => {}
            }
        }
        let news = batch.news();
        batch.store(connection).await?;
        kept::insert::<DB>(connection, &rows).await?;
        Ok(news)
    }

    /// Looks at the tenants that were written to after an event, and activates, in one transaction.
    async fn activate(self: Arc<Self>, seen: u64) -> Result<Activated, PolicyError> {
        let mut transaction = self.store.turn_to_write().await?;
        let (old, new) = (self.both.old.digest(), self.both.new.digest());
        if let Some(answered) = answered::<DB>(&mut transaction, &self.by).await? {
            return answered.replay(new, Some(self.keeping), &self.by);
        }
        self.check_active(&mut transaction).await?;
        let names = kept::written_since::<DB>(&mut transaction, seen, self.id).await?;
        if names.len() > MOST_LEFT {
            return Err(PolicyError::TooManyWrites);
        }
        let tenants = find::<DB>(&mut transaction, &names).await?;
        let tenants = kept::unpinned::<DB>(&mut transaction, tenants, old).await?;
        let changes = self.changes(tenants).await?;
        let news = self.put(&mut transaction, changes).await?;
        let kept = kept::count::<DB>(&mut transaction, old).await?;
        let how = How { back_to: None, keeping: Some((self.keeping, kept)) };
        let activated = activations::write::<DB>(&mut transaction, new, &self.by, how).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        // The pins first: nobody who is kept is decided by the new policy.
        self.store.tell_news(news);
        self.store.tell_activated(&activated, self.both.new.clone());
        Ok(activated)
    }
}

/// Returns those of the named tenants that exist.
async fn find<DB: Backend>(
    connection: &mut DB::Connection,
    names: &[String],
) -> Result<Vec<Stored>, StoreError> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = queries::find_many::<DB>(connection, &names).await?;
    found.into_iter().map(|(_, stored)| stored).collect()
}
