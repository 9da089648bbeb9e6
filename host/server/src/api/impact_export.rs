//! All tenants of an impact, as lines of JSON or as a table, sent while they are found.

use crate::accept::Format;
use crate::error::ApiError;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tiergate::{Policy, now};
use tiergate_store::{Backend, ImpactSearch, SqlStore, TenantImpact, Tenants};
use tokio::sync::OwnedSemaphorePermit;

/// What to export, and how.
pub(crate) struct Export<DB: Backend> {
    pub(crate) tenants: Tenants<SqlStore<DB>>,
    pub(crate) old: Policy,
    pub(crate) new: Policy,
    pub(crate) search: ImpactSearch,
    pub(crate) format: Format,
    /// Held to the end: both policies are asked about every tenant.
    pub(crate) _turn: OwnedSemaphorePermit,
}

/// How many tenants are sent at a time.
const AT_ONCE: u32 = 1_000;

/// The columns of the table.
const COLUMNS: [&str; 10] = [
    "tenant",
    "label",
    "loses",
    "gains",
    "unanswered",
    "tierBefore",
    "tierAfter",
    "lost",
    "gained",
    "caps",
];

/// Returns a response with all of the tenants. If the store fails in between, the response breaks off,
/// so that its reader does not take a part for the whole.
pub(crate) fn exported<DB: Backend>(mut export: Export<DB>) -> Response {
    let (kind, extension) = match export.format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        _ => ("application/x-ndjson", "ndjson"),
    };
    let short: String = export.new.digest().chars().take(8).collect();
    let name = format!("attachment; filename=\"impact-{short}.{extension}\"");
    let search = &mut export.search;
    (search.at, search.limit) = (search.at.or_else(|| Some(now())), AT_ONCE);
    let parts = stream::try_unfold((Some(export), true), |(export, is_first)| async move {
        let Some(export) = export else { return Ok::<_, ApiError>(None) };
        let (part, rest) = export.part(is_first).await?;
        Ok(Some((part, (rest, false))))
    });
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
    (headers, Body::from_stream(parts)).into_response()
}

impl<DB: Backend> Export<DB> {
    /// Returns the next part, and what is left if it is not the last one.
    async fn part(mut self, is_first: bool) -> Result<(Bytes, Option<Self>), ApiError> {
        let edition = self.tenants.tiers().edition();
        let store = self.tenants.store();
        let page = store.impact_tenants(&self.old, &self.new, edition, &self.search).await?;
        let text = match self.format {
            Format::Csv => {
                table(&page.tenants, is_first).map_err(|it| ApiError::Internal(it.into()))?
            }
            _ => lines(&page.tenants)?,
        };
        self.search.after = page.next;
        let rest = self.search.after.is_some().then_some(self);
        Ok((text.into(), rest))
    }
}

fn lines(tenants: &[TenantImpact]) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    for it in tenants {
        serde_json::to_writer(&mut text, it)?;
        text.push(b'\n');
    }
    Ok(text)
}

fn table(tenants: &[TenantImpact], is_first: bool) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    if is_first {
        table.write_record(COLUMNS)?;
    }
    for it in tenants {
        let caps: Vec<_> = it.caps.iter().map(ToString::to_string).collect();
        table.write_record([
            as_text(&it.tenant),
            as_text(it.label.as_deref().unwrap_or_default()),
            it.loses.to_string(),
            it.gains.to_string(),
            it.unanswered.to_string(),
            it.tier_before.clone().unwrap_or_default(),
            it.tier_after.clone().unwrap_or_default(),
            it.lost.join("; "),
            it.gained.join("; "),
            caps.join("; "),
        ])?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

/// Returns a text that a spreadsheet does not take for a formula: anyone can sign up with a name that
/// is one. See <https://owasp.org/www-community/attacks/CSV_Injection>.
fn as_text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::as_text;

    #[test]
    fn a_formula_is_text() {
        assert_eq!(as_text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(as_text("acme"), "acme");
    }
}
