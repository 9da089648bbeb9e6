//! Processes that are killed, databases that crash, and two processes on one database.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod acknowledged;
mod crashed;
mod frozen;
mod killed;
mod paused;
mod put_back;
mod restarted;
mod swapped;
mod two_servers;
