//! The server's gates and routes, over HTTP without a socket.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod accept;
mod asking;
mod asking_limits;
mod asking_storm;
mod authorization;
mod billing;
mod bodies;
mod bought;
mod contract_schemas;
mod csrf;
mod fail_closed;
mod gates;
mod health;
mod kept;
mod kept_tenants;
mod late_tenants;
mod limits;
mod metrics;
mod new_rules;
mod ofrep;
mod openapi;
mod operated;
mod orders;
mod policies;
mod policy_file;
mod previewed;
mod priced;
mod problems;
mod reason;
mod reconcile;
mod reconcile_many;
mod replay;
mod scans;
mod session_cookies;
mod session_events;
mod session_state;
mod sessions;
mod shop;
mod shutdown;
mod slow_clients;
mod tenants;
mod test_server;
mod test_sessions;
mod test_tokens;
mod token_claims;
mod token_keys;
mod trace;
mod unread_bodies;
mod webhook;
mod write_rate;
