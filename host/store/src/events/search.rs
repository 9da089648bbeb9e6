//! Listing tenants, and searching them by any part of a name.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::events::inserts::json;
use crate::events::queries::{TenantRow, select_tenants, stored};
use crate::sql::backend::{Backend, Value};
use serde::Serialize;

/// Which tenants to list.
///
/// # Examples
///
/// ```
/// use tiergate_store::Search;
///
/// let search = Search { prefix: "acme-".into(), limit: 20, ..Search::default() };
/// ```
#[derive(Clone, Debug)]
pub struct Search {
    /// The beginning of their identifiers.
    pub prefix: String,
    /// Any part of their identifiers or labels, in upper or lower case; `None` finds all.
    pub part: Option<String>,
    /// Only tenants after this identifier: the last one of the page before.
    pub after: Option<String>,
    /// How many at most, from 1 to 10,000.
    pub limit: u32,
}

impl Default for Search {
    /// Returns a search for the first 100 of all tenants.
    fn default() -> Self {
        Self { prefix: String::new(), part: None, after: None, limit: 100 }
    }
}

/// Some of the tenants.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::{Search, Store};
///
/// let page = store.list(&Search::default()).await?;
/// assert_eq!(page.tenants[0].tenant, "acme");
/// assert_eq!(page.next, None);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Page {
    /// The tenants, in byte order of their identifiers; with a [part](Search::part), first those whose
    /// identifiers begin with it.
    pub tenants: Vec<Stored>,
    /// What to search [after](Search::after) for the next page; absent if this was the last one.
    /// A search for one or two letters looks at 100,000 names: there may be more tenants although
    /// there are fewer here than asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub next: Option<String>,
}

/// How many tenants one page has at most.
const MOST_LISTED: u32 = 10_000;

/// How many letters a part must have for an index to find it.
pub(crate) const INDEXED: usize = 3;

/// How many names are read for a shorter part, which an operator has not typed to its end: the names
/// of a million tenants take a second.
const MOST_READ: u64 = 100_000;

/// No character comes before this one, except for NUL, which no identifier has.
const FIRST: char = '\u{1}';

/// No character comes after this one, and no identifier has it.
const LAST: char = '\u{10FFFF}';

/// Which identifiers a page may have, in byte order.
#[doc(hidden)]
pub struct Range<'a> {
    pub(crate) start: &'a str,
    /// The first one that is too far.
    pub(crate) end: &'a str,
    /// One that does not count: the last of the page before.
    pub(crate) after: &'a str,
    pub(crate) most: u64,
}

impl<'a> Range<'a> {
    fn values(&self) -> Vec<Value<'a>> {
        let texts = [self.start, self.end, self.after].map(Value::Text);
        texts.into_iter().chain([Value::Number(self.most)]).collect()
    }
}

pub(crate) async fn list<DB: Backend>(
    connection: &mut DB::Connection,
    search: &Search,
) -> Result<Page, StoreError> {
    let limit = search.limit.clamp(1, MOST_LISTED);
    let part = search.part.as_deref().filter(|part| !part.is_empty());
    // PostgreSQL has no NUL, and keeps an identifier and its label on a line each.
    let is_in_no_name = |part: &str| part.contains(['\0', '\n']);
    if search.prefix.contains('\0') || part.is_some_and(is_in_no_name) {
        return Ok(Page { tenants: Vec::new(), next: None });
    }
    // PostgreSQL has no NUL; no stored text sorts between this one and the part before the NUL.
    let after = search.after.as_deref().unwrap_or_default().split('\0').next();
    let after = after.unwrap_or_default();
    let end = format!("{}{LAST}", search.prefix);
    let most = u64::from(limit) + 1;
    let range = Range { start: after.max(&search.prefix), end: &end, after, most };
    let (rows, read) = match part {
        None => (in_range::<DB>(connection, &range).await?, None),
        Some(part) => with_part::<DB>(connection, part, search, range).await?,
    };
    let more = rows.len() > limit as usize;
    let tenants: Vec<_> =
        rows.into_iter().take(limit as usize).map(stored).collect::<Result<_, _>>()?;
    let last = tenants.last().map(|last: &Stored| last.tenant.clone());
    Ok(Page { tenants, next: last.filter(|_| more).or(read) })
}

async fn in_range<DB: Backend>(
    connection: &mut DB::Connection,
    range: &Range<'_>,
) -> Result<Vec<TenantRow>, StoreError> {
    // One lower bound: if there are two, SQLite starts at the one that comes first in the
    // statement.
    let sql = select_tenants!("id >= $1 AND id < $2 AND id <> $3 ORDER BY id LIMIT $4");
    Ok(DB::rows(connection, sql, range.values()).await?)
}

/// Finds tenants by a part of a name: first those whose identifiers begin with it, which someone who
/// types an identifier wants, and an index finds at once; then all others. The last tenant of a page
/// says which of both to go on with.
///
/// Also returns the last name that was read, if others were left out.
async fn with_part<DB: Backend>(
    connection: &mut DB::Connection,
    part: &str,
    search: &Search,
    range: Range<'_>,
) -> Result<(Vec<TenantRow>, Option<String>), StoreError> {
    let past = format!("{part}{LAST}");
    let begun = !range.after.is_empty() && !range.after.starts_with(part);
    let mut rows = Vec::new();
    if !begun {
        let (start, end) = (range.start.max(part), range.end.min(&past));
        rows = in_range::<DB>(connection, &Range { start, end, ..range }).await?;
    }
    let missing = range.most.saturating_sub(rows.len() as u64);
    let mut read = None;
    if missing > 0 {
        let after = if begun { range.after } else { "" };
        let start = after.max(&search.prefix);
        let mut others = Range { start, after, most: missing, ..range };
        if part.chars().nth(INDEXED - 1).is_none() {
            read = last_to_read::<DB>(connection, [part, &past], &others).await?;
        }
        let end = read.as_ref().map(|last| format!("{last}{FIRST}"));
        others.end = end.as_deref().unwrap_or(others.end);
        let names = DB::with_part(connection, part, [part, &past], &others).await?;
        let sql = format!(select_tenants!("id {} ORDER BY id"), DB::among(1));
        let others: Vec<TenantRow> =
            DB::rows(connection, sql, vec![Value::Text(&json(&names)?)]).await?;
        rows.extend(others);
    }
    Ok((rows, read))
}

/// Returns the last of so many names in a range as are read; `None` if there are not more than that.
async fn last_to_read<DB: Backend>(
    connection: &mut DB::Connection,
    except: [&str; 2],
    range: &Range<'_>,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT tenant FROM tiergate_names WHERE tenant >= $1 AND tenant < $2 \
               AND tenant <> $3 AND (tenant < $5 OR tenant >= $6) \
               ORDER BY tenant LIMIT 2 OFFSET $4";
    let mut values = Range { most: MOST_READ - 1, ..*range }.values();
    values.extend(except.map(Value::Text));
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    let is_more = rows.len() > 1;
    Ok(rows.into_iter().next().map(|(last,)| last).filter(|_| is_more))
}
