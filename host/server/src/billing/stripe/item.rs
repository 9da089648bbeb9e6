//! Items of subscriptions, and the prices and products that come with them.

use super::json::{count, id, inner, list, text};
use super::{TAG, prefixed};
use crate::billing::event::Problem;
use crate::billing::known::{Extract, SeenPrice, SeenProduct, SoldItem};
use serde_json::Value;
use tiergate::Timestamp;

/// Reads the items of a subscription, or the line items of a session.
pub(super) fn items(data: &[Value]) -> Result<Vec<SoldItem>, Problem> {
    let present = data.iter().filter(|item| !super::json::is_true(item, "deleted"));
    let mut items: Vec<_> = present.map(item).collect::<Result<_, _>>()?;
    items.sort();
    Ok(items)
}

fn item(item: &Value) -> Result<SoldItem, Problem> {
    let field = price_field(item).ok_or(Problem::Missing("price"))?;
    let price = id(item, field).ok_or(Problem::Missing("price.id"))?;
    Ok(SoldItem {
        name: None,
        price: Some(price.to_owned()),
        product: item.get(field).and_then(|price| id(price, "product")).map(str::to_owned),
        quantity: count(item, "quantity")?,
    })
}

/// Returns which field has the price: API versions before 2020 have only `plan`.
fn price_field(item: &Value) -> Option<&'static str> {
    ["price", "plan"].into_iter().find(|field| item.get(field).is_some_and(|it| !it.is_null()))
}

/// Reads what an object's items say about their prices.
pub(super) fn prices(object: &Value, field: &str, at: Timestamp) -> Vec<Extract> {
    let items = list(object, field).into_iter().flatten();
    let prices = items.filter_map(|item| item.get(price_field(item)?));
    prices.flat_map(|price| self::price(price, at)).collect()
}

/// Reads a price (or a plan, as it was called), and its product if that is included.
pub(super) fn price(price: &Value, at: Timestamp) -> Vec<Extract> {
    let seen = text(price, "id").map(|price_id| {
        Extract::Price(SeenPrice {
            price: prefixed(price_id),
            tag: inner(price, &["metadata"]).and_then(|it| text(it, TAG)).map(str::to_owned),
            lookup_key: text(price, "lookup_key").map(str::to_owned),
            product: id(price, "product").map(str::to_owned),
            at,
        })
    });
    let product = price.get("product").and_then(|product| self::product(product, at));
    seen.into_iter().chain(product).collect()
}

/// Reads a product; `None` if it has no name.
pub(super) fn product(product: &Value, at: Timestamp) -> Option<Extract> {
    let (id, name) = (text(product, "id")?, text(product, "name")?);
    Some(Extract::Product(SeenProduct { product: prefixed(id), name: name.to_owned(), at }))
}
