//! Random tier maps, which are valid but contain many things that may go wrong.

use crate::dice::Dice;
use crate::facts::MAX;
use serde_json::{Map, Value, json};

/// Names that a map may use, and that may confuse a host.
const NAMES: &[&str] = &[
    "alpha",
    "Alpha",
    "beta",
    "gamma-2",
    "delta delta",
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "length",
    "\u{e9}",
    "e\u{301}",
    "\u{fb00}",
    "\u{1f980}",
    "quo\"te\\",
    "line\u{2028}\u{7f}\u{1}",
];

/// The parts of a map, before they refer to each other.
struct Parts {
    tiers: Vec<String>,
    features: Vec<String>,
    caps: Vec<String>,
    add_ons: Vec<String>,
    editions: Vec<String>,
}

/// Returns a valid tier map, in JSON.
pub fn map(dice: &mut Dice) -> String {
    let parts = Parts {
        tiers: names(dice, 2, 5),
        features: names(dice, 2, 9),
        caps: names(dice, 1, 4),
        add_ons: names(dice, 1, 4),
        editions: names(dice, 1, 3),
    };
    let mut map = json!({
        "name": "random",
        "version": "1.0.0",
        "tiers": tiers(dice, &parts),
        "addOns": add_ons(dice, &parts),
        "editions": editions(dice, &parts),
        "defaultTier": one(dice, &parts.tiers),
        "whenMissing": otherwise(dice, &parts),
        "whenUnknown": otherwise(dice, &parts),
        "features": features(dice, &parts),
        "caps": caps(dice, &parts),
        "metadata": { "b": "2", "a": "1", "\u{1f980}": "4", "\u{fb00}": "3" },
    });
    if dice.chance(70) {
        add(
            &mut map,
            "trial",
            json!({ "tier": one(dice, &parts.tiers), "days": days(dice).max(1) }),
        );
    }
    if dice.chance(85) {
        add(&mut map, "billing", billing(dice, &parts));
    }
    if dice.chance(50) {
        add(&mut map, "upgradeUrl", json!("/account"));
    }
    map.to_string()
}

fn add(to: &mut Value, key: &str, part: Value) {
    if let Some(object) = to.as_object_mut() {
        object.insert(key.to_owned(), part);
    }
}

fn names(dice: &mut Dice, least: u64, most: u64) -> Vec<String> {
    let count = usize::try_from(dice.between(least, most)).unwrap_or_default();
    let mut names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    dice.shuffle(&mut names);
    names.truncate(count);
    names
}

fn one(dice: &mut Dice, of: &[String]) -> String {
    dice.pick_or(of, String::new())
}

fn otherwise(dice: &mut Dice, parts: &Parts) -> Value {
    json!({ "tier": one(dice, &parts.tiers), "misconfigured": dice.chance(50) })
}

/// Returns tiers, lowest first. Any tier may extend any other, as long as there is no cycle.
fn tiers(dice: &mut Dice, parts: &Parts) -> Vec<Value> {
    let mut rank: Vec<usize> = (0..parts.tiers.len()).collect();
    if dice.chance(30) {
        dice.shuffle(&mut rank);
    }
    let mut tiers = Vec::new();
    for (at, id) in parts.tiers.iter().enumerate() {
        let below = |other: &usize| rank.get(*other) < rank.get(at);
        let lower: Vec<usize> = (0..parts.tiers.len()).filter(below).collect();
        let base = if dice.chance(70) {
            dice.pick(&lower).and_then(|it| parts.tiers.get(*it))
        } else {
            None
        };
        let mut tier = json!({
            "id": id,
            "label": format!("The {id}"),
            "offered": dice.chance(75),
            "features": dice.some(&parts.features, 30),
            "caps": tier_caps(dice, parts, if base.is_some() { 50 } else { 100 }),
        });
        if let Some(base) = base {
            add(&mut tier, "extends", json!(base));
        }
        if dice.chance(30) {
            add(&mut tier, "description", json!("What it is for"));
        }
        tiers.push(tier);
    }
    tiers
}

fn tier_caps(dice: &mut Dice, parts: &Parts, percent: u32) -> Map<String, Value> {
    let said = dice.some(&parts.caps, percent);
    said.into_iter().map(|cap| (cap, limit(dice))).collect()
}

fn limit(dice: &mut Dice) -> Value {
    if dice.chance(20) { json!("unlimited") } else { json!(amount(dice)) }
}

fn amount(dice: &mut Dice) -> u64 {
    const AMOUNTS: &[u64] = &[0, 1, 2, 3, 5, 7, 10, 10, 11, 33, 100, 1001, MAX - 1, MAX];
    dice.pick_or(AMOUNTS, 0)
}

fn days(dice: &mut Dice) -> u64 {
    dice.pick_or(&[0, 1, 7, 14, 30, u64::from(u32::MAX)], 0)
}

/// Returns features that require one another without a cycle, in another order than the list's.
fn features(dice: &mut Dice, parts: &Parts) -> Vec<Value> {
    let mut order: Vec<usize> = (0..parts.features.len()).collect();
    dice.shuffle(&mut order);
    let mut features = Vec::new();
    for (at, id) in parts.features.iter().enumerate() {
        let before = |other: &usize| order.get(*other) < order.get(at);
        let candidates = (0..parts.features.len()).filter(before);
        let candidates: Vec<String> =
            candidates.filter_map(|it| parts.features.get(it).cloned()).collect();
        let mut requires = dice.some(&candidates, 18);
        dice.shuffle(&mut requires);
        features.push(json!({
            "id": id,
            "alwaysOn": dice.chance(12),
            "requires": requires,
        }));
    }
    features
}

fn caps(dice: &mut Dice, parts: &Parts) -> Vec<Value> {
    let cap = |id: &String| {
        let hard = dice.pick_or(&[1, 33, 75, 99, 100, 100, 100, 101, 120, 1000], 100);
        let warn = dice.between(1, hard);
        let mut cap =
            json!({ "id": id, "unit": "things", "warnPercent": warn, "hardPercent": hard });
        if dice.chance(40) {
            let periods = ["day", "week", "month", "year", "billing"];
            add(&mut cap, "period", json!(dice.pick_or(&periods, "day")));
        }
        cap
    };
    parts.caps.iter().map(cap).collect()
}

fn add_ons(dice: &mut Dice, parts: &Parts) -> Vec<Value> {
    let add_on = |id: &String| {
        let changed = dice.some(&parts.caps, 50);
        let changes: Map<String, Value> =
            changed.into_iter().map(|cap| (cap, change(dice))).collect();
        let mut tiers = if dice.chance(50) { dice.some(&parts.tiers, 60) } else { Vec::new() };
        dice.shuffle(&mut tiers);
        let features = dice.some(&parts.features, 40);
        json!({ "id": id, "tiers": tiers, "features": features, "caps": changes })
    };
    parts.add_ons.iter().map(add_on).collect()
}

fn change(dice: &mut Dice) -> Value {
    if dice.chance(50) { json!({ "set": limit(dice) }) } else { json!({ "add": amount(dice) }) }
}

fn editions(dice: &mut Dice, parts: &Parts) -> Vec<Value> {
    let edition = |id: &String| match dice.chance(60) {
        true => json!({ "id": id, "tier": one(dice, &parts.tiers) }),
        false => json!({ "id": id }),
    };
    parts.editions.iter().map(edition).collect()
}

fn billing(dice: &mut Dice, parts: &Parts) -> Value {
    let products: Map<String, Value> =
        names(dice, 3, 8).into_iter().map(|id| (id, product(dice, parts))).collect();
    let unknown = match dice.below(3) {
        0 => json!("ignore"),
        1 => json!("flag"),
        _ => json!({ "tier": one(dice, &parts.tiers) }),
    };
    let (grace, trial_grace) = (grace(dice), grace(dice));
    let mut end_or_keep = || if dice.chance(50) { "keep" } else { "end" };
    json!({
        "products": products,
        "unknownProduct": unknown,
        "pastDueGraceDays": grace,
        "trialGraceDays": trial_grace,
        "onCancel": end_or_keep(),
        "onPause": end_or_keep(),
        "onCollectionPaused": end_or_keep(),
    })
}

fn grace(dice: &mut Dice) -> Value {
    if dice.chance(25) { Value::Null } else { json!(days(dice)) }
}

/// Returns what a product gives: at least one thing.
fn product(dice: &mut Dice, parts: &Parts) -> Value {
    let kinds = [
        ("tier", one(dice, &parts.tiers)),
        ("addOn", one(dice, &parts.add_ons)),
        ("cap", one(dice, &parts.caps)),
    ];
    let mut gives = json!({});
    let certain = dice.below(kinds.len());
    for (at, (kind, id)) in kinds.into_iter().enumerate() {
        if at == certain || dice.chance(20) {
            add(&mut gives, kind, json!(id));
        }
    }
    gives
}
