//! What the tests of tiergate share.

pub mod hostile;
pub mod node;
