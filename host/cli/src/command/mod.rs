//! The subcommands, one a file.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod eval;
pub(crate) mod inspect;
pub(crate) mod map;
mod place;
pub(crate) mod policy;
mod policy_cache;
mod progress;
pub(crate) mod serve;
pub(crate) mod tenant;
mod when;
mod who;
