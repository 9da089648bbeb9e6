//! The answers to requests.

use super::Account;
use serde_json::{Value, json};

/// The parameters of a request.
struct Query<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Query<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|it| it.0 == name).map(|it| it.1)
    }

    /// How many objects are asked for: 10, as Stripe has it, unless the request says.
    fn limit(&self) -> usize {
        self.get("limit").and_then(|it| it.parse().ok()).unwrap_or(10)
    }
}

impl Account {
    /// Returns the answer to a request; `None` if there is no such object.
    pub(super) fn answer(&self, target: &str, is_stale: bool) -> Option<Value> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = Query(query.split('&').filter_map(|it| it.split_once('=')).collect());
        if query.get("customer").is_some_and(|customer| !self.has_customer(customer)) {
            return None;
        }
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v1", "subscriptions"] => self.list(&query, is_stale),
            ["v1", "subscriptions", id] => Some(self.present(id, is_stale)?),
            ["v1", "subscription_items"] => {
                let items =
                    self.get(query.get("subscription")?)?.pointer("/items/data")?.as_array()?;
                Some(self.page(items, &query))
            }
            ["v1", "invoices"] => {
                let open = self.invoices.get(query.get("subscription")?);
                let open = open.filter(|_| query.get("status") == Some("open"));
                Some(self.page(open.map_or(&[][..], Vec::as_slice), &query))
            }
            ["v1", "customers" | "products" | "events", id] => self.objects.get(*id).cloned(),
            ["v1", "checkout", "sessions", rest @ ..] => self.session(rest, &query),
            ["v1", "entitlements", "active_entitlements"] => self.entitlements(&query),
            _ => None,
        }
    }

    /// Returns a checkout session, or its line items.
    fn session(&self, path: &[&str], query: &Query<'_>) -> Option<Value> {
        match path {
            [id] => {
                let mut session = self.objects.get(*id)?.clone();
                session.as_object_mut()?.remove("line_items");
                Some(session)
            }
            [id, "line_items"] => {
                let lines = self.objects.get(*id)?.get("line_items")?.as_array()?;
                Some(self.page(lines, query))
            }
            _ => None,
        }
    }

    /// Returns whether there is such a customer, by itself or as that of something else.
    fn has_customer(&self, id: &str) -> bool {
        self.objects.contains_key(id)
            || self.entitlements.contains_key(id)
            || self.all().any(|it| it.get("customer").is_some_and(|it| it == id))
    }

    /// Returns a page of a customer's entitlements.
    fn entitlements(&self, query: &Query<'_>) -> Option<Value> {
        let keys = self.entitlements.get(query.get("customer")?);
        let entitlement = |key: &String| {
            json!({ "id": format!("ent_{key}"), "livemode": true, "lookup_key": key,
                "object": "entitlements.active_entitlement" })
        };
        let all: Vec<_> = keys.into_iter().flatten().map(entitlement).collect();
        Some(self.page(&all, query))
    }

    /// Returns a page of the account's or a customer's subscriptions, the last one first. Without
    /// `status=all`, those that are over are missing.
    fn list(&self, query: &Query<'_>, is_stale: bool) -> Option<Value> {
        let end = match query.get("starting_after") {
            Some(after) => *self.numbers.get(after)?,
            None => u64::MAX,
        };
        let customer = query.get("customer");
        let is_of = |it: &&Value| {
            customer.is_none_or(|customer| it.get("customer").is_some_and(|it| it == customer))
        };
        let is_open = |it: &&Value| {
            query.get("status") == Some("all")
                || it.get("status").is_some_and(|it| it != "canceled")
        };
        let all = self.subscriptions.range(..end).rev().map(|(_, it)| it).filter(is_of);
        let most = query.limit().min(self.page);
        let mut data: Vec<_> = all.filter(is_open).take(most + 1).collect();
        let has_more = data.len() > most;
        data.truncate(most);
        let present = |it: &Value| self.present(it.get("id")?.as_str()?, is_stale);
        let data: Vec<_> = data.into_iter().filter_map(present).collect();
        Some(json!({ "object": "list", "data": data, "has_more": has_more }))
    }

    /// Returns a subscription as it is, or as it was before its last change.
    fn present(&self, id: &str, is_stale: bool) -> Option<Value> {
        let previous = self.previous.get(id).filter(|_| is_stale);
        Some(self.shown(previous.or_else(|| self.get(id))?))
    }

    /// Returns the page of a list that a request asks for.
    fn page(&self, all: &[Value], query: &Query<'_>) -> Value {
        let after = query.get("starting_after");
        let from =
            after.and_then(|id| all.iter().position(|it| it.get("id").is_some_and(|it| it == id)));
        let rest = all.get(from.map_or(0, |at| at + 1)..).unwrap_or_default();
        let most = query.limit().min(self.page);
        let data = rest.get(..most).unwrap_or(rest);
        json!({ "object": "list", "data": data, "has_more": rest.len() > most })
    }
}
