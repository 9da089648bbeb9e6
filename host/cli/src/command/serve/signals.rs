//! Signals that ask the process to end.

use std::io;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// A listener for requests to end the process: Ctrl-C or SIGTERM.
pub(super) struct Asked {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

#[cfg(unix)]
impl Asked {
    /// Starts listening. From then on the system no longer ends the process by itself.
    pub(super) fn listen() -> io::Result<Self> {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits until the process is asked again.
    pub(super) async fn again(&mut self) {
        tokio::select! { _ = self.interrupt.recv() => {}, _ = self.terminate.recv() => {} }
    }
}

#[cfg(not(unix))]
impl Asked {
    /// Starts listening.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits until the process is asked again.
    pub(super) async fn again(&mut self) {
        // OK because a process that cannot listen for the signal is ended by it.
        let _ = tokio::signal::ctrl_c().await;
    }
}
