//! The subcommands, one per file.

mod active_policy;
mod actor;
pub(crate) mod author;
pub(crate) mod billing;
mod billing_lists;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod codegen;
mod core_module;
mod digest;
mod drawn;
pub(crate) mod eval;
pub(crate) mod inspect;
pub(crate) mod map;
pub(crate) mod policy;
mod policy_cache;
mod progress;
mod reconcile;
mod replay;
pub(crate) mod replay_log;
pub(crate) mod serve;
mod store_address;
mod stripe;
pub(crate) mod tenant;
mod time;
