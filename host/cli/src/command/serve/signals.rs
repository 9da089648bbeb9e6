//! Being asked to end.

use std::io;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears when the process is asked to end: by Ctrl-C, or by SIGTERM.
pub(super) struct Asked {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

#[cfg(unix)]
impl Asked {
    /// Listens from here on; the process is not ended by the system any more.
    pub(super) fn listen() -> io::Result<Self> {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next time.
    pub(super) async fn again(&mut self) {
        tokio::select! { _ = self.interrupt.recv() => {}, _ = self.terminate.recv() => {} }
    }
}

#[cfg(not(unix))]
impl Asked {
    /// Listens from here on.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next time.
    pub(super) async fn again(&mut self) {
        // OK because a process that cannot hear it is ended by it.
        let _ = tokio::signal::ctrl_c().await;
    }
}
