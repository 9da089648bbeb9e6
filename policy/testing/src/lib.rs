#![doc = include_str!("../README.md")]

// Tests: policy/testing/tests.

mod cells;
mod coverage;
mod expect;
mod facts;
mod file;
mod github;
mod junit;
mod laws;
mod mutants;
mod mutate;
mod products;
mod read;
mod run;
mod scaffold;
mod snapshot;

pub use coverage::{Coverage, CoveredCell};
pub use file::{
    AddOn, CapExpected, CapLimit, Denies, Facts, Held, Moment, ProductStatus, Status, Subscription,
    Take, Test, TestFile,
};
pub use github::github;
pub use junit::junit;
pub use mutants::{Mutants, Survivor, mutants};
pub use read::{ReadError, Tests, json_schema};
pub use run::{Case, Failure, Outcome};
pub use scaffold::scaffold;
pub use snapshot::snapshot;
