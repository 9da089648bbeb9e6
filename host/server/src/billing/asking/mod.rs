//! Asking Stripe about what events leave in doubt: in the background, never within the answer to an
//! event.

// Tests: host/server/tests/http/asking.rs

mod answers;
mod subject;
mod worker;

pub(super) use answers::{Answers, names_tenant};
pub(super) use worker::Worker;
