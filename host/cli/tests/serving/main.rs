//! `tiergate serve` as processes: several of one store, and restarts.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod policy_cache;
mod server;
mod two_servers;
