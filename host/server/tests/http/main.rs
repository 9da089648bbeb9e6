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
mod cookies;
mod events;
mod gates;
mod keys;
mod operator;
mod roles;
mod routes;
mod sessions;
