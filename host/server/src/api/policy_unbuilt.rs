//! Tier maps at a server that does not build policies.

use super::{Kind, PolicyBody};
use crate::error::ApiError;
use crate::problem::{MapProblem, Problem};
use crate::problems::WRONG_TYPE;
use axum::body::Bytes;

/// What a map was warned of: nothing, because none is read.
pub(crate) type Warnings = Vec<MapProblem>;

/// Refuses a map.
pub(super) async fn build(_: Kind, _: Bytes) -> Result<PolicyBody, Box<Problem>> {
    let words = "this server does not build policies: build the map with `tiergate build`, and send \
                 the file with `Content-Type: application/wasm`";
    Err(Box::new(Problem::new(&WRONG_TYPE, words)))
}

/// A map that a policy was built from: there is none.
pub(crate) enum Draft {}

impl Draft {
    /// Returns the laws that the map breaks.
    pub(super) async fn broken_laws(self) -> Result<Vec<MapProblem>, ApiError> {
        match self {}
    }
}
