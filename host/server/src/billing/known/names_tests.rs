//! What an item is called.

use super::choose_tests::{active, known, snapshot};
use super::{Cause, Extract, SeenPrice, SeenProduct, state};

fn price(at: u64, lookup_key: Option<&str>, tag: Option<&str>) -> Extract {
    Extract::Price(SeenPrice {
        price: "stripe:price_1".to_owned(),
        tag: tag.map(str::to_owned),
        lookup_key: lookup_key.map(str::to_owned),
        product: Some("prod_1".to_owned()),
        at,
    })
}

fn product(at: u64, name: &str) -> Extract {
    let product = "stripe:prod_1".to_owned();
    Extract::Product(SeenProduct { product, name: name.to_owned(), at })
}

fn names(extracts: &[Extract]) -> Vec<String> {
    let all = [extracts, &[snapshot(100, Cause::Created, active(1))]].concat();
    state(&known(&all)).subscriptions.remove(0).items.remove(0).names
}

#[test]
fn the_most_specific_name_is_first() {
    let seen = [price(100, Some("pro"), Some("notes-pro")), product(90, "Notes Pro")];
    assert_eq!(names(&seen), ["notes-pro", "price_1", "pro", "prod_1", "Notes Pro"]);
    assert_eq!(names(&[]), ["price_1"]);
    assert_eq!(names(&[price(1, Some("price_1"), Some("prod_1"))]), ["prod_1", "price_1"]);
}

#[test]
fn every_lookup_key_that_the_price_had_counts_the_latest_first() {
    let seen = [price(1, Some("pro"), None), price(3, None, None), price(2, Some("new"), None)];
    assert_eq!(names(&seen), ["price_1", "new", "pro", "prod_1"]);
}

#[test]
fn only_the_latest_metadata_and_name_count() {
    let seen = [
        price(2, None, Some("new")),
        price(1, None, Some("old")),
        product(1, "Old"),
        product(2, "New"),
    ];
    assert_eq!(names(&seen), ["new", "price_1", "prod_1", "New"]);
    let removed = [price(1, None, Some("old")), price(2, None, None)];
    assert_eq!(names(&removed), ["price_1", "prod_1"]);
}
