//! Lists, page by page.

use super::get::Got;
use super::{Source, StripeApiError};
use crate::billing::stripe::json::{is_true, text};
use serde_json::Value;
use tiergate::Timestamp;

/// How many objects a page has: as many as Stripe allows.
const PAGE: &str = "100";

/// How many pages a list about one object may have.
const MOST_PAGES: usize = 100;

/// A page of a list.
pub(crate) struct Page {
    pub(crate) data: Vec<Value>,
    /// A moment before which everything is included.
    pub(crate) as_of: Timestamp,
    /// What to begin the next page after; `None` if this is the last one.
    pub(crate) next: Option<String>,
}

/// A whole list.
pub(crate) struct List {
    pub(crate) data: Vec<Value>,
    /// A moment before which everything is included.
    pub(crate) as_of: Timestamp,
}

impl Source {
    /// Reads one page of a list: the first one, or the one after an object.
    pub(super) async fn page(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        after: Option<&str>,
    ) -> Result<Page, StripeApiError> {
        let mut all = query.to_vec();
        all.push(("limit", PAGE));
        all.extend(after.map(|after| ("starting_after", after)));
        let Got { mut value, as_of } = self.get(path, &all).await?;
        let has_more = is_true(&value, "has_more");
        let bad = |problem: &str| StripeApiError::Answer {
            path: format!("/v1/{}", path.join("/")),
            problem: problem.to_owned(),
        };
        let Some(Value::Array(data)) = value.get_mut("data").map(Value::take) else {
            return Err(bad("it is not a list"));
        };
        let last = data.last().and_then(|it| text(it, "id")).map(str::to_owned);
        let next = last.filter(|_| has_more);
        match has_more && (next.is_none() || next.as_deref() == after) {
            true => Err(bad("it has more pages, and does not say after what")),
            false => Ok(Page { data, as_of, next }),
        }
    }

    /// Reads all pages of a list about one object.
    pub(super) async fn list(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<List, StripeApiError> {
        let Page { data, as_of, mut next } = self.page(path, query, None).await?;
        let mut list = List { data, as_of };
        for _ in 1..MOST_PAGES {
            let Some(after) = next else { return Ok(list) };
            let page = self.page(path, query, Some(&after)).await?;
            list.data.extend(page.data);
            list.as_of = list.as_of.min(page.as_of);
            next = page.next;
        }
        match next {
            None => Ok(list),
            Some(_) => Err(StripeApiError::Answer {
                path: format!("/v1/{}", path.join("/")),
                problem: format!("it has more than {MOST_PAGES} pages"),
            }),
        }
    }
}
