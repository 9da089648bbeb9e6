//! The server's gates and routes, over HTTP without a socket.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod browser;
mod closed;
mod cookies;
mod events;
mod gates;
mod issuers;
mod keys;
mod limits;
mod metrics;
mod openapi;
mod operator;
mod own_writes;
mod policies;
mod policy_file;
mod roles;
mod routes;
mod schemas;
mod serving;
mod sessions;
mod signed;
mod slow;
mod unread;
