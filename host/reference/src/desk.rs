//! What the help desk itself keeps and does. It keeps it in memory: your product has a database.

use crate::names::{Cap, Feature};
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tiergate_server::{Entitled, GateError, Usage, UsageError};

/// The teams of all tenants.
#[derive(Clone, Default)]
pub struct Desk(Arc<Mutex<HashMap<String, Team>>>);

/// What one tenant has.
struct Team {
    agents: Vec<Agent>,
    projects: Vec<String>,
    /// The identifier of the next agent.
    next: u64,
}

/// Someone who answers tickets, and takes a seat.
#[derive(Clone, Serialize)]
struct Agent {
    id: u64,
    name: String,
}

/// The body of a request that adds something.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// The most characters of a name.
const LONGEST: usize = 60;

const NAMES: [&str; 8] = [
    "Ines Moreau",
    "Jun Tanaka",
    "Lea Fischer",
    "Marek Nowak",
    "Noor Haddad",
    "Owen Price",
    "Pia Lindqvist",
    "Rafael Costa",
];

impl Team {
    /// Returns what a tenant starts with.
    fn of(tenant: &str) -> Self {
        let agents = match tenant {
            "acme" => 0,
            "initech" => 8,
            _ => 2,
        };
        let mut team = Self { agents: Vec::new(), projects: Vec::new(), next: 1 };
        NAMES.iter().take(agents).for_each(|name| team.add(name));
        team.projects.extend(["Move the archive", "Answer within an hour"].map(str::to_owned));
        team
    }

    fn add(&mut self, name: &str) {
        self.agents.push(Agent { id: self.next, name: name.to_owned() });
        self.next += 1;
    }

    fn used(&self) -> u64 {
        self.agents.iter().map(|_| 1).sum()
    }

    fn show_agents(&self) -> Json<Value> {
        Json(json!({ "agents": self.agents }))
    }

    fn show_projects(&self) -> Json<Value> {
        Json(json!({ "projects": self.projects }))
    }
}

impl Desk {
    /// Does something with a tenant's team, while nobody else does.
    fn team<T>(&self, tenant: &str, work: impl FnOnce(&mut Team) -> T) -> T {
        let mut teams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(teams.entry(tenant.to_owned()).or_insert_with(|| Team::of(tenant)))
    }
}

impl Usage for Desk {
    async fn used(&self, tenant: &str, _cap: &str) -> Result<u64, UsageError> {
        Ok(self.team(tenant, |team| team.used()))
    }
}

/// Returns the tickets.
pub async fn tickets() -> Json<Value> {
    let ticket = |number: u32, title: &str, from: &str, state: &str| json!({ "number": number, "title": title, "from": from, "state": state });
    Json(json!({ "tickets": [
        ticket(1048, "The export stops after 1,000 rows", "Bea Adler", "open"),
        ticket(1047, "How do I change the sender’s address?", "Tomás Vega", "open"),
        ticket(1045, "Invoices arrive twice", "Kim Larsen", "waiting"),
        ticket(1041, "Cannot sign in on my phone", "Ola Berg", "solved"),
    ] }))
}

/// Returns the invoices to the tenant's own customers. The gate of its route has let them through.
pub async fn billing(tenant: Entitled) -> Json<Value> {
    let customers = [
        "Adler & Sons",
        "Vega Studio",
        "Larsen Boats",
        "Berg Clinic",
        "Mori Tea",
        "Oak School",
        "Pine Radio",
    ];
    let invoices = customers.iter().zip(301..).map(|(customer, number)| {
        let is_paid = number % 3 != 0;
        json!({ "number": number, "customer": customer, "cents": number * 200, "paid": is_paid })
    });
    let invoices: Vec<_> = invoices.collect();
    let title = format!("{} invoices of {}", invoices.len(), tenant.tenant());
    Json(json!({ "title": title, "invoices": invoices }))
}

/// Returns the projects. It shows that a handler can make its own checks.
pub async fn projects(
    State(desk): State<Desk>,
    tenant: Entitled,
) -> Result<Json<Value>, GateError> {
    tenant.require(&Feature::Projects)?;
    Ok(desk.team(tenant.tenant(), |team| team.show_projects()))
}

/// Begins a project.
pub async fn begin(
    State(desk): State<Desk>,
    tenant: Entitled,
    Json(Named { name }): Json<Named>,
) -> Result<Json<Value>, GateError> {
    tenant.require(&Feature::Projects)?;
    Ok(desk.team(tenant.tenant(), |team| {
        team.projects.push(named(&name, "Project", team.projects.len()));
        team.show_projects()
    }))
}

/// Returns the extensions.
pub async fn extensions() -> Json<Value> {
    let extension = |name: &str, does: &str| json!({ "name": name, "does": does });
    Json(json!({ "extensions": [
        extension("Chat", "Opens a ticket from a message."),
        extension("Code host", "Links a ticket to a change."),
        extension("Calendar", "Shows who is away."),
    ] }))
}

/// Returns the assistant's suggestions.
pub async fn suggestions() -> Json<Value> {
    let suggestion = |ticket: u32, text: &str| json!({ "ticket": ticket, "text": text });
    Json(json!({ "suggestions": [
        suggestion(1048, "Ask for the file: rows with a line break in a cell count twice."),
        suggestion(1047, "Settings, Email, Sender. The domain must be confirmed first."),
    ] }))
}

/// Returns the agents.
pub async fn agents(State(desk): State<Desk>, tenant: Entitled) -> Json<Value> {
    desk.team(tenant.tenant(), |team| team.show_agents())
}

/// Adds an agent.
pub async fn hire(
    State(desk): State<Desk>,
    tenant: Entitled,
    invited: Option<Json<Named>>,
) -> Result<Json<Value>, GateError> {
    let name = invited.map_or_else(String::new, |Json(Named { name })| name);
    desk.team(tenant.tenant(), |team| {
        // Two requests may pass the route's gate when one seat is left, so the one that takes it
        // counts again, while nobody else does.
        tenant.require_cap(&Cap::Agents, team.used(), 1)?;
        team.add(&named(&name, "Agent", team.agents.len()));
        Ok(team.show_agents())
    })
}

/// Removes an agent, which frees a seat.
pub async fn dismiss(
    State(desk): State<Desk>,
    tenant: Entitled,
    Path(id): Path<u64>,
) -> Json<Value> {
    desk.team(tenant.tenant(), |team| {
        team.agents.retain(|agent| agent.id != id);
        team.show_agents()
    })
}

/// Returns a name that can be shown: the given one, or a kind and a number.
fn named(given: &str, kind: &str, others: usize) -> String {
    match given.trim() {
        "" => format!("{kind} {}", others + 1),
        given => given.chars().take(LONGEST).collect(),
    }
}
