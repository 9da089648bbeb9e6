//! Tenants' facts, in both stores: one suite, and what only PostgreSQL can show.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod activated;
mod alike;
mod asks;
mod away;
mod created;
mod effect;
mod events;
mod found;
mod imported;
mod keys;
mod looks;
mod memory;
mod migrated;
mod model;
mod pinned;
mod plan_column;
mod policies;
mod redacted;
mod refused;
mod setting;
mod together;
mod vanished;
mod vanishing_line;
mod verified;
mod writers;
