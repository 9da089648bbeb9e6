//! What an item is called, the most specific name first.

// Tests: names_tests.rs

use super::Known;
use super::extract::{Extract, SeenPrice, SeenProduct, SoldItem};
use std::collections::{BTreeMap, BTreeSet};
use tiergate::Item;

/// The prices and products that are known.
pub(super) struct Names<'a> {
    prices: BTreeMap<&'a str, Vec<&'a SeenPrice>>,
    products: BTreeMap<&'a str, &'a SeenProduct>,
    /// The provider's prefix of identifiers.
    prefix: &'a str,
}

impl<'a> Names<'a> {
    /// Returns the names that are known, for subscriptions of the provider with this prefix.
    pub(super) fn new(known: &'a Known, prefix: &'a str) -> Self {
        let mut names = Self { prices: BTreeMap::new(), products: BTreeMap::new(), prefix };
        for extract in known.extracts() {
            match extract {
                Extract::Price(price) => {
                    names.prices.entry(&price.price).or_default().push(price);
                }
                Extract::Product(product) => names.add(product),
                _ => {}
            }
        }
        names
    }

    fn add(&mut self, product: &'a SeenProduct) {
        let latest = self.products.entry(&product.product).or_insert(product);
        if (latest.at, &latest.name) < (product.at, &product.name) {
            *latest = product;
        }
    }

    /// Returns an item as the contract has it: with what the price's metadata calls it, the price,
    /// every lookup key that the price ever had, its product, and the product's name.
    pub(super) fn item(&self, item: &SoldItem) -> Item {
        let seen = item.price.as_ref().and_then(|it| self.prices.get(self.id(it).as_str()));
        let mut seen: Vec<_> = seen.into_iter().flatten().copied().collect();
        // The latest first. Of one second the order is that of the texts.
        seen.sort_by_key(|it| std::cmp::Reverse((it.at, &it.tag, &it.lookup_key)));
        let tag = seen.first().and_then(|it| it.tag.as_ref());
        let keys = seen.iter().filter_map(|it| it.lookup_key.as_ref());
        let product = item.product.as_ref();
        let product = product.or_else(|| seen.iter().find_map(|it| it.product.as_ref()));
        let label = product.and_then(|it| self.products.get(self.id(it).as_str()));
        let all = item.name.iter().chain(tag).chain(&item.price).chain(keys).chain(product);
        let mut names: Vec<String> = Vec::new();
        for name in all.chain(label.map(|it| &it.name)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Item { names, quantity: item.quantity }
    }

    fn id(&self, id: &str) -> String {
        format!("{}{id}", self.prefix)
    }
}

/// Returns the prices and products that have other names by all that is known `now` than by what
/// was known before. A price that was not known before is not among them: nothing has it yet.
pub(crate) fn renamed(before: &Known, now: &Known) -> BTreeSet<String> {
    let names_of = |known, id: &str| {
        let (prefix, price) = id.split_at(id.find(':').map_or(0, |at| at + 1));
        let (name, product, price) = (None, None, Some(price.to_owned()));
        Names::new(known, prefix).item(&SoldItem { name, price, product, quantity: None }).names
    };
    let (old, new) = (Names::new(before, ""), Names::new(now, ""));
    let prices = new.prices.keys().filter(|id| old.prices.contains_key(*id));
    let prices = prices.filter(|id| names_of(before, id) != names_of(now, id));
    let label = |names: &Names<'_>, id: &str| names.products.get(id).map(|it| it.name.clone());
    let products = new.products.keys().filter(|id| label(&old, id) != label(&new, id));
    prices.chain(products).map(|id| (*id).to_owned()).collect()
}
