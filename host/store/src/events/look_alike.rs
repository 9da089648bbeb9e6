//! New tenants whose identifiers look like those of others.
//!
//! Identifiers look alike if they are equal once they are folded. Most are their own folded form,
//! and are found by it among the tenants; `tiergate_folded` has a row for each of the others.

use crate::error::StoreError;
use crate::events::inserts::{self, Rows};
use crate::events::queries::ToWrite;
use crate::sql::backend::{Backend, Value};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// How many stored tenants are folded at a time.
const PAGE: u64 = 5_000;

/// Folds an identifier: identifiers that differ only in case, or in how Unicode writes the same
/// characters, have the same folded form.
///
/// The form is NFC and full case folding. The latter equals lower, upper and lower case of the
/// standard library, whose tables are there already, except for the dotless `ı`, which becomes an
/// `i`, too.
pub(crate) fn fold(id: &str) -> String {
    if id.is_ascii() {
        return id.to_ascii_lowercase();
    }
    let composed: String = id.nfc().collect();
    composed.to_lowercase().to_uppercase().to_lowercase().nfc().collect()
}

/// A tenant whose folded identifier is another text, as a row of its table.
#[derive(Serialize)]
struct Folded<'a> {
    tenant: &'a str,
    folded: String,
}

impl<'a> Folded<'a> {
    /// Returns the row of a tenant; `None` if the identifier is its own folded form.
    fn of(tenant: &'a str) -> Option<Self> {
        let folded = fold(tenant);
        (folded != tenant).then_some(Self { tenant, folded })
    }
}

/// Existing tenants that new ones may look like.
pub(crate) struct Alike {
    /// Their identifiers, by folded form.
    tenants: HashMap<String, BTreeSet<String>>,
    /// Those that are new.
    new: BTreeSet<String>,
}

impl Alike {
    /// Returns the tenants that were read for new ones with these folded identifiers.
    pub(crate) fn of(read: &ToWrite, folded: &BTreeSet<String>) -> Self {
        let own = read.tenants.iter().map(|(tenant, _)| (tenant, tenant));
        let own = own.filter(|(form, _)| folded.contains(*form));
        let mut tenants = HashMap::<_, BTreeSet<_>>::new();
        for (form, tenant) in own.chain(read.folded.iter().map(|(form, tenant)| (form, tenant))) {
            tenants.entry(form.clone()).or_default().insert(tenant.clone());
        }
        Self { tenants, new: BTreeSet::new() }
    }

    /// Adds a new tenant, and returns the first tenant that it looks like and that is not gone.
    pub(crate) fn make(&mut self, tenant: &str, is_gone: impl Fn(&str) -> bool) -> Option<String> {
        let known = self.tenants.entry(fold(tenant)).or_default();
        let other = known.iter().find(|known| *known != tenant && !is_gone(known)).cloned();
        known.insert(tenant.to_owned());
        self.new.insert(tenant.to_owned());
        other
    }

    /// Inserts the rows of those tenants that are new.
    pub(crate) fn insert_new<'a, DB: Backend>(
        &self,
        rows: &mut Rows<DB>,
        tenants: impl Iterator<Item = &'a str>,
    ) -> Result<(), StoreError> {
        insert(rows, tenants.filter(|tenant| self.new.contains(*tenant)))
    }
}

/// Inserts the rows of those tenants that need one.
fn insert<'a, DB: Backend>(
    rows: &mut Rows<DB>,
    tenants: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let columns = [("tenant", "TEXT"), ("folded", "TEXT")];
    let folded: Vec<_> = tenants.filter_map(Folded::of).collect();
    // A row that was left by a server that does not know the table is the same.
    rows.insert("tiergate_folded", &columns, &folded, "ON CONFLICT (tenant) DO NOTHING")
}

/// Deletes the rows of tenants that are gone.
pub(crate) async fn delete<DB: Backend>(
    connection: &mut DB::Connection,
    tenants: &[&str],
) -> Result<(), StoreError> {
    let folded = tenants.iter().copied().filter(|tenant| Folded::of(tenant).is_some());
    let folded: Vec<&str> = folded.collect();
    inserts::delete::<DB>(connection, ("tiergate_folded", "tenant"), &folded).await
}

/// Inserts the rows of tenants that are older than the table, once for each store.
///
/// Each page is written on its own, so others wait for one page at most. If two servers do it at
/// the same time, each goes on from the other's position: the rows are there before the position of
/// the next ones is recorded.
pub(crate) async fn fold_stored<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<(), StoreError> {
    loop {
        let sql = "SELECT after FROM tiergate_folding";
        let rows: Vec<(String,)> = DB::rows(connection, sql, Vec::new()).await?;
        let Some((after,)) = rows.into_iter().next() else { return Ok(()) };
        fold_page::<DB>(connection, &after).await?;
    }
}

/// Inserts the rows of the next tenants after one, and records the last of them.
async fn fold_page<DB: Backend>(
    connection: &mut DB::Connection,
    after: &str,
) -> Result<(), StoreError> {
    let sql = "SELECT id FROM tiergate_tenants WHERE id > $1 ORDER BY id LIMIT $2";
    let values = vec![Value::Text(after), Value::Number(PAGE)];
    let ids: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    let Some((last,)) = ids.last() else {
        return Ok(DB::run(connection, "DELETE FROM tiergate_folding", Vec::new()).await?);
    };
    let mut rows = Rows::<DB>::new();
    insert(&mut rows, ids.iter().map(|(id,)| id.as_str()))?;
    if !rows.is_empty() {
        rows.write(connection).await?;
    }
    let sql = "UPDATE tiergate_folding SET after = $1 WHERE after < $1";
    Ok(DB::run(connection, sql, vec![Value::Text(last)]).await?)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn what_differs_in_case_or_in_how_it_is_written_folds_to_one_text() {
        for alike in [
            &["acme", "Acme", "ACME"][..],
            &["straße", "STRASSE", "STRAẞE", "strasse"],
            &["ΟΔΟΣ", "οδος", "οδοσ"],
            &["é", "É", "e\u{301}", "E\u{301}"],
            &["\u{212a}", "k", "K"],
            &["ﬁ", "FI"],
            &["İ", "i\u{307}"],
        ] {
            let folded: Vec<_> = alike.iter().map(|id| fold(id)).collect();
            assert!(folded.iter().all(|it| *it == folded[0]), "{alike:?}: {folded:?}");
        }
        for (one, other) in [("a", "b"), ("a", "á"), ("a b", "ab"), ("0", "o"), ("а", "a")] {
            assert_ne!(fold(one), fold(other));
        }
    }

    #[test]
    fn what_is_folded_stays_so() {
        for character in '\0'..='\u{1FFFF}' {
            let folded = fold(character.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&folded), folded, "{character:?}");
        }
    }
}
