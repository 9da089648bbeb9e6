//! Reads tier maps from JSON or TOML, and checks, previews and compares them.
//!
//! A tier map is the file in which the author of a policy declares the tiers of a product, and
//! what each tier has. A [`Map`] is a valid one, ready for [`tiergate_policy::Rules`]. Any
//! other is refused with a [`MapError`] that lists all problems, each with its position and how to
//! fix it.
//! [`json_schema`] is for editors, [`preview`] and [`Drawing`] for readers, and [`compare`] for anyone who
//! publishes a new version of a policy. A [`Source`] gives the place of something in a file.
//!
//! # Limits
//!
//! A map has at most 16 MiB of text. Its tiers have at most 167,772 features and limits of caps in
//! total, including inherited ones. A number is at most 2<sup>53</sup>-1, a percentage is from 1 to
//! 1,000, and a number of days is at most 2<sup>32</sup>-1. The first 100 problems are listed. A
//! chain of `extends` or `requires` may have any length.

// Tests: policy/map/tests/map, with its maps in policy/map/tests/maps.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod catalog_parts;
mod compare;
mod cycle;
mod declarations;
mod deserialize;
mod diagnostic;
mod diagnostics;
mod display;
#[cfg(feature = "std")]
mod drawing;
mod entries;
mod file;
mod inherit;
mod json;
mod lints;
mod lower;
mod map;
mod prelude;
mod preview;
mod schema;
mod settings;
mod sort;
mod source;
mod spanned;
mod suggest;
mod symbols;
#[cfg(feature = "std")]
mod tables;
mod tiers;
mod toml;
mod values;

pub use catalog_parts::{Part, Subject};
pub use compare::{Change, Comparison, compare};
pub use diagnostic::{MapError, Problem, Severity};
#[cfg(feature = "std")]
pub use drawing::Drawing;
pub use map::{FileError, Map, UnknownFormatError};
pub use preview::{Availability, Preview, PreviewCap, PreviewFeature, PreviewTier, preview};
pub use schema::json_schema;
pub use source::Source;
