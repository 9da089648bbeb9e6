//! Tier maps: read from JSON or TOML, checked, previewed, compared.
//!
//! A tier map is the file in which the author of a policy says the tiers of a product, and
//! what each has. [`Map`] is one that is sound, ready for [`tiergate_policy::Rules`]; one
//! that is not is [`Refused`] with all that is wrong, each problem with its place and what to
//! do. [`json_schema`] is for editors, [`preview`] for a reader, and [`compare`] for whoever
//! is to publish a new version of a policy.
//!
//! # Limits
//!
//! A map has at most 16 MiB of text. Its tiers have at most 167,772 features and limits of caps
//! between them, inherited ones counted. A number is at most 2<sup>53</sup>-1, a percentage is from
//! 1 to 1,000, and a number of days is at most 2<sup>32</sup>-1. Of the problems, the first 100
//! that are found are listed. A chain of `extends` or `requires` may have any length.

mod build;
mod compare;
mod cycle;
mod declared;
mod entries;
mod facts;
mod file;
mod inherit;
mod json;
mod map;
mod names;
mod preview;
mod problem;
mod problems;
mod read;
mod schema;
mod settings;
mod text;
mod tiers;
mod toml;
mod tree;
mod values;
mod warn;

pub use compare::{Change, Comparison, Part, Subject, compare};
pub use map::{FileError, Map};
pub use preview::preview;
pub use problem::{Problem, Refused, Severity};
pub use schema::json_schema;
