//! Searching by any part of a name, in PostgreSQL: by the index `tiergate_names_by_part` of
//! `migrations/postgres/9_labels.sql`, if the database has the extension pg_trgm.
//!
//! A common part is found in the order of identifiers, a rare one by its letters. Which of both a
//! part is, PostgreSQL can only guess, and for minutes after an import it has nothing to guess by.

// Tests: tests/tests/store/labels.rs

use crate::events::search::{INDEXED, Range};
use sqlx::PgConnection;

/// A part that fewer than one name in so many has is looked for by its letters: so many names for
/// each tenant of a page are read in the order of identifiers before that.
const RARE: i64 = 50;

/// Returns how many names of the range were read, and those of them that have the part.
const IN_ORDER: &str = "WITH first AS MATERIALIZED \
     (SELECT tenant, searched FROM tiergate_names WHERE tenant >= $2 AND tenant < $3 \
      AND tenant <> $4 AND (tenant < $5 OR tenant >= $6) ORDER BY tenant LIMIT $8) \
     SELECT (SELECT count(*) FROM first), ARRAY(SELECT tenant FROM first \
      WHERE searched LIKE lower($1 COLLATE tiergate_letters) ORDER BY tenant LIMIT $7)";

/// An index serves only the collation of its column, so the part is given that one. The identifiers
/// are expressions here, so that their own index is not used instead.
const BY_LETTERS: &str = "SELECT tenant FROM \
     (SELECT tenant || '' AS tenant FROM tiergate_names \
      WHERE searched LIKE lower($1 COLLATE tiergate_letters) COLLATE \"default\") AS found \
     WHERE tenant >= $2 AND tenant < $3 AND tenant <> $4 AND (tenant < $5 OR tenant >= $6) \
     ORDER BY tenant LIMIT $7";

/// Returns the identifiers, in a range, of tenants whose identifier or label contains a text. No
/// statement is kept: PostgreSQL plans each for its text.
pub(super) async fn with_part(
    connection: &mut PgConnection,
    part: &str,
    [from, to]: [&str; 2],
    range: &Range<'_>,
) -> sqlx::Result<Vec<String>> {
    let (pattern, most) = (pattern(part), i64::try_from(range.most).unwrap_or(i64::MAX));
    // A shorter part is in no index, and the caller has limited its range.
    let is_indexed = part.chars().nth(INDEXED - 1).is_some();
    let first = if is_indexed { most.saturating_mul(RARE) } else { i64::MAX };
    let in_order = sqlx::query_as(IN_ORDER).persistent(false).bind(&pattern);
    let in_order = in_order.bind(range.start).bind(range.end).bind(range.after).bind(from).bind(to);
    let (read, found): (i64, Vec<String>) =
        in_order.bind(most).bind(first).fetch_one(&mut *connection).await?;
    if read < first || found.len() as u64 >= range.most {
        return Ok(found);
    }
    let by_letters = sqlx::query_scalar(BY_LETTERS).persistent(false).bind(&pattern);
    let by_letters = by_letters.bind(range.start).bind(range.end).bind(range.after);
    by_letters.bind(from).bind(to).bind(most).fetch_all(connection).await
}

/// Returns the pattern of texts that contain a text.
pub(super) fn pattern(part: &str) -> String {
    let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
