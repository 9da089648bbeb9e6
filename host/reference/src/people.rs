//! Who can sign in. In your product this is your own sign-in: here anyone may be anyone, which is
//! why the demo listens on this machine alone.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use tiergate_server::{Identity, Role, Sessions};

/// Someone who can sign in.
#[derive(Serialize)]
pub struct Person {
    id: &'static str,
    name: &'static str,
    /// The subject of their tokens.
    pub email: &'static str,
    /// Their tenant; an operator has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<&'static str>,
    /// What can be seen with their eyes.
    shows: &'static str,
}

/// Uma belongs to `acme`, which is on Basic.
pub const UMA: Person = of(
    "uma",
    "Uma",
    "uma@acme.example",
    "acme",
    "Basic: the menu is short, and three agents have room",
);

/// Ann is an operator.
pub const ANN: Person = Person {
    id: "ann",
    name: "Ann",
    email: "ann@helpdesk.example",
    tenant: None,
    shows: "An operator: grants and revokes tiers, for every tenant",
};

const PEOPLE: [Person; 7] = [
    UMA,
    of("gus", "Gus", "gus@globex.example", "globex", "A trial of Pro, with nine days left"),
    of(
        "ines",
        "Ines",
        "ines@initech.example",
        "initech",
        "Pro, paid: eight of ten seats are taken",
    ),
    of(
        "sol",
        "Sol",
        "sol@soylent.example",
        "soylent",
        "Pro, and a payment that failed three days ago",
    ),
    of("hana", "Hana", "hana@hooli.example", "hooli", "No plan at all: misconfigured"),
    of(
        "cleo",
        "Cleo",
        "cleo@opendesk.example",
        "opendesk",
        "The community edition: nothing is gated",
    ),
    ANN,
];

const fn of(
    id: &'static str,
    name: &'static str,
    email: &'static str,
    tenant: &'static str,
    shows: &'static str,
) -> Person {
    Person { id, name, email, tenant: Some(tenant), shows }
}

/// Returns the routes: `GET /people`, and `POST /people/{id}/session` to sign in as one of them.
pub fn routes(sessions: Sessions) -> Router {
    Router::new()
        .route("/people", get(async || Json(PEOPLE)))
        .route("/people/{id}/session", post(sign_in))
        .with_state(sessions)
}

async fn sign_in(State(sessions): State<Sessions>, Path(id): Path<String>) -> Response {
    let Some(person) = PEOPLE.iter().find(|person| person.id == id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let roles: &[Role] = if person.tenant.is_none() { &[Role::SystemAdmin] } else { &[] };
    let identity = Identity::new(person.email, person.tenant, roles);
    match sessions.sign_in(identity).await {
        Ok((session, cookie)) => (cookie, Json(session)).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}
