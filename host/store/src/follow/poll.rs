//! One poll of the database: which events are new, which policy is active, and what time it is
//! there.

use crate::error::StoreError;
use crate::events::identity::EventId;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::lent::Lent;
use sqlx::Pool;

/// How many events are read at a time.
pub(crate) const PAGE: usize = 5_000;

/// What a poll found.
#[derive(Default)]
pub(crate) struct Poll {
    /// The events from the last one on, and their tenants.
    pub(crate) events: Vec<EventId>,
    pub(crate) tenants: Vec<String>,
    /// The number and the digest of the last activation.
    pub(crate) active: Option<(u64, String)>,
    /// The time of the database, in milliseconds since 1970; `None` if it uses this server's clock.
    pub(crate) time: Option<u64>,
}

impl Poll {
    /// Checks whether there may be more events.
    pub(crate) fn is_full(&self) -> bool {
        self.events.len() >= PAGE
    }
}

/// The kind of the row, a number, an identity, and a tenant or a digest.
type Row = (i64, i64, i64, String);

/// Reads the events from this number on, in one query with everything else, since every server of a
/// fleet runs it again and again.
pub(crate) async fn poll<DB: Backend>(pool: &Pool<DB>, from: u64) -> Result<Poll, StoreError> {
    let sql = format!(
        "SELECT kind, number, identity, name FROM (\
         SELECT CAST(0 AS BIGINT) AS kind, number, identity, tenant AS name FROM \
         (SELECT number, identity, tenant FROM tiergate_events \
          WHERE number >= $1 ORDER BY number LIMIT $2) AS events \
         UNION ALL \
         SELECT 1, number, 0, digest FROM \
         (SELECT number, digest FROM tiergate_activations ORDER BY number DESC LIMIT 1) AS active \
         UNION ALL \
         SELECT 2, {}, 0, '') AS poll ORDER BY kind, number",
        DB::TIME
    );
    let values = vec![Value::Number(from), Value::Number(PAGE as u64)];
    let rows: Vec<Row> = DB::rows(&mut *Lent::from(pool).await?, sql, values).await?;
    let mut poll = Poll::default();
    for (kind, number, identity, name) in rows {
        let number = from_sql(number);
        match kind {
            0 => {
                poll.events.push(EventId { number, identity: from_sql(identity) });
                poll.tenants.push(name);
            }
            1 => poll.active = Some((number, name)),
            _ => poll.time = Some(number).filter(|time| *time > 0),
        }
    }
    Ok(poll)
}

/// Reads the last event; number 0 if there is none.
pub(crate) async fn last_event<DB: Backend>(pool: &Pool<DB>) -> Result<EventId, StoreError> {
    let sql = "SELECT number, identity FROM tiergate_events ORDER BY number DESC LIMIT 1";
    let rows: Vec<(i64, i64)> = DB::rows(&mut *Lent::from(pool).await?, sql, Vec::new()).await?;
    let id = |row: &(i64, i64)| EventId { number: from_sql(row.0), identity: from_sql(row.1) };
    Ok(rows.first().map_or_else(EventId::default, id))
}
