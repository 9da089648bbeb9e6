//! Decides what a tenant may do on its plan: the rules of tiergate, as pure functions of
//! facts and time.
//!
//! [`Rules`] are made once from a tier map's catalog and settings, and then answer questions.
//! The types are generated from `wit/tiergate.wit`, the contract between policies and
//! hosts. With the feature `template` and for wasm32, this crate is the component
//! that `tiergate-author` configures with a tier map.
#![no_std]

// Tests: policy/rules/tests/cases.rs and edges.rs, and tests/tests/properties.rs with random maps
// and facts.

// What is `inline(never)` makes policies smaller than if it is inlined, by measurement.

extern crate alloc;

mod billing;
mod bindings;
#[cfg(all(feature = "calls", target_arch = "wasm32"))]
pub mod calls;
mod cap;
mod compile;
mod feature;
mod help;
mod names;
mod resolve;
mod resolved_facts;
mod rules;
#[cfg(all(feature = "template", target_arch = "wasm32"))]
mod template;
mod tenant;
mod time;
mod timeline;

pub use bindings::exports::tiergate::policy::{billing as subscription, catalog, types};
pub use bindings::exports::tiergate::template::setup;
pub use compile::RulesError;
pub use rules::Rules;

/// The largest whole number of the contract: 2^53-1, which every host's JSON represents
/// exactly.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The number of seconds in a day of the contract.
const DAY: u64 = 86_400;

/// Returns the time `days` after `start`, in seconds, but at most [`MAX_SAFE_INTEGER`].
#[inline(never)]
fn days_after(start: u64, days: u32) -> u64 {
    start.saturating_add(u64::from(days) * DAY).min(MAX_SAFE_INTEGER)
}
