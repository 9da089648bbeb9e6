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

mod catalog_parts;
mod compare;
mod cycle;
mod declarations;
mod deserialize;
mod diagnostic;
mod diagnostics;
mod display;
mod entries;
mod file;
mod inherit;
mod json;
mod lints;
mod lower;
mod map;
mod preview;
mod schema;
mod settings;
mod spanned;
mod suggest;
mod symbols;
mod tiers;
mod toml;
mod values;

pub use catalog_parts::{Part, Subject};
pub use compare::{Change, Comparison, compare};
pub use diagnostic::{Problem, Refused, Severity};
pub use map::{FileError, Map};
pub use preview::preview;
pub use schema::json_schema;
