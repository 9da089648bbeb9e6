//! What the tests of tiergate share.
