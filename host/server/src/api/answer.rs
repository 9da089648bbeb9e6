//! What the routes for operators share.

use crate::error::ApiError;
use axum::Json;

/// Returns how many rows a page has: defaults to 100, and is at most 1,000.
pub(crate) fn at_most(said: Option<u32>) -> u32 {
    said.unwrap_or(100).min(1_000)
}

pub(crate) type Answer<T> = Result<Json<T>, ApiError>;
