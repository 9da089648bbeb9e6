//! What the descriptions of many routes share: parameters, and the responses that refuse a request.
//!
//! A route is added together with its description: `#[utoipa::path]` on the handler, then
//! [`routes!`](utoipa_axum::routes), which takes both. [`router::described`](crate::api) collects
//! them.

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

/// The thing of a tenant that a path names: a feature, a cap, an add-on or an attribute.
pub(crate) struct OfId;

/// The policy that a path names.
pub(crate) struct OfDigest;

/// The headers of a write.
pub(crate) struct Keyed;

/// The header of a write to something that has no revision.
pub(crate) struct Once;

impl IntoParams for OfTenant {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![text(ParameterIn::Path, "tenant", "The tenant.", None)]
    }
}

impl IntoParams for OfId {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let docs = "The identifier of the feature, cap, add-on or attribute.";
        vec![text(ParameterIn::Path, "id", docs, None)]
    }
}

impl IntoParams for OfDigest {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let docs = "The digest of a published policy, or a unique prefix of it with at least 4 \
                    characters. Programs should give the whole digest.";
        vec![text(ParameterIn::Path, "digest", docs, None)]
    }
}

impl IntoParams for Once {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = "A new key for each write, and the same key to retry it. Of all writes to one \
                   tenant with one key only the first takes effect; the others get its answer, \
                   whatever has changed since. A key that is sent with a different request is \
                   refused as `key-reused`. A key is valid for 30 days, regardless of who sends \
                   it, and is forgotten when the tenant is deleted.";
        vec![text(ParameterIn::Header, "Idempotency-Key", key, Some("^[!-~]+$"))]
    }
}

impl IntoParams for Keyed {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let revision = "The revision that the write is based on, as returned by a read or a \
                        write. The write is refused if anyone has written since.";
        let pattern = Some(r#"^("[0-9]{1,16}"|[0-9]{1,16})$"#);
        let mut revision = text(ParameterIn::Header, "If-Match", revision, pattern);
        revision.required = Required::False;
        let mut headers = Once::into_params(place);
        headers.push(revision);
        headers
    }
}

/// Returns the header that gives the reason.
pub(crate) fn reason() -> Parameter {
    let docs = "The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 \
                bytes. It is a header because proxies keep addresses in their logs.";
    let pattern = Some("^([ -$&-~]|%[0-7][0-9A-Fa-f])*$");
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(pattern);
    let parameter = ParameterBuilder::new().name("Tiergate-Reason").schema(Some(schema));
    let parameter = parameter.parameter_in(ParameterIn::Header).description(Some(docs));
    parameter.required(Required::False).build()
}

fn text(place: ParameterIn, name: &str, docs: &str, pattern: Option<&str>) -> Parameter {
    // A path may name anything: if it is longer than an identifier can be, it is just not found.
    let most = (place != ParameterIn::Path).then_some(MOST);
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(pattern);
    let schema = schema.min_length(Some(1)).max_length(most);
    let parameter = ParameterBuilder::new().name(name).parameter_in(place).schema(Some(schema));
    parameter.description(Some(docs)).required(Required::True).build()
}

/// A response with a [`Problem`]: its status, its possible codes, and its description.
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
    (StatusCode::UNAUTHORIZED, &["unidentified"], "there is no token, or it is not valid");
const FORBIDDEN: GateError =
    (StatusCode::FORBIDDEN, &["forbidden", "cross-site"], "the caller is not allowed to do this");
const UNAVAILABLE: GateError = (
    StatusCode::SERVICE_UNAVAILABLE,
    &["unavailable", "timed-out", "overloaded"],
    "temporarily unavailable: retry later",
);
const CROSS_SITE: GateError =
    (StatusCode::FORBIDDEN, &["cross-site", "forbidden"], "the browser sent this for another site");
const DAMAGED: GateError = (
    StatusCode::INTERNAL_SERVER_ERROR,
    &["policy-damaged"],
    "the file in the store differs from the one that was published",
);
const MALFORMED: GateError =
    (StatusCode::BAD_REQUEST, &["bad-request"], "the address, a header or the body is malformed");
const TOO_SLOW: GateError =
    (StatusCode::REQUEST_TIMEOUT, &["too-slow"], "the body is too slow: the connection ends");
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
        "policy-fails",
        "ambiguous-digest",
    ],
    "the request is not what the route takes, or it names something that the policy does not have",
);

refusals! {
    /// For routes that need a token and read the store.
    Guarded: [UNIDENTIFIED, FORBIDDEN, UNAVAILABLE]
    /// For routes that need a token, and that anyone who has one may use.
    Unguarded: [UNIDENTIFIED, UNAVAILABLE]
    /// For routes that identify the caller by a cookie.
    CrossSite: [CROSS_SITE]
    /// For routes that need a session, which a cookie holds.
    InSession: [UNIDENTIFIED, CROSS_SITE, UNAVAILABLE]
    /// For routes whose path names a policy.
    PolicyNamed: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-policy"], "no such policy is published"),
        (StatusCode::UNPROCESSABLE_ENTITY, &["bad-request", "ambiguous-digest", "policy-refused"],
            "more than one digest begins with this, or the policy can no longer be loaded"),
        DAMAGED,
    ]
    /// For routes on which a tenant's own admin may write.
    Rated: [(
        StatusCode::TOO_MANY_REQUESTS,
        &["too-often"],
        "the tenant's own admin writes too often: operators are not limited",
    )]
    /// For routes to which a policy's file is sent.
    Uploaded: [
        MALFORMED,
        TOO_SLOW,
        (StatusCode::PAYLOAD_TOO_LARGE, &["too-large"], "the file is larger than a policy may be"),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, &["bad-request"], "the body's type is neither \
            `application/wasm` nor `application/octet-stream`"),
        (StatusCode::UNPROCESSABLE_ENTITY, &["bad-request", "policy-refused", "policy-fails"],
            "the file is not a policy, or the policy gives no answer"),
    ]
    /// For routes that make another policy the active one.
    Activating: [
        (StatusCode::CONFLICT, &["none-before", "overtaken"], "there is no policy to go back to, \
            or another one was activated meanwhile"),
        (StatusCode::UNPROCESSABLE_ENTITY,
            &["bad-request", "key-reused", "ambiguous-digest", "policy-refused", "policy-fails"],
            "the request is not what the route takes, the key was used for something else, or \
            the policy gives no answer for a stored tenant"),
        DAMAGED,
    ]
    /// For the route that returns a policy's file.
    Filed: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-policy"], "there is no such file"),
        UNAVAILABLE,
    ]
    /// For the route that reports whether the server can answer.
    Unready: [(
        StatusCode::SERVICE_UNAVAILABLE,
        &["ending", "no-store"],
        "the server is shutting down, or the store has been away for so long that the cached \
            facts may no longer be used",
    )]
    /// For routes that need a role.
    Trusted: [FORBIDDEN]
    /// For routes that read something from the address.
    Addressed: [MALFORMED]
    /// For routes whose path names a tenant.
    Tenanted: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-tenant"], "there is no such tenant"),
    ]
    /// For routes whose path names a tenant and whose body names a cap.
    Capped: [
        MALFORMED,
        (StatusCode::NOT_FOUND, &["unknown-tenant", "unknown-cap"], "there is no such tenant, \
            or the policy has no such cap"),
    ]
    /// For routes that can be asked for facts of a revision or a later one.
    Current: [
        (StatusCode::CONFLICT, &["behind"], "the store does not have that revision of the tenant"),
    ]
    /// For routes that create a tenant.
    Taken: [(StatusCode::CONFLICT, &["tenant-exists"], "the tenant already exists")]
    /// For routes that have a body.
    Bodied: [
        MALFORMED,
        TOO_SLOW,
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            &["bad-request", "too-many"],
            "the body, or the number of its items, is too large for one request",
        ),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, &["bad-request"], "the body's type is not \
            `application/json`"),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            &["bad-request"],
            "the body is not what the route takes",
        ),
    ]
    /// For streams that stay open.
    Streamed: [(
        StatusCode::TOO_MANY_REQUESTS,
        &["too-many-streams"],
        "the person, or the server, already has the most streams open that are allowed",
    )]
    /// For routes that write.
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

/// Returns the header of responses that have one of these codes.
fn header(codes: &[&str]) -> Option<(&'static str, Type, &'static str)> {
    match codes {
        ["unidentified"] => Some(("WWW-Authenticate", Type::String, "How to authenticate.")),
        ["unavailable" | "behind" | "ending" | "too-often" | "too-many-streams", ..] => {
            Some(("Retry-After", Type::Integer, "How many seconds to wait before a retry."))
        }
        _ => None,
    }
}
