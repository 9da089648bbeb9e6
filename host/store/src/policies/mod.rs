//! Policies as rows of the store, and those that are loaded.

pub(crate) mod activations;
pub(crate) mod answered;
pub(crate) mod error;
pub(crate) mod keeping;
pub(crate) mod kept;
pub(crate) mod loaded;
pub(crate) mod provided;
pub(crate) mod table;
