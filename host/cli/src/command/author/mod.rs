//! The commands for authors of policies: `tiergate test`, `tiergate laws` and `tiergate diff`.

pub(crate) mod diff;
pub(crate) mod laws;
pub(crate) mod publishable;
pub(crate) mod test;

mod found;
mod opened;
mod run;
mod shipped;

pub(crate) use run::refused;
pub(crate) use shipped::Shipped;
