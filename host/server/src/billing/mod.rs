//! Billing: what a provider reports about subscriptions, and what is known from it.
//!
//! [`Provider`] verifies and reads an event. What it reports is an [`Event`]: a list of
//! [`Extract`](known::Extract)s, and the reasons for what was not understood. The extracts about a
//! customer are a set, [`Known`](known::Known); its state is a function of that set, and never of
//! the order of arrival. Reading an event and working out that state need no clock, database or
//! network: only `receive`, `intake` and `asking` use these.
//!
//! What is still Stripe's alone, and would follow a second provider: the route in `receive`, the
//! settings in `account`, and the API behind `asking` and `reconcile`.

pub(crate) mod account;
mod apart;
mod asking;
pub(crate) mod attach;
pub(crate) mod event;
pub(crate) mod intake;
pub(crate) mod job;
pub(crate) mod keeper;
pub(crate) mod known;
pub(crate) mod provider;
mod random;
pub(crate) mod reader;
mod receive;
pub(crate) mod reconcile;
pub(crate) mod replay;
pub(crate) mod stripe;
pub(crate) mod wanted;
pub(crate) mod webhook;

#[cfg(test)]
mod apart_tests;
#[cfg(test)]
mod lives;
#[cfg(test)]
mod lives_tests;
#[cfg(test)]
mod versions_tests;
