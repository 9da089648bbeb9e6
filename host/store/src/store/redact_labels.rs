//! Redacting a person from labels: those of tenants, and those that the history has.

use crate::error::StoreError;
use crate::events::inserts::json;
use crate::events::queries::parse_change;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::store::redaction::Redaction;

/// Redacts the labels in events, from the first number on, up to one that is not looked at. They are
/// not counted: who wrote them, and why, is.
pub(super) async fn in_events<DB: Backend>(
    connection: &mut DB::Connection,
    of: &Redaction,
    (first, end): (u64, u64),
) -> Result<(), StoreError> {
    let mut sql = "SELECT number, change FROM tiergate_events WHERE number >= $1 AND number < $2 \
                   AND change LIKE '%\"label\":%'"
        .to_owned();
    let mut values = vec![Value::Number(first), Value::Number(end)];
    if let Some(tenant) = &of.tenant {
        sql.push_str(" AND tenant = $3");
        values.push(Value::Text(tenant));
    }
    let rows: Vec<(i64, String)> = DB::rows(connection, sql, values).await?;
    for (number, text) in rows {
        let mut change = parse_change(number, &text)?;
        if change.redact_label(|label| of.redacted(label)) {
            let sql = "UPDATE tiergate_events SET change = $2 WHERE number = $1";
            let text = json(&change)?;
            let values = vec![Value::Number(from_sql(number)), Value::Text(&text)];
            DB::run(connection, sql, values).await?;
        }
    }
    Ok(())
}

/// Redacts the labels that tenants have now.
pub(super) async fn of_tenants<DB: Backend>(
    connection: &mut DB::Connection,
    of: &Redaction,
) -> Result<(), StoreError> {
    let redacted = "replace(replace(label, $1, $3), $2, $3)";
    let mut sql = format!(
        "UPDATE tiergate_tenants SET label = {redacted} \
         WHERE label IS NOT NULL AND label <> {redacted}"
    );
    let texts = [&of.actor, &of.mentioned, &of.instead].map(|text| Value::Text(text));
    let mut values = texts.to_vec();
    if let Some(tenant) = &of.tenant {
        sql.push_str(" AND id = $4");
        values.push(Value::Text(tenant));
    }
    Ok(DB::run(connection, sql, values).await?)
}
