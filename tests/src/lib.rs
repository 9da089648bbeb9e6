//! Code that the tests of tiergate share: one interface to every engine, cases, and generators of
//! random tier maps and questions.

pub mod bombs;
pub mod browser;
pub mod built;
pub mod by_hand;
pub mod cases;
pub mod component;
pub mod dice;
pub mod engine;
pub mod facts;
pub mod fake_stripe;
pub mod flaws;
pub mod hostile;
pub mod line;
pub mod maps;
pub mod native;
pub mod node;
pub mod plans;
pub mod planted;
#[cfg(unix)]
pub mod postgres;
pub mod properties;
pub mod question;
pub mod stripe;
pub mod style;
pub mod tally;
pub mod trial;
#[cfg(unix)]
pub mod usage;
