//! The server's gates and routes, over HTTP without a socket.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod gates;
mod keys;
mod limits;
mod metrics;
mod operator;
mod roles;
mod routes;
mod serving;
mod signed;
