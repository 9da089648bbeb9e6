//! What operators have done over HTTP, in the background: its progress and result are stored, so
//! that every server of the database shows them.

use crate::billing::account::StripeAccount;
use crate::billing::reconcile::{ReconcileError, Reconciled};
use crate::billing::replay::Replayed;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tiergate::digest;
use tiergate_store::{Backend, By, SqlStore, WriteError};
use tokio::time::interval;
use utoipa::ToSchema;

/// How often the progress is stored.
const EVERY: Duration = Duration::from_secs(2);

/// How many events are taken in at once.
const AT_ONCE: usize = 200;

/// What kind of task a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = BillingTask)]
pub(crate) enum Kind {
    /// Everything is compared with the billing system.
    Reconcile,
    /// Events are taken in.
    Replay,
    /// The state of everything that is stored is worked out again.
    ReplayStored,
}

/// What is done.
pub(crate) enum Task {
    /// Everything is compared with Stripe.
    Reconcile {
        /// Whether nothing is written.
        is_dry: bool,
    },
    /// These events are taken in.
    Replay(Vec<Value>),
    /// The state of everything that is stored is worked out again.
    ReplayStored,
}

/// The progress, and then the result.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Progress {
    /// What is done; absent if an earlier version began it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) task: Option<Kind>,
    /// Whether nothing is written.
    pub(crate) dry_run: bool,
    /// What was found, of a comparison. The list of differences is there at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) reconciled: Option<Reconciled>,
    /// What was taken in, of a replay. The lists of tenants and problems are there at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) replayed: Option<Replayed>,
    /// Why it failed; absent if it has not. What was written by then is right: start it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) problem: Option<String>,
}

impl Task {
    /// Returns the progress at the beginning.
    pub(crate) fn progress(&self) -> Progress {
        let task = Some(self.kind());
        match self {
            Self::Reconcile { is_dry } => {
                let reconciled = Some(Reconciled::default());
                Progress { task, dry_run: *is_dry, reconciled, ..Progress::default() }
            }
            _ => Progress { task, replayed: Some(Replayed::default()), ..Progress::default() },
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Reconcile { .. } => Kind::Reconcile,
            Self::Replay(_) => Kind::Replay,
            Self::ReplayStored => Kind::ReplayStored,
        }
    }

    /// Returns the request for this task, by someone with an idempotency key.
    pub(crate) fn request(&self, actor: &str, key: &str) -> Request {
        let task = match self {
            Self::Reconcile { is_dry } => format!("reconcile {is_dry}"),
            Self::Replay(events) => format!("replay {}", Value::from(events.as_slice())),
            Self::ReplayStored => "replay-stored".to_owned(),
        };
        let key = digest(format!("{actor} {key}").as_bytes());
        Request { key, task: digest(task.as_bytes()) }
    }
}

/// What was asked for, as hashes: to recognize the same request, and the same task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Request {
    pub(crate) key: String,
    pub(crate) task: String,
}

/// A run as it is stored.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Stored {
    pub(crate) request: Request,
    #[serde(flatten)]
    pub(crate) progress: Progress,
}

impl Stored {
    /// Reads a stored run, also one that an earlier version began.
    pub(crate) fn read(state: &str) -> Self {
        serde_json::from_str(state).unwrap_or_default()
    }
}

/// A run that was begun here.
pub(crate) struct Job<DB: Backend> {
    pub(crate) account: StripeAccount,
    pub(crate) store: SqlStore<DB>,
    pub(crate) by: By,
    pub(crate) number: u64,
    pub(crate) request: Request,
}

impl<DB: Backend> Job<DB> {
    /// Does the task to its end, and stores how far it has got.
    pub(crate) async fn run(self, task: Task) {
        let progress = Mutex::new(task.progress());
        // Both go on at once: the work may hold what the report waits for.
        let result = tokio::select! {
            result = self.work(task, &progress) => result,
            result = self.report_regularly(&progress) => result,
        };
        let mut last = lock(&progress).clone();
        if let Err(error) = result {
            tracing::warn!(number = self.number, %error, "a run of billing failed");
            last.problem = Some(error.to_string());
        }
        self.report(last, true).await;
    }

    async fn work(&self, task: Task, progress: &Mutex<Progress>) -> Result<(), ReconcileError> {
        match task {
            Task::Reconcile { is_dry } => self.reconcile(is_dry, progress).await,
            Task::Replay(events) => Ok(self.replay(&events, progress).await?),
            Task::ReplayStored => Ok(self.replay_stored(progress).await?),
        }
    }

    async fn reconcile(
        &self,
        is_dry: bool,
        progress: &Mutex<Progress>,
    ) -> Result<(), ReconcileError> {
        let mut run = self.account.reconcile(&self.store, &self.by, is_dry).await?;
        loop {
            let has_more = run.step().await?;
            lock(progress).reconciled = Some(run.found().clone());
            if !has_more {
                return Ok(());
            }
        }
    }

    async fn replay(&self, events: &[Value], progress: &Mutex<Progress>) -> Result<(), WriteError> {
        for events in events.chunks(AT_ONCE) {
            let part = self.account.replay(&self.store, events, &self.by).await?;
            add(progress, part);
        }
        Ok(())
    }

    async fn replay_stored(&self, progress: &Mutex<Progress>) -> Result<(), WriteError> {
        let mut after = Some(String::new());
        while let Some(last) = after {
            let (part, next) = self.account.replay_stored(&self.store, &last, &self.by).await?;
            add(progress, part);
            after = next;
        }
        Ok(())
    }

    /// Stores how far the task has got, until it is dropped.
    async fn report_regularly(&self, progress: &Mutex<Progress>) -> Result<(), ReconcileError> {
        let mut beat = interval(EVERY);
        loop {
            beat.tick().await;
            let so_far = short(&lock(progress));
            self.report(so_far, false).await;
        }
    }

    async fn report(&self, progress: Progress, has_ended: bool) {
        // Plain data can always be written as JSON.
        let stored = Stored { request: self.request.clone(), progress };
        let state = serde_json::to_string(&stored).unwrap_or_default();
        if let Err(error) = self.store.report_billing_run(self.number, &state, has_ended).await {
            tracing::warn!(number = self.number, %error, "the progress of a run was not stored");
        }
    }
}

/// Returns progress without the lists, which are long.
fn short(progress: &Progress) -> Progress {
    let mut short = progress.clone();
    if let Some(reconciled) = &mut short.reconciled {
        reconciled.differences.clear();
    }
    if let Some(replayed) = &mut short.replayed {
        replayed.tenants.clear();
        replayed.problems.clear();
    }
    short
}

fn add(progress: &Mutex<Progress>, part: Replayed) {
    lock(progress).replayed.get_or_insert_default().add(part);
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_run_of_an_earlier_version_can_be_read() {
        let state = json!({ "dryRun": true,
            "reconciled": { "subscriptions": 3, "differences": [{ "subscription": "stripe:sub_1" }] } });
        let reconciled = Stored::read(&state.to_string()).progress.reconciled.unwrap();
        assert_eq!((reconciled.subscriptions, reconciled.differing), (3, 0));
        assert_eq!(reconciled.differences[0].subscription, "stripe:sub_1");
        let state = json!({ "replayed": { "read": 7 }, "unknown": 1 }).to_string();
        let progress = Stored::read(&state).progress;
        assert_eq!((progress.replayed.unwrap().read, progress.task), (7, None));
    }

    #[test]
    fn a_run_is_stored_with_its_request() {
        let task = Task::Replay(vec![json!({ "id": "evt_1" })]);
        let request = task.request("ann", "key-1");
        assert!(!format!("{request:?}").contains("key-1"));
        let stored = Stored { request: request.clone(), progress: task.progress() };
        let stored = Stored::read(&serde_json::to_string(&stored).unwrap());
        assert_eq!((stored.request, stored.progress.task), (request.clone(), Some(Kind::Replay)));
        let other = Task::Replay(vec![json!({ "id": "evt_2" })]).request("ann", "key-1");
        assert_eq!(other.key, request.key);
        assert_ne!(other.task, request.task);
        assert_ne!(task.request("eve", "key-1").key, request.key, "each actor has keys of its own");
    }

    #[test]
    fn the_lists_of_a_run_are_stored_at_its_end_only() {
        let replayed = Replayed {
            changed: 1,
            tenants: ["acme".to_owned()].into(),
            problems: vec!["one".to_owned()],
            ..Replayed::default()
        };
        let progress = Progress { replayed: Some(replayed), ..Progress::default() };
        let short = short(&progress).replayed.unwrap();
        assert_eq!(short, Replayed { changed: 1, ..Replayed::default() });
    }
}
