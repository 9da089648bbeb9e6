//! Notes which cells of a map's decisions an expectation covers.

use super::Asked;
use crate::cells::key;
use crate::file::Facts;
use tiergate_policy::types::{CapState, Source};

impl Asked<'_> {
    fn is_gated(&self) -> bool {
        let editions = &self.engine.describe().editions;
        let named = editions.iter().find(|it| Some(&it.id) == self.tenant.edition.as_ref());
        named.is_none_or(|it| it.tier.is_none())
    }

    pub(super) fn cover_feature(&mut self, id: &str) {
        if self.is_gated() {
            self.covered.insert(key(["feature", &self.answer.resolution.tier, id]));
        }
        for add_on in &self.answer.add_ons {
            self.covered.insert(key(["add-on", add_on, id]));
        }
    }

    pub(super) fn cover_cap(&mut self, id: &str) {
        if self.is_gated() {
            self.covered.insert(key(["cap", &self.answer.resolution.tier, id]));
        }
        for add_on in &self.answer.add_ons {
            self.covered.insert(key(["add-on-cap", add_on, id]));
        }
    }

    /// Covers that a cap warns or blocks, at the tenant's tier and with its add-ons.
    pub(super) fn cover_edge(&mut self, edge: &str, cap: &str) {
        if self.is_gated() {
            self.covered.insert(key([edge, &self.answer.resolution.tier, cap]));
        }
        for add_on in &self.answer.add_ons {
            self.covered.insert(key([edge, "with", add_on, cap]));
        }
    }

    pub(super) fn cover_edges(&mut self, state: &CapState, used: u64, wanted: u64) {
        self.cover_cap(&state.cap);
        if state.warn_at.is_some_and(|it| used == it || used.saturating_add(1) == it) {
            self.cover_edge("warn", &state.cap);
        }
        if state.blocked_at.is_some_and(|it| wanted == it || wanted == it.saturating_add(1)) {
            self.cover_edge("block", &state.cap);
        }
    }

    /// Covers what the facts of a tenant bring about, if anything was compared.
    pub(crate) fn cover_facts(&mut self, facts: &Facts) {
        if self.checks == 0 {
            return;
        }
        self.cover_plan();
        if facts.signup.is_some() {
            let plans = self.tenant.assignments.iter();
            let ends = plans.filter(|it| it.source == Source::Trial).filter_map(|it| it.expires_at);
            let ends: Vec<u64> = ends.collect();
            if ends.iter().any(|end| self.at < *end) {
                self.covered.insert(key(["trial", "start"]));
            }
            if ends.iter().any(|end| self.is_at(*end)) {
                self.covered.insert(key(["trial", "end"]));
            }
        }
        for it in &facts.subscriptions {
            for product in &it.products {
                self.cover_product(product, it.status.name());
                if it.collection_paused {
                    self.cover_product(product, "collection-paused");
                }
            }
            if self.ends().any(|end| self.is_at(end)) {
                self.covered.insert(key(["billing", it.status.name(), "end"]));
            }
        }
    }

    pub(crate) fn cover_product(&mut self, product: &str, status: &str) {
        self.covered.insert(key(["product", product, status]));
        self.covered.insert(key(["billing", status]));
    }

    fn cover_plan(&mut self) {
        let known = |plan: &str| self.engine.describe().tiers.iter().any(|it| it.id == plan);
        let holds = |end: Option<u64>| end.is_none_or(|end| self.at < end);
        let plans = &self.tenant.assignments;
        let cell = if plans.iter().all(|it| it.plan.is_none()) {
            Some("missing")
        } else if plans.iter().all(|it| !holds(it.expires_at)) {
            Some("expired")
        } else {
            let unknown = plans.iter().any(|it| it.plan.as_ref().is_some_and(|it| !known(it)));
            unknown.then_some("unknown")
        };
        self.covered.extend(cell.map(|it| key([it])));
        self.covered.extend(self.tenant.edition.iter().map(|it| key(["edition", it])));
    }

    /// Checks whether the time is the last second before an end, or the first moment after it.
    fn is_at(&self, end: u64) -> bool {
        self.at == end || self.at.saturating_add(1) == end
    }

    /// Returns when something that the tenant has ends.
    fn ends(&self) -> impl Iterator<Item = u64> {
        let plans = self.tenant.assignments.iter().map(|it| it.expires_at);
        let add_ons = self.tenant.add_ons.iter().map(|it| it.expires_at);
        let caps = self.tenant.caps.iter().map(|it| it.expires_at);
        plans.chain(add_ons).chain(caps).flatten()
    }
}
