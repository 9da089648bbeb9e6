//! Compares what is expected of one tenant with what a policy answers.

mod caps;
mod cover;
mod words;

pub(crate) use words::{list, reason_name, shown, source_name};

use crate::cells::Key;
use crate::facts::shown_time;
use crate::file::{Denies, Moment, Test};
use std::collections::BTreeSet;
use tiergate_laws::{Engine, EngineError};
use tiergate_policy::types::{Decision, Entitlements, Tenant};
use words::{allowed_or_denied, or_none};

/// One tenant at one time, whose answers are compared.
pub(crate) struct Asked<'e> {
    pub(crate) engine: &'e dyn Engine,
    pub(crate) tenant: Tenant,
    pub(crate) at: u64,
    pub(crate) answer: Entitlements,
    /// The path below which the expectation is in the test file.
    pub(crate) path: Key,
    pub(crate) checks: u64,
    pub(crate) failed: Vec<(Key, String)>,
    pub(crate) covered: BTreeSet<Key>,
}

impl<'e> Asked<'e> {
    pub(crate) fn new(
        engine: &'e dyn Engine,
        tenant: Tenant,
        at: u64,
        path: Key,
    ) -> Result<Self, EngineError> {
        let answer = engine.entitle(&tenant, at)?;
        let (failed, covered) = (Vec::new(), BTreeSet::new());
        Ok(Self { engine, tenant, at, answer, path, checks: 0, failed, covered })
    }

    pub(crate) fn compare<T: PartialEq>(
        &mut self,
        place: &[&str],
        what: &str,
        [expected, found]: [T; 2],
        shown: impl Fn(&T) -> String,
    ) {
        if expected != found {
            let message = format!("{what}: expected {}, found {}", shown(&expected), shown(&found));
            self.fail(place, message);
        } else {
            self.checks += 1;
        }
    }

    pub(crate) fn fail(&mut self, place: &[&str], message: String) {
        self.checks += 1;
        let place = self.path.iter().cloned().chain(place.iter().map(|it| (*it).to_owned()));
        self.failed.push((place.collect(), message));
    }

    /// Compares everything that a test expects.
    pub(crate) fn compare_all(&mut self, test: &Test, now: u64) -> Result<(), EngineError> {
        self.compare_resolution(test);
        for id in &test.allows {
            self.allowed("allows", id, true, None);
        }
        match &test.denies {
            None => {}
            Some(Denies::List(list)) => {
                list.iter().for_each(|id| self.allowed("denies", id, false, None));
            }
            Some(Denies::Reasons(reasons)) => {
                reasons.iter().for_each(|(id, why)| self.allowed("denies", id, false, Some(why)));
            }
        }
        if let Some(exact) = &test.exact {
            self.exact(&["exact"], exact);
        }
        self.compare_help(test);
        for (cap, expected) in &test.caps {
            self.cap(&["caps", cap], cap, expected);
        }
        for (nth, take) in test.take.iter().enumerate() {
            self.take(nth, take)?;
        }
        if let Some(until) = &test.valid_until {
            self.valid_until(until, now);
        }
        Ok(())
    }

    fn compare_resolution(&mut self, test: &Test) {
        let quoted = |it: &String| format!("`{it}`");
        if let Some(tier) = &test.tier {
            let pair = [tier.clone(), self.answer.resolution.tier.clone()];
            self.compare(&["tier"], "the tier", pair, quoted);
        }
        if let Some(source) = &test.source {
            let pair = [source.clone(), source_name(self.answer.resolution.source)];
            self.compare(&["source"], "what gives the tier", pair, quoted);
        }
        if let Some(flag) = test.misconfigured {
            let pair = [flag, self.answer.resolution.misconfigured];
            self.compare(&["misconfigured"], "misconfigured", pair, bool::to_string);
        }
        if let Some(add_ons) = &test.add_ons {
            let pair = [add_ons.clone(), self.answer.add_ons.clone()];
            self.compare(&["addOns"], "the add-ons in force", pair, |it| list(it));
        }
    }

    fn decision(&self, id: &str) -> Option<&Decision> {
        self.answer.features.iter().find(|it| it.feature == id)
    }

    fn allowed(&mut self, key: &str, id: &str, expected: bool, reason: Option<&str>) {
        let Some(decision) = self.decision(id).cloned() else {
            return self.fail(&[key, id], no_feature(id));
        };
        self.cover_feature(id);
        let pair = [expected, decision.allowed];
        self.compare(&[key, id], &format!("`{id}`"), pair, allowed_or_denied);
        if let Some(reason) = reason {
            let pair = [reason.to_owned(), reason_name(&decision.reason)];
            self.compare(&[key, id], &format!("why `{id}` is denied"), pair, Clone::clone);
        }
    }

    pub(crate) fn exact(&mut self, place: &[&str], expected: &[String]) {
        let allowed = self.answer.features.iter().filter(|it| it.allowed);
        let allowed: BTreeSet<String> = allowed.map(|it| it.feature.clone()).collect();
        let ids: Vec<_> = self.answer.features.iter().map(|it| it.feature.clone()).collect();
        ids.iter().for_each(|id| self.cover_feature(id));
        let expected: BTreeSet<String> = expected.iter().cloned().collect();
        let shown = |it: &BTreeSet<String>| list(&it.iter().cloned().collect::<Vec<_>>());
        self.compare(place, "exactly what is allowed", [expected, allowed], shown);
    }

    fn compare_help(&mut self, test: &Test) {
        for (id, tier) in &test.minimum_tier {
            match self.decision(id).map(|it| it.minimum_tier.clone()) {
                None => self.fail(&["minimumTier", id], no_feature(id)),
                Some(found) => {
                    let what = format!("the minimum tier of `{id}`");
                    let pair = [tier.clone(), or_none(found)];
                    self.compare(&["minimumTier", id], &what, pair, Clone::clone);
                }
            }
        }
        for (id, add_ons) in &test.unlocked_by {
            match self.decision(id).map(|it| it.add_ons.clone()) {
                None => self.fail(&["unlockedBy", id], no_feature(id)),
                Some(found) => {
                    let what = format!("the add-ons that unlock `{id}`");
                    self.compare(&["unlockedBy", id], &what, [add_ons.clone(), found], |it| {
                        list(it)
                    });
                }
            }
        }
    }

    fn valid_until(&mut self, until: &Moment, now: u64) {
        let expected = match until {
            Moment::Text(text) if text == "never" => Ok(None),
            until => until.seconds(now).map(Some),
        };
        let found = self.answer.valid_until;
        let time = |it: &Option<u64>| it.map_or("never".to_owned(), |it| shown_time(it, now));
        match expected {
            Ok(it) => self.compare(&["validUntil"], "when the answer ends", [it, found], time),
            Err(message) => self.fail(&["validUntil"], message),
        }
    }
}

fn no_feature(id: &str) -> String {
    format!("the policy has no feature `{id}`")
}
