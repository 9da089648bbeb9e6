//! The rows of policies, and the policies that are loaded.

pub(crate) mod activations;
pub(crate) mod error;
pub(crate) mod loaded;
pub(crate) mod table;
