//! What billing systems reported about tenants before these were created.

use crate::error::StoreError;
use crate::events::change::Change;
use crate::events::event::By;
use crate::events::inserts::json;
use crate::sql::backend::{Backend, Value};
use std::collections::HashMap;
use tiergate::{Subscription, TenantFacts};

/// Who the history names for what a new tenant takes up.
const ACTOR: &str = "billing";

/// The subscriptions of tenants that may be created.
#[derive(Default)]
pub(crate) struct Reported(HashMap<String, Vec<Subscription>>);

impl Reported {
    /// Reads the subscriptions that name one of these tenants.
    pub(crate) async fn load<DB: Backend>(
        connection: &mut DB::Connection,
        tenants: &[&str],
    ) -> Result<Self, StoreError> {
        let mut reported = Self::default();
        if tenants.is_empty() {
            return Ok(reported);
        }
        let sql = format!(
            "SELECT tenant, subscription FROM tiergate_billing_subscriptions \
             WHERE subscription IS NOT NULL AND tenant {}",
            DB::among(1)
        );
        let rows: Vec<(String, String)> =
            DB::rows(connection, sql, vec![Value::Text(&json(&tenants)?)]).await?;
        for (tenant, text) in rows {
            match serde_json::from_str(&text) {
                Ok(subscription) => reported.0.entry(tenant).or_default().push(subscription),
                // The tenant is created all the same: the next report works it out again.
                Err(error) => tracing::error!(tenant, %error, "a subscription cannot be read"),
            }
        }
        Ok(reported)
    }

    /// Returns the change by which a new tenant takes up its subscriptions, who writes it, and the
    /// facts after it; `None` if there are no subscriptions, or they break the contract's rules.
    pub(crate) fn take_up(
        &self,
        tenant: &str,
        facts: Option<TenantFacts>,
    ) -> Option<(Change, By, TenantFacts)> {
        let change = Change::Bill { subscriptions: self.0.get(tenant)?.clone() };
        let facts = change.apply(facts)?;
        if let Err(error) = facts.check() {
            tracing::error!(tenant, %error, "subscriptions cannot be written");
            return None;
        }
        let by = By::new(ACTOR).because("reported before the tenant was created");
        Some((change, by, facts))
    }
}

/// Forgets since when the subscriptions of tenants that are deleted now have belonged to nobody: that
/// begins again.
pub(crate) async fn unmark<DB: Backend>(
    connection: &mut DB::Connection,
    deleted: &[&str],
) -> Result<(), StoreError> {
    if deleted.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE tiergate_billing_subscriptions SET unassigned_since = NULL \
         WHERE unassigned_since IS NOT NULL AND tenant {}",
        DB::among(1)
    );
    Ok(DB::run(connection, sql, vec![Value::Text(&json(&deleted)?)]).await?)
}
