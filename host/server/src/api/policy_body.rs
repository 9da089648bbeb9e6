//! A policy as a request's body: a policy's file or, if this server builds policies, a tier map.

use crate::api::policy_body::drafts::{Draft, build};
use crate::error::ApiError;
use crate::extract::bad;
use crate::problem::{MapProblem, Problem};
use crate::problems::{TOO_LARGE, WRONG_TYPE};
use crate::serve::gathered::gathered;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;
use tiergate::MAX_FILE;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType};
use utoipa::{PartialSchema, ToSchema};

#[cfg_attr(feature = "author", path = "policy_build.rs")]
#[cfg_attr(not(feature = "author"), path = "policy_unbuilt.rs")]
mod drafts;

pub(crate) use drafts::Warnings;

/// The type of a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Wasm,
    Json,
    Toml,
}

impl Kind {
    /// Returns the kind that a media type names; parameters, such as a charset, do not matter.
    fn of(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "application/wasm" | "application/octet-stream" => Some(Self::Wasm),
            "application/json" => Some(Self::Json),
            "application/toml" => Some(Self::Toml),
            _ => None,
        }
    }
}

/// A policy's file, as it was sent or as it was built from a map.
pub(crate) struct PolicyBody {
    pub(crate) file: Bytes,
    /// What the map was warned of.
    pub(crate) warnings: Warnings,
    /// The map that the file was built from, if it was.
    draft: Option<Draft>,
}

impl PolicyBody {
    /// Returns the laws that the map breaks, the first time. A policy's file is not checked.
    pub(crate) async fn broken_laws(&mut self) -> Result<Vec<MapProblem>, ApiError> {
        match self.draft.take() {
            Some(draft) => draft.broken_laws().await,
            None => Ok(Vec::new()),
        }
    }
}

/// A tier map, for descriptions.
pub(crate) struct TierMap;

impl PartialSchema for TierMap {
    fn schema() -> RefOr<Schema> {
        let map = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
        map.description(Some("A tier map: `tiergate map schema` prints its JSON Schema.")).into()
    }
}

impl ToSchema for TierMap {
    fn name() -> Cow<'static, str> {
        "TierMap".into()
    }
}

impl<S: Send + Sync> FromRequest<S> for PolicyBody {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let Some(kind) = kind.and_then(Kind::of) else {
            let words = "send a policy's file with `Content-Type: application/wasm`, or a tier map \
                         with `application/json` or `application/toml`";
            return Err(Problem::new(&WRONG_TYPE, words).into_response());
        };
        let bytes = Bytes::from_request(gathered(request), state).await.map_err(|error| {
            if error.status() != TOO_LARGE.status {
                return bad(error.status(), &error.body_text());
            }
            let words = format!("a policy's file, or a map, may have at most {MAX_FILE} bytes");
            Problem::new(&TOO_LARGE, words).into_response()
        })?;
        match kind {
            Kind::Wasm => Ok(Self { file: bytes, warnings: Warnings::default(), draft: None }),
            Kind::Json | Kind::Toml => build(kind, bytes).await.map_err(|it| it.into_response()),
        }
    }
}
