//! Every reason for which a request is refused: one table, from which the responses, their
//! descriptions in OpenAPI and the reference in `README.md` are made (`tests/http/problems.rs` with
//! `TIERGATE_UPDATE=1` writes the latter).

use axum::http::StatusCode;

/// A reason for which requests are refused: what all [`Problem`](crate::Problem)s with this status
/// and code have in common.
///
/// # Examples
///
/// A product's own:
///
/// ```
/// use axum::http::StatusCode;
/// use tiergate_server::{Problem, ProblemKind};
///
/// const ON_HOLD: ProblemKind =
///     ProblemKind::new(StatusCode::CONFLICT, "on-hold", "The order is on hold.");
///
/// async fn ship() -> Problem {
///     Problem::new(&ON_HOLD, "order 17 is on hold until it is paid")
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProblemKind {
    /// The response's status.
    pub status: StatusCode,
    /// A short code for the cause, for programs. Together with the status it is unique.
    pub code: &'static str,
    /// What it means: a sentence for the documentation.
    pub about: &'static str,
}

impl ProblemKind {
    /// Creates a kind of problem with this status, code of the cause, and sentence about it.
    pub const fn new(status: StatusCode, code: &'static str, about: &'static str) -> Self {
        Self { status, code, about }
    }
}

/// Makes a constant of each row, and [`PROBLEMS`] of all.
macro_rules! problems {
    ($($name:ident = $status:ident $code:literal: $about:literal;)+) => {
        $(
            #[doc = $about]
            pub(crate) const $name: ProblemKind =
                ProblemKind::new(StatusCode::$status, $code, $about);
        )+

        /// Every kind of problem with which this crate's gates and routes refuse a request, in the
        /// order of their statuses.
        ///
        /// # Examples
        ///
        /// ```
        /// use tiergate_server::PROBLEMS;
        ///
        /// let denied = PROBLEMS.iter().find(|kind| kind.code == "denied");
        /// assert_eq!(denied.map(|kind| kind.status.as_u16()), Some(403));
        /// ```
        pub const PROBLEMS: &[&ProblemKind] = &[$(&$name),+];
    };
}

problems! {
    MALFORMED = BAD_REQUEST "bad-request":
        "The address, a header or the body is malformed, or a header is missing.";

    UNIDENTIFIED = UNAUTHORIZED "unidentified":
        "The request does not identify the caller: the token or session is absent or not valid.";

    FORBIDDEN = FORBIDDEN "forbidden":
        "The caller is not allowed to do this.";
    CROSS_SITE = FORBIDDEN "cross-site":
        "A browser sent the request, with a cookie, on behalf of another site.";
    UNCLEAR_TENANT = FORBIDDEN "unidentified":
        "The request does not clearly identify the tenant that it is from.";
    UNKNOWN_OWN_TENANT = FORBIDDEN "unknown-tenant":
        "The tenant that the request is from does not exist.";
    DENIED = FORBIDDEN "denied":
        "The tenant may not use the feature that the route requires.";
    CAP_REACHED = FORBIDDEN "cap-reached":
        "The tenant has reached the cap that the route adds to.";

    NO_ROUTE = NOT_FOUND "no-route":
        "There is nothing at this address.";
    UNKNOWN_TENANT = NOT_FOUND "unknown-tenant":
        "The tenant does not exist.";
    UNKNOWN_SUBSCRIPTION = NOT_FOUND "unknown-subscription":
        "No billing system reported the subscription.";
    UNKNOWN_CAP = NOT_FOUND "unknown-cap":
        "The policy does not have the cap that the question names.";
    UNKNOWN_POLICY = NOT_FOUND "unknown-policy":
        "No such policy is published.";

    NO_METHOD = METHOD_NOT_ALLOWED "no-method":
        "The address does not support the method; `Allow` lists those that it supports.";

    NEEDS_EVENTS = NOT_ACCEPTABLE "needs-events":
        "The answer takes longer than a request may; with `Accept: text/event-stream` it is sent as \
         events.";

    TOO_SLOW = REQUEST_TIMEOUT "too-slow":
        "The body arrives too slowly; the connection ends.";

    BEHIND = CONFLICT "behind":
        "The store does not have that revision of the tenant.";
    TENANT_EXISTS = CONFLICT "tenant-exists":
        "The tenant already exists.";
    NONE_BEFORE = CONFLICT "none-before":
        "There is no policy to go back to.";
    NONE_ACTIVE = CONFLICT "none-active":
        "No policy is active, so there is none to keep tenants on.";
    OVERTAKEN = CONFLICT "overtaken":
        "Another policy was activated meanwhile, or the policy to go back to is another than `to`.";
    NO_BILLING = CONFLICT "no-billing":
        "The server does not know the billing system, or has no key of its API.";

    STALE_REVISION = PRECONDITION_FAILED "stale-revision":
        "The tenant is at another revision than the one that `If-Match` names.";

    LARGE_BODY = PAYLOAD_TOO_LARGE "bad-request":
        "The body is larger than the server allows.";
    TOO_MANY = PAYLOAD_TOO_LARGE "too-many":
        "The request has more items than one request may have.";
    TOO_LARGE = PAYLOAD_TOO_LARGE "too-large":
        "The file is larger than a policy may be.";

    WRONG_TYPE = UNSUPPORTED_MEDIA_TYPE "bad-request":
        "The type of the body is not the one that the route takes.";

    INVALID = UNPROCESSABLE_ENTITY "bad-request":
        "The request is well-formed, but a value in it, or in the tenant's facts, is not valid.";
    KEY_REUSED = UNPROCESSABLE_ENTITY "key-reused":
        "The idempotency key was used for a different request.";
    PAST_END = UNPROCESSABLE_ENTITY "past-end":
        "The end that the request gives is in the past.";
    NO_SUCH_TIER = UNPROCESSABLE_ENTITY "unknown-tier":
        "The policy does not have this tier.";
    NO_SUCH_ADD_ON = UNPROCESSABLE_ENTITY "unknown-add-on":
        "The policy does not have this add-on.";
    NO_SUCH_FEATURE = UNPROCESSABLE_ENTITY "unknown-feature":
        "The policy does not have this feature.";
    NO_SUCH_CAP = UNPROCESSABLE_ENTITY "unknown-cap":
        "The policy does not have this cap.";
    NO_SUCH_EDITION = UNPROCESSABLE_ENTITY "unknown-edition":
        "The policy does not have this edition.";
    NO_SUCH_THING = UNPROCESSABLE_ENTITY "unknown":
        "The policy does not have what the request names.";
    NO_SUCH_POLICY = UNPROCESSABLE_ENTITY "unknown-policy":
        "The policy that the body names is not published.";
    AMBIGUOUS_DIGEST = UNPROCESSABLE_ENTITY "ambiguous-digest":
        "The digest is too short, or several published digests begin with it.";
    POLICY_REFUSED = UNPROCESSABLE_ENTITY "policy-refused":
        "The file is not a policy that this server loads.";
    POLICY_FAILS = UNPROCESSABLE_ENTITY "policy-fails":
        "The policy gives no answer when it is tried.";

    MAP_REFUSED = UNPROCESSABLE_ENTITY "map-refused":
        "The tier map has problems, which `problems` lists, or its policy would be too large.";
    LAWS_BROKEN = UNPROCESSABLE_ENTITY "laws-broken":
        "The tier map breaks laws of plans, and the request does not say why it is published anyway.";

    BUSY = TOO_MANY_REQUESTS "busy":
        "The same kind of work is under way for another request: retry later.";
    TOO_OFTEN = TOO_MANY_REQUESTS "too-often":
        "The tenant's own admin writes too often. Operators are not limited.";
    TOO_MANY_STREAMS = TOO_MANY_REQUESTS "too-many-streams":
        "The person, or the server, already has as many streams open as are allowed.";

    MISCONFIGURED = INTERNAL_SERVER_ERROR "misconfigured":
        "The server is set up wrongly: its operator must correct it.";
    POLICY_DAMAGED = INTERNAL_SERVER_ERROR "policy-damaged":
        "The policy's file in the store differs from the one that was published.";

    UNAVAILABLE = SERVICE_UNAVAILABLE "unavailable":
        "There is no answer at the moment: retry later.";
    POLICY_UNAVAILABLE = SERVICE_UNAVAILABLE "policy-unavailable":
        "The policy cannot be loaded at the moment: retry later.";
    TIMED_OUT = SERVICE_UNAVAILABLE "timed-out":
        "The request took too long. A write may still be applied: retry it with its key.";
    OVERLOADED = SERVICE_UNAVAILABLE "overloaded":
        "Too many requests are under way: retry later.";
    ENDING = SERVICE_UNAVAILABLE "ending":
        "The server is shutting down.";
    NO_STORE = SERVICE_UNAVAILABLE "no-store":
        "The store has been away for so long that cached facts may no longer be used.";
}
