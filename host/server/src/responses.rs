//! What the descriptions of many routes have in common: parameters, and what is answered to whom
//! or what is refused.
//!
//! A route is added with its description, `#[utoipa::path]` on the handler, and
//! [`routes!`](utoipa_axum::routes), which takes both. [`router::described`](crate::api) puts
//! them together.

use crate::problem::Problem;
use axum::http::StatusCode;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, ToSchema};

/// The longest identifier, in bytes.
const MOST: usize = 255;

/// The tenant that a path names.
pub(crate) struct OfTenant;

/// What of the tenant's a path names: a feature, a cap, an add-on or an attribute.
pub(crate) struct OfId;

/// The policy that a path names.
pub(crate) struct OfDigest;

/// The headers of a write.
pub(crate) struct Keyed;

/// The header of a write to what has no revision.
pub(crate) struct Once;

impl IntoParams for OfTenant {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![text(ParameterIn::Path, "tenant", "The tenant.", None)]
    }
}

impl IntoParams for OfId {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![text(ParameterIn::Path, "id", "Its identifier.", None)]
    }
}

impl IntoParams for OfDigest {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let docs = "The digest of a policy that is published, or how it alone begins, by 4 characters \
                    at least. Programs give the whole digest.";
        vec![text(ParameterIn::Path, "digest", docs, None)]
    }
}

impl IntoParams for Once {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = "A new one for each write, and the same to send it again: of all writes to one \
                   tenant with one key the first counts, and the others are answered as it was, \
                   whatever was changed since. A key that comes with another question is refused \
                   as `key-reused`. It counts for 30 days, whoever sends it, and ends when the \
                   tenant is deleted.";
        vec![text(ParameterIn::Header, "Idempotency-Key", key, Some("^[!-~]+$"))]
    }
}

impl IntoParams for Keyed {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let revision = "The revision that the write is for, as a read or a write answered it: it \
                        is refused where anyone wrote since.";
        let pattern = Some(r#"^("[0-9]{1,16}"|[0-9]{1,16})$"#);
        let mut revision = text(ParameterIn::Header, "If-Match", revision, pattern);
        revision.required = Required::False;
        let mut headers = Once::into_params(place);
        headers.push(revision);
        headers
    }
}

/// The header that says why.
pub(crate) fn reason() -> Parameter {
    let docs = "Why, for those who read the history: UTF-8, percent-encoded, 4,000 bytes at most. \
                It is a header because proxies keep addresses in their logs.";
    let pattern = Some("^([ -$&-~]|%[0-7][0-9A-Fa-f])*$");
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(pattern);
    let parameter = ParameterBuilder::new().name("Tiergate-Reason").schema(Some(schema));
    let parameter = parameter.parameter_in(ParameterIn::Header).description(Some(docs));
    parameter.required(Required::False).build()
}

fn text(place: ParameterIn, name: &str, docs: &str, pattern: Option<&str>) -> Parameter {
    // A path may name anything: what is longer than an identifier can be is not there.
    let most = (place != ParameterIn::Path).then_some(MOST);
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(pattern);
    let schema = schema.min_length(Some(1)).max_length(most);
    let parameter = ParameterBuilder::new().name(name).parameter_in(place).schema(Some(schema));
    parameter.description(Some(docs)).required(Required::True).build()
}

/// What is answered with a [`Problem`]: a status, its codes, and what it says.
type GateError = (StatusCode, &'static [&'static str], &'static str);

/// Documents refusals as `responses(…)` of a route.
macro_rules! refusals {
    ($($(#[$docs:meta])* $name:ident: [$($refusal:expr),+ $(,)?])+) => {
        $(
            $(#[$docs])*
            pub(crate) struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    let refusals: &[GateError] = &[$($refusal),+];
                    refusals.iter().map(response).collect()
                }
            }
        )+
    };
}

const UNIDENTIFIED: GateError =
    (StatusCode::UNAUTHORIZED, &["unidentified"], "there is no token, or none that holds");
const FORBIDDEN: GateError =
    (StatusCode::FORBIDDEN, &["forbidden", "cross-site"], "who asks is not trusted with it");
const UNAVAILABLE: GateError = (
    StatusCode::SERVICE_UNAVAILABLE,
    &["unavailable", "timed-out", "overloaded"],
    "it cannot be told now: ask again later",
);
const CROSS_SITE: GateError =
    (StatusCode::FORBIDDEN, &["cross-site", "forbidden"], "another site had the browser ask");
const DAMAGED: GateError = (
    StatusCode::INTERNAL_SERVER_ERROR,
    &["policy-damaged"],
    "what the store has is not what was published",
);
const MALFORMED: GateError =
    (StatusCode::BAD_REQUEST, &["bad-request"], "the address, a header or the body is malformed");
const TOO_SLOW: GateError =
    (StatusCode::REQUEST_TIMEOUT, &["too-slow"], "the body comes too slowly: the connection ends");
const WRONG: GateError = (
    StatusCode::UNPROCESSABLE_ENTITY,
    &[
        "bad-request",
        "key-reused",
        "past-end",
        "unknown-tier",
        "unknown-add-on",
        "unknown-feature",
        "unknown-cap",
        "unknown-edition",
        "unknown-policy",
        "ambiguous-digest",
    ],
    "what is sent is not what the route takes, or the policy has no such thing",
);

refusals! {
    /// Where a token is needed, and a store is asked.
    Guarded: [UNIDENTIFIED, FORBIDDEN, UNAVAILABLE]
    /// Where a token is needed, and whoever has one may ask.
    Unguarded: [UNIDENTIFIED, UNAVAILABLE]
    /// Where a cookie decides who it is.
    CrossSite: [CROSS_SITE]
    /// Where a session is needed, which a cookie holds.
    InSession: [UNIDENTIFIED, CROSS_SITE, UNAVAILABLE]
    /// Where the path names a policy.
    PolicyNamed: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-policy"], "no such policy is published"),
        (StatusCode::UNPROCESSABLE_ENTITY, &["bad-request", "ambiguous-digest", "policy-refused"],
            "more than one digest begins so, or the policy cannot be loaded any more"),
        DAMAGED,
    ]
    /// Where a tenant's own admin writes.
    Rated: [(
        StatusCode::TOO_MANY_REQUESTS,
        &["too-often"],
        "the tenant's own admin writes too often: operators are not limited",
    )]
    /// Where a policy's file is sent.
    Uploaded: [
        MALFORMED,
        TOO_SLOW,
        (StatusCode::PAYLOAD_TOO_LARGE, &["too-large"], "the file is larger than a policy may be"),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, &["bad-request"], "the body's type is neither \
            `application/wasm` nor `application/octet-stream`"),
        (StatusCode::UNPROCESSABLE_ENTITY, &["bad-request", "policy-refused", "policy-fails"],
            "the file is no policy, or one that does not answer"),
    ]
    /// Where another policy is to decide.
    Activating: [
        (StatusCode::CONFLICT, &["none-before", "overtaken"], "there is no policy to go back to, \
            or another one was activated meanwhile"),
        (StatusCode::UNPROCESSABLE_ENTITY,
            &["bad-request", "key-reused", "ambiguous-digest", "policy-refused", "policy-fails"],
            "what is sent is not what the route takes, the key was for something else, or the \
            policy gives no answer for a stored tenant"),
        DAMAGED,
    ]
    /// Where a policy's file is asked for.
    Filed: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-policy"], "there is no such file"),
        UNAVAILABLE,
    ]
    /// Where it is told whether the server can answer.
    Unready: [(
        StatusCode::SERVICE_UNAVAILABLE,
        &["ending", "no-store"],
        "the server is about to end, or the store is away for so long that what is known may serve \
            no longer",
    )]
    /// Where who asks must be trusted with it.
    Trusted: [FORBIDDEN]
    /// Where something is read off the address.
    Addressed: [MALFORMED]
    /// Where the path names a tenant.
    Tenanted: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-tenant"], "there is no such tenant"),
    ]
    /// Where the path names a tenant, and the body a cap.
    Capped: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-tenant", "unknown-cap"], "there is no such tenant, \
            or the policy has no such cap"),
    ]
    /// Where facts of a revision, or later ones, are asked for.
    Current: [
        (StatusCode::CONFLICT, &["behind"], "the store does not have that revision of the tenant"),
    ]
    /// Where a tenant is made.
    Taken: [(StatusCode::CONFLICT, &["tenant-exists"], "there is such a tenant already")]
    /// Where there is a body.
    Bodied: [
        MALFORMED,
        TOO_SLOW,
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            &["bad-request", "too-many"],
            "it is too much for one request",
        ),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, &["bad-request"], "the body's type is not \
            `application/json`"),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            &["bad-request"],
            "what is sent is not what the route takes",
        ),
    ]
    /// A stream that stays open.
    Streamed: [(
        StatusCode::TOO_MANY_REQUESTS,
        &["too-many-streams"],
        "the person, or the server, has as many streams open as may be",
    )]
    /// Where something is written, and may not be.
    Unwritten: [
        MALFORMED,
        (StatusCode::PRECONDITION_FAILED, &["stale-revision"], "the tenant is at another revision"),
        WRONG,
    ]
}

fn response(&(status, codes, what): &GateError) -> (String, RefOr<Response>) {
    let one = |kind, value| ObjectBuilder::new().schema_type(kind).enum_values(Some([value]));
    let header = header(codes);
    let codes: Vec<_> = codes.iter().map(|code| json!(code)).collect();
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    let narrow = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("status", one(Type::Integer, json!(status.as_u16())))
        .property("code", code);
    let problem = AllOfBuilder::new().item(Ref::from_schema_name(Problem::name())).item(narrow);
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let mut response =
        ResponseBuilder::new().description(what).content("application/problem+json", content);
    if let Some((name, kind, docs)) = header {
        let header = HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(kind)));
        response = response.header(name, header.description(Some(docs)).build());
    }
    (status.as_u16().to_string(), response.build().into())
}

/// The header that answers with one of these codes have.
fn header(codes: &[&str]) -> Option<(&'static str, Type, &'static str)> {
    match codes {
        ["unidentified"] => Some(("WWW-Authenticate", Type::String, "How to say who asks.")),
        ["unavailable" | "behind" | "ending" | "too-often" | "too-many-streams", ..] => {
            Some(("Retry-After", Type::Integer, "After how many seconds to ask again."))
        }
        _ => None,
    }
}
