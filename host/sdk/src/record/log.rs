//! The log, and the queue of what waits to be written to it.

use crate::record::decided::Decided;
use crate::record::writer::{self, Counters, Message};
use std::fmt::{self, Debug, Formatter};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How many decisions may wait to be written: more than a busy server makes while a disk pauses for
/// a moment. They take some 5 MB, and keep what they are about in memory while they wait.
const WAITING: usize = 65_536;

/// A log of decisions, written as one JSON object per line by a thread of its own. A clone is one
/// more handle on the same log; the thread ends after the last one.
///
/// Give it to [`TiersBuilder::decision_log`](crate::TiersBuilder::decision_log). It never delays a
/// check: while 65,536 decisions wait to be written, further ones are dropped. What is dropped, or
/// cannot be written, is counted, and a later line of the log says how many decisions are missing.
///
/// A line has some 180 bytes: the time, the tenant, the revision of its facts, the policy, the
/// edition, the question and the answer ([`DecisionRecord`](crate::DecisionRecord)). It has no
/// attributes, no actors and no reasons of operators. Features and caps that the catalog does not
/// have are not recorded, so that nothing that callers type gets into the log.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// use std::{fs, time::Duration};
/// use tiergate::{DecisionLog, MemoryFacts, Tenant, Tiers};
///
/// let file = tempfile::NamedTempFile::new()?;
/// let (log, facts) = (DecisionLog::new(file.reopen()?)?, MemoryFacts::new());
/// facts.put("acme", Tenant::new());
/// let tiers = Tiers::builder(policy()?, facts).decision_log(log.clone()).build();
/// tiers.check("acme", "export").await?;
///
/// assert!(log.flush(Duration::from_secs(10)));
/// let line = fs::read_to_string(file.path())?;
/// assert!(line.contains(r#""tenant":"acme""#));
/// assert!(line.contains(r#""feature":"export","allowed":false,"reason":"not-included""#));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct DecisionLog {
    queue: SyncSender<Message>,
    counters: Arc<Counters>,
}

/// What has become of decisions since their log was created.
///
/// # Examples
///
/// ```
/// let log = tiergate::DecisionLog::new(std::io::sink())?;
/// let counts = log.counts();
/// assert_eq!((counts.recorded, counts.dropped, counts.failed), (0, 0, 0));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecisionLogCounts {
    /// How many decisions were written.
    pub recorded: u64,
    /// How many were dropped, because too many waited to be written.
    pub dropped: u64,
    /// How many were lost because writing failed.
    pub failed: u64,
}

impl DecisionLog {
    /// Starts a log that is written to `to`, in whole lines, many of them at once, with a flush
    /// after them. If writing fails within them, only the lines that were not written are counted as
    /// lost, and the next write begins with a line feed. Give an output without a buffer of its own:
    /// what a buffer took counts as written.
    ///
    /// # Errors
    ///
    /// The system's error if it has no thread left.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("decisions.ndjson");
    ///
    /// let file = OpenOptions::new().create(true).append(true).open(path)?;
    /// let log = tiergate::DecisionLog::new(file)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn new(to: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING);
        let counters = Arc::<Counters>::default();
        let counted = Arc::clone(&counters);
        let thread = thread::Builder::new().name("decision-log".to_owned());
        thread.spawn(move || writer::write_all(&waiting, to, &counted))?;
        Ok(Self { queue, counters })
    }

    /// Returns what has become of decisions since the log was created.
    pub fn counts(&self) -> DecisionLogCounts {
        let Counters { recorded, dropped, failed } = &*self.counters;
        let [recorded, dropped, failed] =
            [recorded, dropped, failed].map(|count| count.load(Ordering::Relaxed));
        DecisionLogCounts { recorded, dropped, failed }
    }

    /// Waits until everything that was recorded before is written or counted as lost. Returns
    /// `false` if `patience` is over before, or if the last of it could not be written. It blocks the
    /// thread: call it when a program ends.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let log = tiergate::DecisionLog::new(std::io::sink())?;
    /// assert!(log.flush(Duration::from_secs(10)));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn flush(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        let (done, is_done) = sync_channel(1);
        let mut message = Message::Flush(done);
        loop {
            match self.queue.try_send(message) {
                Ok(()) => break,
                Err(TrySendError::Full(back)) if Instant::now() < end => message = back,
                Err(_) => return false,
            }
            thread::sleep(writer::PAUSE);
        }
        is_done.recv_timeout(end.saturating_duration_since(Instant::now())).is_ok()
    }

    /// Records a decision, or drops it if too many wait to be written.
    pub(crate) fn record(&self, decision: Decided) {
        if self.queue.try_send(Message::Decision(decision)).is_err() {
            self.counters.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Debug for DecisionLog {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "DecisionLog({:?})", self.counts())
    }
}
