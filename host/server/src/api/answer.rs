//! What the routes of operators have in common.

use crate::error::ApiError;
use axum::Json;

/// How many rows a page has: 100 unless said, and 1,000 at most.
pub(crate) fn at_most(said: Option<u32>) -> u32 {
    said.unwrap_or(100).min(1_000)
}

pub(crate) type Answer<T> = Result<Json<T>, ApiError>;
