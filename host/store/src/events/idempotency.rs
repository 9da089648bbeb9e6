//! Idempotency keys: what each was used for, and what was answered.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::events::inserts::{Rows, json};
use crate::events::queries;
use crate::sql::backend::{Backend, Value, from_sql, to_sql};
use serde::Serialize;
use std::collections::HashMap;
use tiergate::{Source, Timestamp, digest, now};

/// For how long a key counts, in seconds: 30 days. Payment providers resend a webhook for some days
/// at most, and a queue that was forgotten for a month needs a person to look at it.
const KEPT: u64 = 30 * 86_400;

/// How many events come between two clean-ups, which delete the keys that no longer count: a
/// clean-up delays the write that it comes with.
const CLEAN_UP_EVERY: u64 = 500;

/// How many keys one clean-up deletes at most: more than were added since the one before, and few
/// enough that nobody notices.
const CLEANED_UP: u64 = 2_000;

/// Returns the earliest time at which a key that still counts can have been used.
pub(crate) fn first_kept(now: Timestamp) -> Timestamp {
    now.saturating_sub(KEPT)
}

/// What was answered to a write with an idempotency key.
pub(crate) struct Answered {
    asked: Asked,
    revision: u64,
    changed: bool,
    created: bool,
    looks_like: Option<String>,
}

/// What the write asked for.
enum Asked {
    /// Its hash.
    Hash(String),
    /// The change, for a key from before there were hashes.
    Change(Box<Change>),
}

impl Answered {
    pub(crate) fn new(change: &Change, by: &By, written: &Written) -> Result<Self, StoreError> {
        let Written { revision, changed, created, .. } = *written;
        let (asked, looks_like) = (Asked::Hash(asked(change, by)?), written.looks_like.clone());
        Ok(Self { asked, revision, changed, created, looks_like })
    }

    /// Checks whether this answers a change. A key from before there were hashes does not tell a
    /// retry of billing from later subscriptions: what they amount to does.
    pub(crate) fn counts_for(&self, change: &Change) -> bool {
        match (&self.asked, change) {
            (Asked::Change(before), Change::Bill { .. }) => {
                !matches!(**before, Change::Bill { .. }) || **before == *change
            }
            _ => true,
        }
    }

    /// Returns the same answer again, if the request is the same. The actor, the reason and the
    /// expected revision do not count as part of the request: a retry may come from another server, later.
    pub(crate) fn replay(
        &self,
        tenant: &str,
        change: &Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        let is_same = match &self.asked {
            Asked::Hash(hash) => *hash == asked(change, by)?,
            Asked::Change(before) => before.asks_as(change),
        };
        let tenant = tenant.to_owned();
        if is_same {
            let Self { revision, changed, created, .. } = *self;
            let looks_like = self.looks_like.clone();
            return Ok(Written { tenant, revision, changed, created, looks_like });
        }
        Err(WriteError::KeyReused { tenant, key: by.key.clone().unwrap_or_default() })
    }
}

/// What a change asks for, without what the policy made of it.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Question<'a> {
    Create {
        edition: &'a Option<String>,
        // Absent, as in the hashes of keys from before there were labels.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: &'a Option<String>,
    },
    Import {
        source: &'a Source,
        plan: &'a Option<String>,
        edition: &'a Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        label: &'a Option<String>,
    },
    #[serde(untagged)]
    Other(&'a Change),
}

/// Returns the hash of what a change asks for.
fn asked(change: &Change, by: &By) -> Result<String, StoreError> {
    if let Some(asked) = &by.asked {
        return Ok(asked.clone());
    }
    let question = match change {
        Change::Create { edition, label, .. } => Question::Create { edition, label },
        Change::Import { source, plan, edition, label, .. } => {
            Question::Import { source, plan, edition, label }
        }
        other => Question::Other(other),
    };
    Ok(digest(json(&question)?.as_bytes()))
}

type Row = (String, String, Option<String>, String, i64, i64, i64, Option<String>);

/// Reads what was answered to the same keys of the same tenants before, by tenant and key.
pub(crate) async fn load<DB: Backend>(
    connection: &mut DB::Connection,
    keyed: &[(&str, &str)],
) -> Result<HashMap<(String, String), Answered>, StoreError> {
    if keyed.is_empty() {
        return Ok(HashMap::new());
    }
    let columns = [("tenant", "TEXT"), ("key", "TEXT")];
    let (fields, records) = DB::records(&columns, 2);
    let sql = format!(
        "SELECT tenant, key, asked, change, revision, changed, created, looks_like \
         FROM tiergate_keys WHERE at >= $1 AND (tenant, key) IN (SELECT {fields} FROM {records})"
    );
    let pairs = keyed.iter().map(|(tenant, key)| Pair { tenant, key });
    let pairs = json(&pairs.collect::<Vec<_>>())?;
    let values = vec![Value::Number(first_kept(now())), Value::Text(&pairs)];
    let rows: Vec<Row> = DB::rows(connection, sql, values).await?;
    rows.into_iter().map(answer).collect()
}

/// A tenant and one of its keys.
#[derive(Serialize)]
struct Pair<'a> {
    tenant: &'a str,
    key: &'a str,
}

fn answer(row: Row) -> Result<((String, String), Answered), StoreError> {
    let (tenant, key, hash, change, revision, changed, created, looks_like) = row;
    let asked = match hash {
        Some(hash) => Asked::Hash(hash),
        None => {
            let change = queries::parse(&change, || format!("the answer to the key `{key}`"))?;
            Asked::Change(Box::new(change))
        }
    };
    let (revision, changed, created) = (from_sql(revision), changed != 0, created != 0);
    Ok(((tenant, key), Answered { asked, revision, changed, created, looks_like }))
}

/// Reads what was answered to the key of `by` before, by tenant.
pub(crate) async fn answered<DB: Backend>(
    connection: &mut DB::Connection,
    tenants: &[&str],
    by: &By,
) -> Result<HashMap<String, Answered>, StoreError> {
    // PostgreSQL cannot store such a text, so no write used it.
    let storable = |text: &&str| !text.contains('\0');
    let Some(key) = by.key.as_deref().filter(storable) else { return Ok(HashMap::new()) };
    let tenants = tenants.iter().copied().filter(storable);
    let keyed: Vec<_> = tenants.map(|tenant| (tenant, key)).collect();
    let answered = load::<DB>(connection, &keyed).await?;
    Ok(answered.into_iter().map(|((tenant, _), answered)| (tenant, answered)).collect())
}

/// A key to keep, and the write that used it.
pub(crate) struct Keyed {
    pub(crate) tenant: String,
    pub(crate) key: String,
    /// The hash of the request.
    asked: String,
    /// For servers that do not know hashes.
    change: String,
    written: Written,
}

impl Keyed {
    pub(crate) fn new(
        key: &str,
        change: &Change,
        by: &By,
        written: &Written,
    ) -> Result<Self, StoreError> {
        let (tenant, key, written) = (written.tenant.clone(), key.to_owned(), written.clone());
        // A redaction, which takes people out of labels, does not reach keys.
        let mut unlabeled = change.clone();
        unlabeled.redact_label(|_| String::new());
        Ok(Self { tenant, key, asked: asked(change, by)?, change: json(&unlabeled)?, written })
    }
}

/// A key as a row of its table.
#[derive(Serialize)]
struct KeyRow<'a> {
    tenant: &'a str,
    key: &'a str,
    asked: &'a str,
    change: &'a str,
    at: i64,
    revision: i64,
    changed: i64,
    created: i64,
    looks_like: Option<&'a str>,
}

impl<'a> KeyRow<'a> {
    fn new(keyed: &'a Keyed, at: i64) -> Self {
        let Keyed { tenant, key, asked, change, written } = keyed;
        let (changed, created) = (written.changed.into(), written.created.into());
        let (revision, looks_like) = (to_sql(written.revision), written.looks_like.as_deref());
        Self { tenant, key, asked, change, at, revision, changed, created, looks_like }
    }
}

/// Inserts keys, in place of earlier ones that no longer count.
pub(crate) fn insert<DB: Backend>(rows: &mut Rows<DB>, keyed: &[Keyed]) -> Result<(), StoreError> {
    let columns = [
        ("tenant", "TEXT"),
        ("key", "TEXT"),
        ("asked", "TEXT"),
        ("change", "TEXT"),
        ("at", "BIGINT"),
        ("revision", "BIGINT"),
        ("changed", "BIGINT"),
        ("created", "BIGINT"),
        ("looks_like", "TEXT"),
    ];
    let at = to_sql(now());
    let keyed: Vec<KeyRow> = keyed.iter().map(|keyed| KeyRow::new(keyed, at)).collect();
    let replace = "ON CONFLICT (tenant, key) DO UPDATE SET asked = excluded.asked, \
         change = excluded.change, at = excluded.at, revision = excluded.revision, \
         changed = excluded.changed, created = excluded.created, \
         looks_like = excluded.looks_like";
    rows.insert("tiergate_keys", &columns, &keyed, replace)
}

/// Deletes some of the keys that no longer count, if a clean-up is due after the events from
/// `before` to `last`.
pub(crate) async fn clean_up<DB: Backend>(
    connection: &mut DB::Connection,
    before: u64,
    last: u64,
) -> Result<(), StoreError> {
    if before / CLEAN_UP_EVERY == last / CLEAN_UP_EVERY {
        return Ok(());
    }
    let sql = "DELETE FROM tiergate_keys WHERE (tenant, key) IN \
               (SELECT tenant, key FROM tiergate_keys WHERE at < $1 ORDER BY at LIMIT $2)";
    let values = vec![Value::Number(first_kept(now())), Value::Number(CLEANED_UP)];
    Ok(DB::run(connection, sql, values).await?)
}
