#![doc = include_str!("../README.md")]
// Tests: policy/laws/tests, with an independent enumeration in oracle.py.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod answered;
mod diff;
mod domain;
mod engine;
mod finding;
mod law;
mod prelude;
mod probe;
mod sets;
mod survey;
mod warnings;

pub use answered::answered;
pub use diff::{Diff, Difference, Verdict, diff, says, settings};
pub use domain::{Domain, NOW};
pub use engine::{Engine, EngineError, Native};
pub use finding::{Counterexample, Finding};
pub use law::{Law, LawReport, Report, check_laws};
pub use probe::{Probe, Question};
pub use warnings::{broken, warnings};
