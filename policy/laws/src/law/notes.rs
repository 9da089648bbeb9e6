//! Collects findings: the first counterexample of each, and how often it shows.

use crate::finding::{Counterexample, Finding};
use crate::prelude::*;
use crate::{Law, NOW};
use hashbrown::HashMap;
use tiergate_policy::types::Tenant;

/// The findings of one law.
pub(super) struct Notes {
    law: Law,
    found: Vec<Finding>,
    at: HashMap<Vec<String>, usize>,
}

/// What a finding says, apart from what it is about.
pub(super) struct Said {
    pub(super) path: Vec<String>,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) shown_by: Option<(Tenant, Option<String>)>,
}

impl Notes {
    pub(super) fn new(law: Law) -> Self {
        Self { law, found: Vec::new(), at: HashMap::new() }
    }

    /// Adds a finding about these ids. If there is one already, only counts it.
    pub(super) fn add(&mut self, about: &[&str], said: impl FnOnce() -> Said) {
        let about: Vec<String> = about.iter().map(|it| (*it).to_owned()).collect();
        if let Some(known) = self.at.get(&about).and_then(|&at| self.found.get_mut(at)) {
            known.points += 1;
            return;
        }
        let Said { path, message, help, shown_by } = said();
        let counterexample =
            shown_by.map(|(tenant, feature)| Counterexample { tenant, feature, now: NOW });
        self.at.insert(about.clone(), self.found.len());
        let law = self.law;
        self.found.push(Finding { law, about, path, message, help, points: 1, counterexample });
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.found
    }
}

/// Returns a path of a map.
pub(super) fn path<const N: usize>(keys: [&str; N]) -> Vec<String> {
    keys.map(str::to_owned).to_vec()
}
