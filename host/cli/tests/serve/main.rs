//! `tiergate serve` as a process.

#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]
#![allow(clippy::await_holding_lock, reason = "each test has a runtime, and a thread, of its own")]

mod admin;
mod asked;
#[cfg(target_os = "linux")]
mod attack;
mod away;
mod billed;
mod configured;
mod events;
mod fuzz;
mod issuer;
mod localstripe;
mod ofrep;
mod policy_cache;
mod python;
mod recorded;
mod reference;
mod sent_again;
mod server;
mod sigterm;
mod stripe;
mod two_servers;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held by tests that keep the machine busy, so that each has it alone.
fn alone() -> MutexGuard<'static, ()> {
    static BUSY: Mutex<()> = Mutex::new(());
    BUSY.lock().unwrap_or_else(PoisonError::into_inner)
}
