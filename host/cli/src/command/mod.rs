//! The subcommands, one a file.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod eval;
pub(crate) mod inspect;
pub(crate) mod map;
pub(crate) mod serve;
pub(crate) mod tenant;
