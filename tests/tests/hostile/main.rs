//! Policies that mean harm, and what becomes of them: a typed error in bounded time and
//! memory, no panic, and the next tenant served as if nothing had been.
//!
//! What the files are and why they exist is in `tests/policies/hostile/`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

mod ask;
mod caps;
mod corpus;
mod good;
mod limits;
mod memory;
mod mutants;
mod mutations;
mod node;
mod outcome;
mod prefixes;
