//! Asks about every combination of tier, add-ons and edition once, and keeps what laws compare.

use crate::domain::{Domain, NOW, buyer};
use crate::prelude::*;
use crate::sets::AddOnSets;
use crate::{Engine, EngineError};
use hashbrown::HashMap;
use tiergate_policy::catalog::{Info, Tier};
use tiergate_policy::types::{Decision, Entitlements, Limit, Reason, Tenant};

/// No limit, as a number.
pub(crate) const UNLIMITED: u64 = u64::MAX;

/// What a policy answers at every point.
pub(crate) struct Survey<'e> {
    pub(crate) engine: &'e dyn Engine,
    pub(crate) sets: AddOnSets,
    /// The editions that are gated; `None` is that of a tenant without one.
    pub(crate) editions: Vec<Option<String>>,
    seen: Vec<Seen>,
}

/// A combination: positions of an edition in [`Survey::editions`], a set and a tier.
#[derive(Clone, Copy)]
pub(crate) struct Point {
    pub(crate) edition: usize,
    pub(crate) set: usize,
    pub(crate) tier: usize,
}

/// What the tenant of a point may do.
pub(crate) struct Seen {
    pub(crate) features: Vec<Cell>,
    /// For each cap, its limit and the usage at which it blocks.
    pub(crate) caps: Vec<[u64; 2]>,
}

/// The decision on a feature, by position in the catalog.
pub(crate) struct Cell {
    pub(crate) allowed: bool,
    /// Whether it lacks something that it requires.
    pub(crate) requires: bool,
    pub(crate) minimum: Option<usize>,
    pub(crate) add_ons: Box<[usize]>,
    pub(crate) together: bool,
}

impl<'e> Survey<'e> {
    pub(crate) fn new(engine: &'e dyn Engine, domain: &Domain) -> Result<Self, EngineError> {
        let info = engine.describe();
        let gated = info.editions.iter().filter(|it| it.tier.is_none());
        let editions: Vec<_> =
            core::iter::once(None).chain(gated.map(|it| Some(it.id.clone()))).collect();
        let sets = AddOnSets::new(
            info.add_ons.len(),
            (domain.most / (info.tiers.len() * editions.len()).max(1)).max(1),
        );
        let mut survey = Self { engine, sets, editions, seen: Vec::new() };
        let names = Positions::new(info);
        for point in survey.points() {
            let answer = engine.entitle(&survey.tenant(point), NOW)?;
            survey.seen.push(names.seen(&answer));
        }
        Ok(survey)
    }

    pub(crate) fn info(&self) -> &'e Info {
        self.engine.describe()
    }

    /// Returns every point, in the order in which they are asked.
    pub(crate) fn points(&self) -> Vec<Point> {
        let tiers = self.info().tiers.len();
        let mut points = Vec::with_capacity(self.editions.len() * self.sets.len() * tiers);
        for edition in 0..self.editions.len() {
            for set in 0..self.sets.len() {
                points.extend((0..tiers).map(|tier| Point { edition, set, tier }));
            }
        }
        points
    }

    pub(crate) fn tenant(&self, point: Point) -> Tenant {
        let edition = self.editions.get(point.edition).and_then(Option::as_deref);
        buyer(self.info(), edition, self.tier_id(point.tier), self.sets.get(point.set))
    }

    pub(crate) fn seen(&self, point: Point) -> Option<&Seen> {
        let Point { edition, set, tier } = point;
        self.seen.get((edition * self.sets.len() + set) * self.info().tiers.len() + tier)
    }

    pub(crate) fn allows(&self, point: Point, feature: usize) -> bool {
        let cell = self.seen(point).and_then(|it| it.features.get(feature));
        cell.is_some_and(|it| it.allowed)
    }

    pub(crate) fn cap(&self, point: Point, cap: usize) -> [u64; 2] {
        self.seen(point).and_then(|it| it.caps.get(cap)).copied().unwrap_or_default()
    }

    /// Returns a point with one more add-on; `None` if it is not one of the sample.
    pub(crate) fn with(&self, point: Point, add_on: usize) -> Option<Point> {
        Some(Point { set: self.sets.with(point.set, add_on)?, ..point })
    }

    /// Returns the tiers that are offered, lowest first.
    pub(crate) fn offered(&self) -> impl Iterator<Item = (usize, &'e Tier)> {
        self.info().tiers.iter().enumerate().filter(|(_, tier)| tier.offered)
    }

    /// Returns the points of offered tiers.
    pub(crate) fn offered_points(&self) -> impl Iterator<Item = Point> {
        let tiers = &self.info().tiers;
        self.points().into_iter().filter(|it| tiers.get(it.tier).is_some_and(|it| it.offered))
    }

    pub(crate) fn tier_id(&self, at: usize) -> &'e str {
        self.info().tiers.get(at).map_or("", |it| &it.id)
    }

    pub(crate) fn feature_id(&self, at: usize) -> &'e str {
        self.info().features.get(at).map_or("", |it| &it.id)
    }

    pub(crate) fn cap_id(&self, at: usize) -> &'e str {
        self.info().caps.get(at).map_or("", |it| &it.id)
    }

    pub(crate) fn add_on_id(&self, at: usize) -> &'e str {
        self.info().add_ons.get(at).map_or("", |it| &it.id)
    }
}

/// The positions of tiers and add-ons by id.
struct Positions<'i> {
    tiers: HashMap<&'i str, usize>,
    add_ons: HashMap<&'i str, usize>,
}

impl<'i> Positions<'i> {
    fn new(info: &'i Info) -> Self {
        Self {
            tiers: info.tiers.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect(),
            add_ons: info.add_ons.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect(),
        }
    }

    fn seen(&self, answer: &Entitlements) -> Seen {
        let caps = answer.caps.iter();
        Seen {
            features: answer.features.iter().map(|it| self.cell(it)).collect(),
            caps: caps.map(|it| [limit(it.limit), it.blocked_at.unwrap_or(UNLIMITED)]).collect(),
        }
    }

    fn cell(&self, it: &Decision) -> Cell {
        let add_ons = it.add_ons.iter().filter_map(|id| self.add_ons.get(id.as_str()).copied());
        Cell {
            allowed: it.allowed,
            requires: matches!(it.reason, Reason::Requires(_)),
            minimum: it.minimum_tier.as_ref().and_then(|id| self.tiers.get(id.as_str()).copied()),
            add_ons: add_ons.collect(),
            together: it.together,
        }
    }
}

/// Returns a limit as a number.
pub(crate) fn limit(limit: Limit) -> u64 {
    match limit {
        Limit::Unlimited => UNLIMITED,
        Limit::AtMost(most) => most,
    }
}

/// Returns a limit for people.
pub(crate) fn shown(limit: u64) -> String {
    if limit == UNLIMITED { "unlimited".to_owned() } else { limit.to_string() }
}
