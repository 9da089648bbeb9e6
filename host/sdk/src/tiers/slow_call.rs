//! Calls that may take long, kept away from the threads that serve everyone.

use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use tokio::sync::oneshot;

/// How many calls may wait: each lasts up to two seconds, so more would wait in vain.
const MOST_WAITING: usize = 64;

type Job = Box<dyn FnOnce() + Send>;

/// The thread that makes the calls, one after another; `None` if it could not be started.
static THREAD: OnceLock<Option<SyncSender<Job>>> = OnceLock::new();

fn start() -> Option<SyncSender<Job>> {
    let (sender, jobs) = sync_channel::<Job>(MOST_WAITING);
    let thread = std::thread::Builder::new().name("tiergate-slow".to_owned());
    thread.spawn(move || jobs.iter().for_each(|job| job())).ok()?;
    Some(sender)
}

/// Makes a call on a thread of its own, in its turn. Returns `None` if too many wait.
pub(crate) async fn call<T: Send + 'static>(
    call: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (answer, answered) = oneshot::channel();
    let job = Box::new(move || {
        if !answer.is_closed() {
            // OK because nobody may wait any more.
            let _ = answer.send(call());
        }
    });
    THREAD.get_or_init(start).as_ref()?.try_send(job).ok()?;
    answered.await.ok()
}
