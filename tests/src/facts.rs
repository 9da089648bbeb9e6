//! Random facts about tenants, most of which are meaningful for a map.

use crate::dice::Dice;
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;
use tiergate_policy::subscription::{Item, Status, Subscription};
use tiergate_policy::types::{
    Assignment, FeatureSwitch, Giver, HeldAddOn, HeldCap, Limit, Source, Standing, Switcher, Tenant,
};

/// The largest number of the contract.
pub const MAX: u64 = tiergate_policy::MAX_SAFE_INTEGER;

/// The first of the times of random facts. They are close together, so that some ends coincide.
pub const START: u64 = 1_772_700_000;

/// Returns a time to ask about: near the ends of random facts, or rarely the first or last time.
pub fn moment(dice: &mut Dice) -> u64 {
    match dice.below(40) {
        0 => 0,
        1 => MAX - 1,
        2 => MAX,
        _ => START + dice.between(0, 12),
    }
}

/// Returns an end, or `None`.
fn end(dice: &mut Dice) -> Option<u64> {
    match dice.below(40) {
        0 => Some(0),
        1 => Some(MAX),
        2..18 => None,
        _ => Some(START + dice.between(1, 16)),
    }
}

/// Returns an amount: a small one, or one for which rounding or the largest number matters.
pub fn number(dice: &mut Dice) -> u64 {
    match dice.below(20) {
        0 => MAX,
        1 => MAX - dice.between(0, 3),
        2 => dice.between(0, MAX),
        3..6 => dice.between(0, 2000),
        _ => dice.between(0, 12),
    }
}

/// Returns a tenant's facts.
pub fn tenant(dice: &mut Dice, info: &Info) -> Tenant {
    Tenant {
        edition: edition(dice, info),
        assignments: assignments(dice, info),
        add_ons: several(dice, 4, |dice| held_add_on(dice, info)),
        switches: several(dice, 5, |dice| switch(dice, info)),
        caps: several(dice, 3, |dice| held_cap(dice, info)),
        attributes: several(dice, 1, |dice| (name(dice, &[]), name(dice, &[]))),
    }
}

fn several<T>(dice: &mut Dice, most: usize, mut one: impl FnMut(&mut Dice) -> T) -> Vec<T> {
    let count = dice.below(most + 1);
    (0..count).map(|_| one(dice)).collect()
}

/// Returns one of these names in most cases, otherwise one that is probably unknown.
fn name(dice: &mut Dice, known: &[&str]) -> String {
    const STRANGE: &[&str] =
        &["", "none", "Pro", "pro ", "constructor", "__proto__", "e\u{301}", "\u{1f980}"];
    if known.is_empty() || dice.chance(12) {
        dice.pick_or(STRANGE, "").to_owned()
    } else {
        dice.pick_or(known, "").to_owned()
    }
}

fn edition(dice: &mut Dice, info: &Info) -> Option<String> {
    let editions: Vec<&str> = info.editions.iter().map(|it| it.id.as_str()).collect();
    dice.chance(35).then(|| name(dice, &editions))
}

fn assignments(dice: &mut Dice, info: &Info) -> Vec<Assignment> {
    let mut assignments = Vec::new();
    for (source, percent) in [(Source::Manual, 20), (Source::Trial, 45), (Source::Default, 45)] {
        if dice.chance(percent) {
            assignments.push(assignment(dice, info, source));
        }
    }
    for _ in 0..dice.below(4) {
        let paid = assignment(dice, info, Source::Billing);
        let again = |it: &Assignment| it.source == Source::Billing && it.plan == paid.plan;
        if !assignments.iter().any(again) {
            assignments.push(paid);
        }
    }
    dice.shuffle(&mut assignments);
    assignments
}

fn assignment(dice: &mut Dice, info: &Info, source: Source) -> Assignment {
    let tiers: Vec<&str> = info.tiers.iter().map(|it| it.id.as_str()).collect();
    let plan = dice.chance(92).then(|| name(dice, &tiers));
    Assignment { source, plan, standing: standing(dice), expires_at: end(dice) }
}

fn standing(dice: &mut Dice) -> Standing {
    match dice.below(10) {
        0..2 => Standing::Trialing(moment(dice)),
        2 => Standing::PastDue(None),
        3 => Standing::PastDue(Some(moment(dice))),
        _ => Standing::Good,
    }
}

fn giver(dice: &mut Dice, manual: u32) -> Giver {
    if dice.chance(manual) { Giver::Manual } else { Giver::Billing }
}

fn held_add_on(dice: &mut Dice, info: &Info) -> HeldAddOn {
    let add_ons: Vec<&str> = info.add_ons.iter().map(|it| it.id.as_str()).collect();
    HeldAddOn {
        id: name(dice, &add_ons),
        quantity: if dice.chance(60) { 1 } else { number(dice).max(1) },
        giver: giver(dice, 50),
        expires_at: end(dice),
    }
}

fn switch(dice: &mut Dice, info: &Info) -> FeatureSwitch {
    let features: Vec<&str> = info.features.iter().map(|it| it.id.as_str()).collect();
    let enabled = dice.chance(55);
    let by = if enabled || dice.chance(50) { Switcher::Operator } else { Switcher::Tenant };
    FeatureSwitch { feature: name(dice, &features), enabled, by, expires_at: end(dice) }
}

fn held_cap(dice: &mut Dice, info: &Info) -> HeldCap {
    let caps: Vec<&str> = info.caps.iter().map(|it| it.id.as_str()).collect();
    let limit = if dice.chance(15) { Limit::Unlimited } else { Limit::AtMost(number(dice)) };
    HeldCap { cap: name(dice, &caps), limit, giver: giver(dice, 35), expires_at: end(dice) }
}

/// Returns a tenant's subscriptions.
pub fn subscriptions(dice: &mut Dice, settings: &Settings) -> Vec<Subscription> {
    let products: Vec<&str> = settings.billing.products.iter().map(|it| it.0.as_str()).collect();
    several(dice, 4, |dice| subscription(dice, &products))
}

fn subscription(dice: &mut Dice, products: &[&str]) -> Subscription {
    const STATUSES: &[Status] = &[
        Status::Active,
        Status::Active,
        Status::Trialing,
        Status::Trialing,
        Status::PastDue,
        Status::PastDue,
        Status::Unpaid,
        Status::Paused,
        Status::Canceled,
        Status::Incomplete,
        Status::IncompleteExpired,
    ];
    let status = dice.pick_or(STATUSES, Status::Active);
    let owing = matches!(status, Status::PastDue | Status::Unpaid);
    let ending = status == Status::Trialing || dice.chance(10);
    Subscription {
        id: name(dice, &["sub_1", "sub_2", "sub_3"]),
        status,
        collection_paused: dice.chance(15),
        items: several(dice, 3, |dice| item(dice, products)),
        trial_ends_at: (ending && dice.chance(80)).then(|| moment(dice)),
        past_due_since: (owing || dice.chance(10)).then(|| moment(dice)),
        ends_at: dice.chance(30).then(|| moment(dice)),
    }
}

fn item(dice: &mut Dice, products: &[&str]) -> Item {
    let mut names = vec![name(dice, products)];
    while dice.chance(30) {
        names.push(name(dice, products));
    }
    let quantity = match dice.below(10) {
        0 => None,
        1..5 => Some(1),
        _ => Some(number(dice)),
    };
    Item { names, quantity }
}
