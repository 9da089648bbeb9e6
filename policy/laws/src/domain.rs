//! The tenants that are asked about.

use crate::prelude::*;
use tiergate_policy::catalog::Info;
use tiergate_policy::subscription::{Item, Status, Subscription};
use tiergate_policy::types::{Assignment, Giver, HeldAddOn, Source, Standing, Tenant};

/// The time at which laws and differences are asked about: 2026-03-05T12:00:00Z.
pub const NOW: u64 = 1_772_712_000;

/// A plan that no policy knows.
pub(crate) const NO_PLAN: &str = "tiergate: no such plan";
/// A product that no policy knows.
pub(crate) const NO_PRODUCT: &str = "tiergate: no such product";

/// How much to ask a policy about.
///
/// # Examples
///
/// ```
/// use tiergate_laws::Domain;
///
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// assert_eq!(Domain::of_map(&map).products.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Domain {
    /// The billing system's products, which a policy file's catalog does not list. Without them,
    /// laws about products are not asked.
    pub products: Vec<String>,
    /// The most combinations of tier, add-ons and edition to ask about. Beyond them, sets of add-ons
    /// are sampled.
    pub most: usize,
}

/// The most combinations that are asked about, unless more are wanted.
const MOST: usize = 100_000;

/// How many decisions on features and caps are made, unless more are wanted: an answer makes them at
/// every tier, to say which one would help. It takes a release build about a second.
const MOST_DECISIONS: usize = 60_000_000;

impl Domain {
    /// Returns the domain of a policy whose products are not known. A large one has fewer
    /// combinations, so that it takes seconds.
    ///
    /// # Examples
    ///
    /// ```
    /// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// assert_eq!(tiergate_laws::Domain::of_catalog(&map.info).most, 100_000);
    /// # Ok::<(), tiergate_map::FileError>(())
    /// ```
    pub fn of_catalog(info: &Info) -> Self {
        // Small catalogs cost the memory of an answer rather than its tiers.
        let decisions = (info.tiers.len() + 16) * (info.features.len() + info.caps.len() + 1);
        Self { products: Vec::new(), most: (MOST_DECISIONS / decisions).clamp(1, MOST) }
    }

    /// Returns the domain of a map, with its products.
    pub fn of_map(map: &tiergate_map::Map) -> Self {
        let products = map.settings.billing.products.iter();
        let products = products.map(|(name, _)| name.clone()).collect();
        Self { products, ..Self::of_catalog(&map.info) }
    }

    /// Returns a domain with at most so many combinations.
    ///
    /// # Examples
    ///
    /// ```
    /// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// assert_eq!(tiergate_laws::Domain::of_map(&map).at_most(50).most, 50);
    /// # Ok::<(), tiergate_map::FileError>(())
    /// ```
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self { most: self.most.min(most), ..self }
    }
}

/// Returns a plan from billing.
pub(crate) fn plan(plan: Option<&str>, expires_at: Option<u64>) -> Assignment {
    let plan = plan.map(str::to_owned);
    Assignment { source: Source::Billing, plan, standing: Standing::Good, expires_at }
}

/// Returns one of an add-on from billing.
pub(crate) fn add_on(id: &str, expires_at: Option<u64>) -> HeldAddOn {
    HeldAddOn { id: id.to_owned(), quantity: 1, giver: Giver::Billing, expires_at }
}

/// Returns the tenant of an edition that has bought a tier and some add-ons.
pub(crate) fn buyer(info: &Info, edition: Option<&str>, tier: &str, set: &[usize]) -> Tenant {
    let held = set.iter().filter_map(|&at| info.add_ons.get(at));
    Tenant {
        edition: edition.map(str::to_owned),
        assignments: vec![plan(Some(tier), None)],
        add_ons: held.map(|it| add_on(&it.id, None)).collect(),
        ..Tenant::new()
    }
}

/// Returns a subscription to one of a product.
pub(crate) fn subscription(product: &str, status: Status) -> Subscription {
    Subscription {
        id: "s".to_owned(),
        status,
        collection_paused: false,
        items: vec![Item { names: vec![product.to_owned()], quantity: Some(1) }],
        trial_ends_at: None,
        past_due_since: matches!(status, Status::PastDue | Status::Unpaid).then_some(NOW),
        ends_at: None,
    }
}
