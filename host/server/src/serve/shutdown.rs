//! Ending without cutting anyone off.

use std::sync::Arc;
use tokio::sync::watch;

/// Whether the server is about to end. A clone is one more handle on the same server.
///
/// # Examples
///
/// ```
/// use tiergate_server::Shutdown;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let shutdown = Shutdown::new();
/// let stream = shutdown.clone();
/// let until_the_end = async move { stream.begun().await };
///
/// shutdown.begin();
/// until_the_end.await;
/// assert!(shutdown.is_begun());
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Shutdown(Arc<watch::Sender<bool>>);

impl Shutdown {
    /// Of a server that is to go on.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Has the server end: see [`serve`](crate::serve).
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether the server is about to end.
    pub fn is_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the server is about to end. Answers that have no end of their own, such as
    /// streams of events, end then, so that clients turn to another server.
    pub async fn begun(&self) {
        // OK because the sender lives as long as this handle on it.
        let _ = self.0.subscribe().wait_for(|begun| *begun).await;
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}
