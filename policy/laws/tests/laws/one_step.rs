//! The comparison says every one-step change of a random map, and that equal maps are equal.

use crate::oracle::lines;
use std::collections::BTreeMap;
use tiergate_laws::{Diff, Domain, Native, Verdict, diff, says};
use tiergate_map::Map;
use tiergate_policy::catalog::{CapChange, Edition, Metadata, Period, Trial};
use tiergate_policy::setup::{ProductEffect, UnknownProduct};
use tiergate_policy::types::Limit;

/// Changed maps, each with the beginning of the line that must say it.
struct Changes<'m> {
    map: &'m Map,
    all: Vec<(String, Map)>,
}

impl Changes<'_> {
    fn add(&mut self, says: impl Into<String>, change: impl FnOnce(&mut Map)) {
        let mut map = self.map.clone();
        change(&mut map);
        assert!(map != *self.map);
        self.all.push((says.into(), map));
    }

    fn policy(&mut self) {
        let (map, last) = (self.map, self.map.info.tiers.len() - 1);
        self.add("policy: name", |it| it.info.name += "!");
        self.add("policy: version", |it| it.info.version += "1");
        self.add("policy: upgradeUrl", |it| it.info.upgrade_url = Some("/plans".into()));
        self.add("policy: metadata.owner", |it| owner(&mut it.info.metadata));
        self.add("policy: tiers", |it| it.info.tiers.swap(0, last));
        self.add("policy: features", |it| it.info.features.swap(0, 1));
        let other = other_tier(map, &map.info.default_tier);
        self.add("policy: defaultTier", |it| it.info.default_tier = other);
        match &map.info.trial {
            None => {
                let tier = map.info.default_tier.clone();
                self.add("policy: trial", |it| it.info.trial = Some(Trial { tier, days: 1 }));
            }
            Some(trial) => {
                let tier = other_tier(map, &trial.tier);
                self.add("policy: trial", |it| it.info.trial = None);
                self.add("policy: trial", |it| it.info.trial.as_mut().unwrap().days += 1);
                self.add("policy: trial", |it| it.info.trial.as_mut().unwrap().tier = tier);
            }
        }
    }

    fn tiers(&mut self) {
        for (at, tier) in self.map.info.tiers.iter().enumerate() {
            let says = |what: &str| format!("tier `{}`: {what}", tier.id);
            self.add(says("label"), |it| it.info.tiers[at].label += "!");
            self.add(says("description"), |it| it.info.tiers[at].description = Some("d".into()));
            self.add(says("metadata.owner"), |it| owner(&mut it.info.tiers[at].metadata));
            self.add(says("offered"), |it| it.info.tiers[at].offered ^= true);
            for feature in self.map.info.features.iter().map(|it| &it.id) {
                let verb = if tier.features.contains(feature) { "loses" } else { "gains" };
                self.add(says(&format!("{verb} `{feature}`")), |it| {
                    toggle(&mut it.info.tiers[at].features, feature);
                });
            }
            for (nth, cap) in tier.caps.iter().enumerate() {
                self.add(says(&format!("cap `{}`", cap.cap)), |it| {
                    it.info.tiers[at].caps[nth].limit = Limit::AtMost(77);
                });
            }
        }
    }

    fn features_and_caps(&mut self) {
        for (at, feature) in self.map.info.features.iter().enumerate() {
            let says = |what: &str| format!("feature `{}`: {what}", feature.id);
            self.add(says("label"), |it| it.info.features[at].label += "!");
            self.add(says("description"), |it| {
                it.info.features[at].description = Some("d".into());
            });
            self.add(says("metadata.owner"), |it| owner(&mut it.info.features[at].metadata));
            self.add(says("alwaysOn"), |it| it.info.features[at].always_on ^= true);
            // Only earlier ones, so that none requires itself.
            for needed in self.map.info.features[..at].iter().map(|it| &it.id) {
                self.add(says("requires"), |it| {
                    toggle(&mut it.info.features[at].requires, needed);
                });
            }
        }
        for (at, cap) in self.map.info.caps.iter().enumerate() {
            let says = |what: &str| format!("cap `{}`: {what}", cap.id);
            self.add(says("label"), |it| it.info.caps[at].label += "!");
            self.add(says("unit"), |it| it.info.caps[at].unit = Some("u".into()));
            self.add(says("period"), |it| it.info.caps[at].period = Some(Period::Week));
            self.add(says("metadata.owner"), |it| owner(&mut it.info.caps[at].metadata));
            self.add(says("warnPercent"), |it| it.settings.percents[at].warn += 1);
            self.add(says("hardPercent"), |it| it.settings.percents[at].hard += 1);
        }
    }

    fn add_ons(&mut self) {
        let map = self.map;
        if map.info.add_ons.len() > 1 {
            self.add("policy: addOns", |it| it.info.add_ons.swap(0, 1));
        }
        for (at, add_on) in map.info.add_ons.iter().enumerate() {
            let says = |what: &str| format!("add-on `{}`: {what}", add_on.id);
            self.add(says("label"), |it| it.info.add_ons[at].label += "!");
            self.add(says("description"), |it| it.info.add_ons[at].description = Some("d".into()));
            self.add(says("metadata.owner"), |it| owner(&mut it.info.add_ons[at].metadata));
            for feature in map.info.features.iter().map(|it| &it.id) {
                let verb = if add_on.features.contains(feature) { "loses" } else { "gains" };
                self.add(says(&format!("{verb} `{feature}`")), |it| {
                    toggle(&mut it.info.add_ons[at].features, feature);
                });
            }
            for tier in map.info.tiers.iter().map(|it| &it.id) {
                self.add(says("tiers"), |it| toggle(&mut it.info.add_ons[at].tiers, tier));
            }
            for (nth, (cap, _)) in add_on.caps.iter().enumerate() {
                self.add(says(&format!("cap `{cap}`")), |it| {
                    it.info.add_ons[at].caps[nth].1 = CapChange::Add(77);
                });
            }
        }
    }

    fn editions_and_fallbacks(&mut self) {
        let map = self.map;
        self.add("edition `new`: added", |it| {
            it.info.editions.push(Edition { id: "new".into(), tier: None });
        });
        for (at, edition) in map.info.editions.iter().enumerate() {
            let tier = match &edition.tier {
                Some(_) => None,
                None => Some(map.info.default_tier.clone()),
            };
            let says = format!("edition `{}`: tier", edition.id);
            self.add(says, |it| it.info.editions[at].tier = tier);
        }
        let missing = other_tier(map, &map.settings.when_missing.tier);
        let unknown = other_tier(map, &map.settings.when_unknown.tier);
        self.add("whenMissing:", |it| it.settings.when_missing.tier = missing);
        self.add("whenUnknown:", |it| it.settings.when_unknown.tier = unknown);
        self.add("whenMissing:", |it| it.settings.when_missing.misconfigured ^= true);
        self.add("whenUnknown:", |it| it.settings.when_unknown.misconfigured ^= true);
    }

    fn billing(&mut self) {
        let map = self.map;
        let tier = map.info.default_tier.clone();
        let gives = ProductEffect { tier: Some(tier.clone()), add_on: None, cap: None };
        self.add("product `new`:", |it| {
            it.settings.billing.products.push(("new".into(), gives));
        });
        let cap = map.info.caps[0].id.clone();
        for (at, (product, gives)) in map.settings.billing.products.iter().enumerate() {
            let says = format!("product `{product}`:");
            self.add(&says, |it| drop(it.settings.billing.products.remove(at)));
            self.add(&says, |it| it.settings.billing.products[at].1.cap = Some(cap.clone()));
            if let Some(tier) = &gives.tier {
                let tier = other_tier(map, tier);
                self.add(&says, |it| it.settings.billing.products[at].1.tier = Some(tier));
            }
        }
        let days = |it: Option<u32>| Some(it.map_or(5, |it| it + 1));
        self.add("billing: pastDueGraceDays", |it| {
            let it = &mut it.settings.billing.past_due_grace_days;
            *it = days(*it);
        });
        self.add("billing: trialGraceDays", |it| {
            let it = &mut it.settings.billing.trial_grace_days;
            *it = days(*it);
        });
        self.add("billing: onCancel", |it| it.settings.billing.keep_canceled ^= true);
        self.add("billing: onPause", |it| it.settings.billing.keep_paused ^= true);
        let paused = "billing: onCollectionPaused";
        self.add(paused, |it| it.settings.billing.end_collection_paused ^= true);
        for unknown in [UnknownProduct::Flag, UnknownProduct::Ignore, UnknownProduct::Tier(tier)] {
            if map.settings.billing.unknown_product != unknown {
                self.add("billing: unknownProduct", |it| {
                    it.settings.billing.unknown_product = unknown;
                });
            }
        }
    }
}

fn owner(metadata: &mut Metadata) {
    metadata.push(("owner".into(), "ann".into()));
}

fn other_tier(map: &Map, tier: &str) -> String {
    map.info.tiers.iter().map(|it| &it.id).find(|it| *it != tier).unwrap().clone()
}

fn toggle(list: &mut Vec<String>, id: &str) {
    match list.iter().position(|it| it == id) {
        Some(at) => drop(list.remove(at)),
        None => list.push(id.to_owned()),
    }
}

fn between(old: &Map, new: &Map) -> Diff {
    let (one, other) = (Native::new(old).unwrap(), Native::new(new).unwrap());
    let mut found = diff(&one, &other, &Domain::of_map(old).at_most(200)).unwrap();
    found.add_says(says(old, new));
    found
}

#[test]
fn each_change_is_said_and_equal_maps_are_equal() {
    let whole = std::env::var("TIERGATE_FUZZ").is_ok_and(|it| it == "full");
    let (mut said, mut verdicts) = (0, BTreeMap::new());
    for line in lines(if whole { 400 } else { 30 }, 15) {
        let map = Map::from_json("random.json", &line.map.to_string()).unwrap();
        let same = between(&map, &map.clone());
        assert!(!same.differs() && same.verdict == Verdict::SameAnswers, "{same}");
        let mut changes = Changes { map: &map, all: Vec::new() };
        changes.policy();
        changes.tiers();
        changes.features_and_caps();
        changes.add_ons();
        changes.editions_and_fallbacks();
        changes.billing();
        for (says, changed) in &changes.all {
            let found = between(&map, changed);
            assert!(found.says.iter().any(|it| it.starts_with(says)), "{says}\n{found}");
            let losses: Vec<_> = found.answers.iter().map(|it| it.narrows()).collect();
            assert!(losses.is_sorted_by(|one, other| one >= other), "losses come first: {found}");
            assert_eq!(found.narrows(), losses.contains(&true), "{found}");
            // A version alone asks for no other version.
            assert_eq!(found.semver == "none", says == "policy: version", "{found}");
            *verdicts.entry(found.verdict.to_string()).or_insert(0) += 1;
            said += 1;
        }
    }
    println!("{said} changes were said: {verdicts:?}");
    assert!(verdicts.len() >= 4);
}
