//! What the descriptions of many routes share: parameters, and the responses that refuse a request.
//!
//! A route is added together with its description: `#[utoipa::path]` on the handler, then
//! [`routes!`](utoipa_axum::routes), which takes both. [`router::described`](crate::api) collects
//! them.

use crate::problem::{Problem, header};
use crate::problems::{self, ProblemKind};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderName, StatusCode};
use serde_json::{Value, json};
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

/// The subscription that a path names.
pub(crate) struct OfSubscription;

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

impl IntoParams for OfSubscription {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let docs = "The subscription, with its billing system's prefix, such as `stripe:sub_1`.";
        vec![text(ParameterIn::Path, "subscription", docs, None)]
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

/// Returns a header that gives a reason.
pub(crate) fn reason(name: &str, docs: &str) -> Parameter {
    let pattern = Some("^([ -$&-~]|%[0-7][0-9A-Fa-f])*$");
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(pattern);
    let parameter = ParameterBuilder::new().name(name).schema(Some(schema));
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

/// Kinds of problems that several groups of routes have.
type Kinds = &'static [&'static ProblemKind];

const MALFORMED: Kinds = &[&problems::MALFORMED];
const UNIDENTIFIED: Kinds = &[&problems::UNIDENTIFIED];
const BARRED: Kinds = &[&problems::FORBIDDEN, &problems::CROSS_SITE];
const UNKNOWN_TENANT: Kinds = &[&problems::UNKNOWN_TENANT];
const UNKNOWN_POLICY: Kinds = &[&problems::UNKNOWN_POLICY];
const TOO_SLOW: Kinds = &[&problems::TOO_SLOW];
const WRONG_TYPE: Kinds = &[&problems::WRONG_TYPE];
const DAMAGED: Kinds = &[&problems::POLICY_DAMAGED];
const AWAY: Kinds = &[&problems::UNAVAILABLE, &problems::TIMED_OUT, &problems::OVERLOADED];
/// If a policy is read from the store.
const UNLOADED: Kinds = &[
    &problems::UNAVAILABLE,
    &problems::POLICY_UNAVAILABLE,
    &problems::TIMED_OUT,
    &problems::OVERLOADED,
];
/// If a write names something that is not there.
const WRONG: Kinds = &[
    &problems::INVALID,
    &problems::KEY_REUSED,
    &problems::PAST_END,
    &problems::NO_SUCH_TIER,
    &problems::NO_SUCH_ADD_ON,
    &problems::NO_SUCH_FEATURE,
    &problems::NO_SUCH_CAP,
    &problems::NO_SUCH_EDITION,
    &problems::NO_SUCH_POLICY,
    &problems::POLICY_FAILS,
    &problems::AMBIGUOUS_DIGEST,
];

/// Documents the problems of a group of routes, as its `responses(…)`. If a route has several
/// groups with the same status, the last one describes that status.
macro_rules! refusals {
    ($($(#[$docs:meta])* $name:ident: [$($kinds:expr),+ $(,)?])+) => {
        $(
            $(#[$docs])*
            pub(crate) struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    let kinds: &[Kinds] = &[$($kinds),+];
                    by_status(&kinds.concat())
                }
            }
        )+
    };
}

refusals! {
    /// For routes that need a token and read the store.
    Guarded: [UNIDENTIFIED, BARRED, AWAY]
    /// For routes that need a token, and that anyone who has one may use.
    Unguarded: [UNIDENTIFIED, AWAY]
    /// For routes that identify the caller by a cookie.
    CrossSite: [BARRED]
    /// For routes that need a session, which a cookie holds.
    InSession: [UNIDENTIFIED, BARRED, AWAY]
    /// For routes whose path names a policy.
    PolicyNamed: [
        MALFORMED,
        UNKNOWN_POLICY,
        &[&problems::INVALID, &problems::AMBIGUOUS_DIGEST, &problems::POLICY_REFUSED],
        DAMAGED,
        UNLOADED,
    ]
    /// For the route that compares policies.
    Compared: [&[&problems::NEEDS_EVENTS], &[&problems::BUSY]]
    /// For routes on which a tenant's own admin may write.
    Rated: [&[&problems::TOO_OFTEN]]
    /// For routes to which a policy's file is sent.
    Uploaded: [
        MALFORMED,
        TOO_SLOW,
        &[&problems::TOO_LARGE],
        WRONG_TYPE,
        &[&problems::INVALID, &problems::POLICY_REFUSED, &problems::POLICY_FAILS],
    ]
    /// For routes to which a tier map can be sent in place of a policy's file.
    Authored: [
        &[&problems::INVALID, &problems::POLICY_REFUSED, &problems::POLICY_FAILS],
        &[&problems::MAP_REFUSED],
        &[&problems::BUSY],
    ]
    /// For the route that publishes what is sent to it.
    Published: [
        &[
            &problems::INVALID,
            &problems::POLICY_REFUSED,
            &problems::POLICY_FAILS,
            &problems::MAP_REFUSED,
            &problems::LAWS_BROKEN,
        ],
    ]
    /// For routes that make another policy the active one.
    Activating: [
        &[&problems::NONE_BEFORE, &problems::NONE_ACTIVE, &problems::OVERTAKEN],
        &[
            &problems::INVALID,
            &problems::KEY_REUSED,
            &problems::PAST_END,
            &problems::AMBIGUOUS_DIGEST,
        ],
        &[&problems::POLICY_REFUSED, &problems::POLICY_FAILS],
        DAMAGED,
        UNLOADED,
    ]
    /// For the routes of kept tenants.
    Releasing: [
        &[&problems::INVALID, &problems::NO_SUCH_POLICY, &problems::AMBIGUOUS_DIGEST],
    ]
    /// For the route that returns a policy's file.
    Filed: [MALFORMED, UNKNOWN_POLICY, AWAY]
    /// For the route that reports whether the server can answer.
    Unready: [&[&problems::ENDING, &problems::NO_STORE]]
    /// For routes that need a role.
    Trusted: [BARRED]
    /// For routes that read something from the address.
    Addressed: [MALFORMED]
    /// For routes whose path names a tenant.
    Tenanted: [MALFORMED, UNKNOWN_TENANT]
    /// For routes whose path names a tenant and a subscription.
    Subscribed: [MALFORMED, &[&problems::UNKNOWN_TENANT, &problems::UNKNOWN_SUBSCRIPTION]]
    /// For routes whose path names a tenant and whose body names a cap.
    Capped: [MALFORMED, UNKNOWN_TENANT, &[&problems::UNKNOWN_CAP]]
    /// For routes that can be asked for facts of a revision or a later one.
    Current: [&[&problems::BEHIND]]
    /// For routes that need a billing system.
    Billed: [&[&problems::NO_BILLING]]
    /// For routes that start a run.
    Started: [&[&problems::INVALID, &problems::KEY_REUSED], &[&problems::BUSY]]
    /// For routes that create a tenant.
    Taken: [&[&problems::TENANT_EXISTS]]
    /// For routes that have a body.
    Bodied: [
        MALFORMED,
        TOO_SLOW,
        &[&problems::LARGE_BODY, &problems::TOO_MANY],
        WRONG_TYPE,
        &[&problems::INVALID],
    ]
    /// For routes that evaluate flags.
    Evaluated: [TOO_SLOW, &[&problems::LARGE_BODY], &[&problems::INVALID]]
    /// For streams that stay open.
    Streamed: [&[&problems::TOO_MANY_STREAMS]]
    /// For routes that write.
    Unwritten: [MALFORMED, &[&problems::STALE_REVISION], WRONG]
}

/// Returns one response for each status, which describes all kinds of problems with it.
fn by_status(kinds: &[&ProblemKind]) -> BTreeMap<String, RefOr<Response>> {
    let mut statuses: BTreeMap<StatusCode, Vec<&ProblemKind>> = BTreeMap::new();
    for kind in kinds {
        statuses.entry(kind.status).or_default().push(kind);
    }
    let responses = statuses
        .into_iter()
        .map(|(status, kinds)| (status.as_str().to_owned(), response(status, &kinds).into()));
    responses.collect()
}

/// Returns the response of a status that has a problem of one of these kinds.
fn response(status: StatusCode, kinds: &[&ProblemKind]) -> Response {
    let one_of =
        |kind, values: Vec<Value>| ObjectBuilder::new().schema_type(kind).enum_values(Some(values));
    let narrow = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("status", one_of(Type::Integer, vec![json!(status.as_u16())]))
        .property("code", one_of(Type::String, kinds.iter().map(|it| json!(it.code)).collect()));
    let problem = AllOfBuilder::new().item(Ref::from_schema_name(Problem::name())).item(narrow);
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let lines: Vec<_> = kinds.iter().map(|it| format!("- `{}`: {}", it.code, it.about)).collect();
    let response = ResponseBuilder::new().description(lines.join("\n"));
    let response = response.content("application/problem+json", content);
    match kinds.iter().find_map(|kind| header(status, kind.code)) {
        Some((name, _)) => described(response, &name).build(),
        None => response.build(),
    }
}

/// Describes the header that a response has because of its problem.
fn described(response: ResponseBuilder, name: &HeaderName) -> ResponseBuilder {
    let (name, kind, docs) = match *name {
        RETRY_AFTER => ("Retry-After", Type::Integer, "How many seconds to wait before a retry."),
        _ => ("WWW-Authenticate", Type::String, "How to authenticate."),
    };
    let schema = ObjectBuilder::new().schema_type(kind);
    response.header(name, HeaderBuilder::new().schema(Some(schema)).description(Some(docs)).build())
}
