//! Searching by any part of a name, in SQLite: by the full-text table `tiergate_parts` of
//! `migrations/sqlite/9_labels.sql`.

use super::postgres_parts::pattern;
use crate::events::search::{INDEXED, Range};
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::collections::BTreeSet;

/// From how many tenants on a text is common: going through all names in order finds a page of them
/// sooner than reading them all from the index and sorting them does.
const COMMON: i64 = 5_000;

/// Returns the identifiers, in a range, of tenants whose identifier or label contains a text.
pub(super) async fn with_part(
    connection: &mut SqliteConnection,
    part: &str,
    except: [&str; 2],
    range: &Range<'_>,
) -> sqlx::Result<Vec<String>> {
    if part.chars().count() < INDEXED {
        return in_order(connection, &spellings(part), except, range).await;
    }
    let phrase = format!("\"{}\"", part.replace('"', "\"\""));
    // SQLite's `LIKE` ignores the case of ASCII alone.
    if part.is_ascii() && is_common(connection, &phrase).await? {
        return in_order(connection, &BTreeSet::from([part.to_owned()]), except, range).await;
    }
    let sql = "SELECT n.tenant FROM tiergate_parts \
               CROSS JOIN tiergate_names AS n ON n.number = tiergate_parts.rowid \
               WHERE tiergate_parts MATCH $1 AND n.tenant >= $2 AND n.tenant < $3 \
               AND n.tenant <> $4 AND (n.tenant < $6 OR n.tenant >= $7) \
               ORDER BY n.tenant LIMIT $5";
    let query = sqlx::query_scalar(sql).bind(phrase);
    let query = query.bind(range.start).bind(range.end).bind(range.after);
    let [from, to] = except;
    query.bind(most(range)).bind(from).bind(to).fetch_all(connection).await
}

async fn is_common(connection: &mut SqliteConnection, phrase: &str) -> sqlx::Result<bool> {
    let sql = "SELECT count(*) FROM \
               (SELECT rowid FROM tiergate_parts WHERE tiergate_parts MATCH $1 LIMIT $2)";
    let query = sqlx::query_scalar(sql).bind(phrase).bind(COMMON);
    let found: i64 = query.fetch_one(connection).await?;
    Ok(found >= COMMON)
}

/// Goes through the names in the order of identifiers until there are enough.
async fn in_order(
    connection: &mut SqliteConnection,
    spellings: &BTreeSet<String>,
    except: [&str; 2],
    range: &Range<'_>,
) -> sqlx::Result<Vec<String>> {
    let like = |at: usize| format!("tenant LIKE ${at} ESCAPE '\\' OR label LIKE ${at} ESCAPE '\\'");
    let likes: Vec<_> = (0..spellings.len()).map(|at| like(at + 7)).collect();
    let sql = format!(
        "SELECT tenant FROM tiergate_names WHERE tenant >= $1 AND tenant < $2 AND tenant <> $3 \
         AND (tenant < $5 OR tenant >= $6) AND ({}) ORDER BY tenant LIMIT $4",
        likes.join(" OR ")
    );
    let query = sqlx::query_scalar(AssertSqlSafe(sql));
    let mut query = query.bind(range.start).bind(range.end).bind(range.after).bind(most(range));
    let [from, to] = except;
    query = query.bind(from).bind(to);
    for spelling in spellings {
        query = query.bind(pattern(spelling));
    }
    query.fetch_all(connection).await
}

/// Returns the ways to write one or two letters in upper and lower case.
fn spellings(part: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([String::new()]);
    for letter in part.chars() {
        let longer = |start: &String| {
            let ways = [
                String::from(letter),
                letter.to_lowercase().to_string(),
                letter.to_uppercase().to_string(),
            ];
            ways.map(|way| format!("{start}{way}"))
        };
        all = all.iter().flat_map(longer).collect();
    }
    // `LIKE` ignores the case of ASCII.
    all.into_iter().map(|text| text.to_ascii_lowercase()).collect()
}

fn most(range: &Range<'_>) -> i64 {
    i64::try_from(range.most).unwrap_or(i64::MAX)
}
