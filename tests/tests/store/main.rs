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
mod asks;
mod away;
mod concurrent;
mod created;
mod events;
mod idempotency;
mod imported;
mod kept;
mod kept_random;
mod kept_together;
mod labels;
mod look_alike;
mod memory;
mod migrated;
mod model;
mod pinned;
mod plan_column;
mod policies;
mod polls;
mod recorded;
mod recording;
mod redacted;
mod refused;
mod search;
mod setting;
mod vanished;
mod vanishing_line;
mod verified;
mod writers;
mod writes;
