//! Shutting down without cutting requests off.

use std::sync::Arc;
use tokio::sync::watch;

/// A handle with which a server is shut down. A clone is another handle to the same server.
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
    /// Creates a handle for a server that keeps running until [`begin`](Self::begin) is called.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Begins the shutdown: see [`serve`](crate::serve).
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Checks whether the shutdown has begun.
    pub fn is_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the shutdown begins. Responses that have no end of their own, such as streams of
    /// events, must end then, so that clients connect to another server.
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
