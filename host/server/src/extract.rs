//! Extractors for what requests carry, which reject as [`Problem`]s.

use crate::problem::Problem;
use crate::problems::{INVALID, LARGE_BODY, MALFORMED, MISCONFIGURED, WRONG_TYPE};
use crate::serve::gathered::gathered;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType};
use utoipa::{PartialSchema, ToSchema};

/// A JSON body, an object.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let request = gathered(request);
        let body: Result<Json<Object<T>>, JsonRejection> = Json::from_request(request, state).await;
        body.map(|Json(Object(body))| Self(body))
            .map_err(|error| bad(error.status(), &error.body_text()))
    }
}

/// A value that is read from an object only: serde itself would also accept an array of the fields.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// A body of any type, as it is sent.
pub(crate) struct Raw(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = Bytes::from_request(gathered(request), state).await;
        bytes.map(Self).map_err(|error| bad(error.status(), &error.body_text()))
    }
}

/// A WebAssembly file, for descriptions.
pub(crate) struct WasmFile;

impl PartialSchema for WasmFile {
    fn schema() -> RefOr<Schema> {
        // OpenAPI 3.1 describes binary content without a type, because it is not JSON.
        let file = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
        file.description(Some("A policy's file, a WebAssembly component.")).into()
    }
}

impl ToSchema for WasmFile {
    fn name() -> Cow<'static, str> {
        "PolicyFile".into()
    }
}

/// The query of the address.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Response> {
        let query: Result<Query<T>, QueryRejection> =
            Query::from_request_parts(request, state).await;
        query.map(|Query(it)| Self(it)).map_err(|error| bad(error.status(), &error.body_text()))
    }
}

/// The parameters of the path.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Response> {
        let path: Result<Path<T>, PathRejection> = Path::from_request_parts(request, state).await;
        path.map(|Path(it)| Self(it)).map_err(|error| bad(error.status(), &error.body_text()))
    }
}

/// Returns the response to a request that one of axum's extractors rejects with this status.
pub(crate) fn bad(status: StatusCode, text: &str) -> Response {
    let kinds = [&MALFORMED, &LARGE_BODY, &WRONG_TYPE, &INVALID];
    let kind = kinds.into_iter().find(|kind| kind.status == status);
    // Otherwise the handler does not fit its route.
    Problem::new(kind.unwrap_or(&MISCONFIGURED), text).into_response()
}
