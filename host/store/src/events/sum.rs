//! What the events of a tenant amount to.

use crate::error::StoreError;
use crate::events::change::Change;
use crate::events::identity::EventId;
use crate::events::inserts::json;
use crate::events::queries::parse_change;
use crate::sql::backend::{Backend, Value, from_sql};
use serde::Serialize;
use tiergate::TenantFacts;

/// A tenant's revision, its facts (`None` if there is no such tenant), the digest of the policy that
/// it is pinned to, and its label.
#[derive(Default, PartialEq)]
pub(crate) struct Sum {
    pub(crate) revision: u64,
    pub(crate) facts: Option<TenantFacts>,
    pub(crate) policy: Option<String>,
    pub(crate) label: Option<String>,
}

impl Sum {
    /// Adds the next event.
    pub(crate) fn add(&mut self, number: u64, change: &Change) {
        self.revision = number;
        self.facts = change.apply(self.facts.take());
        self.policy = change.pin(self.policy.take());
        self.label = change.label(self.label.take());
    }
}

/// Returns the events of some tenants, the first one first: the tenant, the identifier and the change
/// of each.
pub(crate) async fn changes<DB: Backend>(
    connection: &mut DB::Connection,
    tenants: &[impl Serialize + Sync],
) -> Result<Vec<(String, EventId, Change)>, StoreError> {
    let sql = format!(
        "SELECT tenant, number, identity, change FROM tiergate_events WHERE tenant {} ORDER BY number",
        DB::among(1)
    );
    let tenants = json(&tenants)?;
    let rows: Vec<(String, i64, i64, String)> =
        DB::rows(connection, sql, vec![Value::Text(&tenants)]).await?;
    let event = |(tenant, number, identity, change): (String, i64, i64, String)| {
        let id = EventId { number: from_sql(number), identity: from_sql(identity) };
        Ok((tenant, id, parse_change(number, &change)?))
    };
    rows.into_iter().map(event).collect()
}
