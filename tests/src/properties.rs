//! Properties of every policy's answers, regardless of the map and the facts.

use crate::dice::Dice;
use crate::trial::Trial;
use anyhow::{Result, ensure};
use tiergate_policy::catalog::{AddOn, Info, Tier};
use tiergate_policy::types::{
    Assignment, Entitlements, Giver, HeldAddOn, Limit, Reason, Source, Standing, Tenant,
};

/// A property. An error says how it is violated.
pub type Property = fn(&Trial<'_>, &mut Dice) -> Result<()>;

/// Every property, by its name.
pub const PROPERTIES: &[(&str, Property)] = &[
    ("valid-until is exact", valid_until_is_exact),
    ("entitle agrees with check and check-cap", entitle_agrees),
    ("the order of facts does not matter", order_of_facts),
    ("the order of subscriptions does not matter", order_of_subscriptions),
    ("a tier that has more never gives less", more_is_never_less),
    ("an unknown feature is never allowed", unknown_is_never_allowed),
    ("what would help does", what_would_help_does),
];

fn valid_until_is_exact(trial: &Trial<'_>, _: &mut Dice) -> Result<()> {
    let (policy, tenant) = (trial.policy, &trial.tenant);
    trial.exact("resolve", |now| {
        let mut answer = policy.resolve(tenant, now);
        let until = answer.valid_until.take();
        (answer, until)
    })?;
    for feature in &trial.info.features {
        trial.exact(&format!("check of `{}`", feature.id), |now| {
            let mut answer = policy.check(tenant, &feature.id, now);
            let until = answer.valid_until.take();
            (answer, until)
        })?;
    }
    for cap in &trial.info.caps {
        trial.exact(&format!("check-cap of `{}`", cap.id), |now| {
            let mut state = trial.state(&cap.id, now);
            let until = state.as_mut().and_then(|state| state.valid_until.take());
            (state, until)
        })?;
    }
    trial.exact("entitle", |now| {
        let mut answer = policy.entitle(tenant, now);
        let until = answer.valid_until.take();
        answer.resolution.valid_until = None;
        answer.features.iter_mut().for_each(|it| it.valid_until = None);
        answer.caps.iter_mut().for_each(|it| it.valid_until = None);
        (answer, until)
    })
}

fn entitle_agrees(trial: &Trial<'_>, _: &mut Dice) -> Result<()> {
    let (policy, tenant, now) = (trial.policy, &trial.tenant, trial.now);
    let all = policy.entitle(tenant, now);
    let resolution = policy.resolve(tenant, now);
    ensure!(
        all.resolution == resolution,
        "entitle has {:?}, resolve {resolution:?}",
        all.resolution
    );
    let features: Vec<_> =
        trial.info.features.iter().map(|it| policy.check(tenant, &it.id, now)).collect();
    ensure!(all.features == features, "entitle has {:?}, check {features:?}", all.features);
    let caps: Vec<_> = trial.info.caps.iter().filter_map(|it| trial.state(&it.id, now)).collect();
    ensure!(all.caps == caps, "entitle has {:?}, check-cap {caps:?}", all.caps);
    Ok(())
}

fn order_of_facts(trial: &Trial<'_>, dice: &mut Dice) -> Result<()> {
    let mut other = trial.tenant.clone();
    dice.shuffle(&mut other.assignments);
    dice.shuffle(&mut other.add_ons);
    dice.shuffle(&mut other.switches);
    dice.shuffle(&mut other.caps);
    dice.shuffle(&mut other.attributes);
    let first = trial.policy.entitle(&trial.tenant, trial.now);
    let second = trial.policy.entitle(&other, trial.now);
    ensure!(first == second, "in one order {first:?}, in another {second:?}");
    for cap in &trial.info.caps {
        let ask =
            |tenant| trial.policy.check_cap(tenant, &cap.id, trial.used, trial.amount, trial.now);
        let (first, second) = (ask(&trial.tenant), ask(&other));
        ensure!(first == second, "in one order {first:?}, in another {second:?}");
    }
    Ok(())
}

fn order_of_subscriptions(trial: &Trial<'_>, dice: &mut Dice) -> Result<()> {
    let mut other = trial.subscriptions.clone();
    dice.shuffle(&mut other);
    other.iter_mut().for_each(|it| dice.shuffle(&mut it.items));
    let (first, second) =
        (trial.policy.on_billing(&trial.subscriptions), trial.policy.on_billing(&other));
    ensure!(first == second, "in one order {first:?}, in another {second:?}");
    Ok(())
}

/// Checks that a higher offered tier which has everything that a lower one has gives no less to the
/// same tenant.
fn more_is_never_less(trial: &Trial<'_>, _: &mut Dice) -> Result<()> {
    for (at, low) in trial.info.tiers.iter().enumerate() {
        let higher = trial.info.tiers.iter().skip(at + 1);
        let higher = higher.filter(|high| high.offered && has_all_of(high, low));
        for high in higher.filter(|high| add_ons_are_alike(trial.info, low, high)) {
            let (more, less) = (on(trial, high), on(trial, low));
            for (more, less) in more.features.iter().zip(&less.features) {
                ensure!(
                    more.allowed || !less.allowed,
                    "{} has {less:?}, {} {more:?}",
                    low.id,
                    high.id
                );
            }
            for (more, less) in more.caps.iter().zip(&less.caps) {
                let fits = top(&more.limit) >= top(&less.limit);
                ensure!(fits, "{} has {less:?}, {} {more:?}", low.id, high.id);
            }
        }
    }
    Ok(())
}

fn has_all_of(high: &Tier, low: &Tier) -> bool {
    let mut caps = high.caps.iter().zip(&low.caps);
    low.features.iter().all(|it| high.features.contains(it))
        && caps.all(|(high, low)| top(&high.limit) >= top(&low.limit))
}

/// Returns whether every add-on is for both tiers, or for neither.
fn add_ons_are_alike(info: &Info, low: &Tier, high: &Tier) -> bool {
    let is_for = |tiers: &[String], tier: &Tier| tiers.is_empty() || tiers.contains(&tier.id);
    info.add_ons.iter().all(|it| is_for(&it.tiers, low) == is_for(&it.tiers, high))
}

fn top(limit: &Limit) -> u64 {
    match limit {
        Limit::Unlimited => u64::MAX,
        Limit::AtMost(most) => *most,
    }
}

/// Returns what the same tenant has on this tier.
fn on(trial: &Trial<'_>, tier: &Tier) -> Entitlements {
    let grant = Assignment {
        source: Source::Manual,
        plan: Some(tier.id.clone()),
        standing: Standing::Good,
        expires_at: None,
    };
    let tenant = Tenant { assignments: vec![grant], ..trial.tenant.clone() };
    let mut entitlements = trial.policy.entitle(&tenant, trial.now);
    // `entitle` may be right and `check` wrong.
    for decision in &mut entitlements.features {
        *decision = trial.policy.check(&tenant, &decision.feature, trial.now);
    }
    entitlements
}

/// Checks that a tier or an add-on that a denial names makes the feature available, that no lower
/// offered tier does, and that nothing which would is left out.
fn what_would_help_does(trial: &Trial<'_>, _: &mut Dice) -> Result<()> {
    for feature in &trial.info.features {
        let decision = trial.policy.check(&trial.tenant, &feature.id, trial.now);
        let of_plan = !matches!(
            decision.reason,
            Reason::AlwaysOn | Reason::Ungated | Reason::SwitchedOn | Reason::SwitchedOff
        );
        let allowed = |tier: Option<&Tier>, add_on: Option<&AddOn>| {
            let tenant = with(trial, tier, add_on);
            trial.policy.check(&tenant, &feature.id, trial.now).allowed
        };
        let offered = || trial.info.tiers.iter().filter(|tier| tier.offered);
        let add_ons = |tier| {
            let helpful = trial.info.add_ons.iter().filter(|it| allowed(tier, Some(it)));
            helpful.map(|it| it.id.clone()).collect::<Vec<_>>()
        };
        let mut want = (None, Vec::new(), false);
        if of_plan {
            want.0 = offered().find(|tier| allowed(Some(tier), None)).map(|it| it.id.clone());
        }
        if of_plan && !decision.allowed {
            want.1 = add_ons(None);
            let nothing = want.0.is_none() && want.1.is_empty();
            let both = offered().map(|tier| (tier, add_ons(Some(tier))));
            let mut both = both.filter(|(_, add_ons)| nothing && !add_ons.is_empty());
            if let Some((tier, add_ons)) = both.next() {
                want = (Some(tier.id.clone()), add_ons, true);
            }
        }
        let got = (decision.minimum_tier.clone(), decision.add_ons.clone(), decision.together);
        ensure!(got == want, "it names {got:?}, but {want:?} would help: {decision:?}");
    }
    Ok(())
}

/// Returns the same tenant on another tier, or with one more add-on.
fn with(trial: &Trial<'_>, tier: Option<&Tier>, add_on: Option<&AddOn>) -> Tenant {
    let mut tenant = trial.tenant.clone();
    if let Some(tier) = tier {
        tenant.assignments = vec![Assignment {
            source: Source::Manual,
            plan: Some(tier.id.clone()),
            standing: Standing::Good,
            expires_at: None,
        }];
    }
    tenant.add_ons.extend(add_on.map(|add_on| HeldAddOn {
        id: add_on.id.clone(),
        quantity: 1,
        giver: Giver::Manual,
        expires_at: None,
    }));
    tenant
}

fn unknown_is_never_allowed(trial: &Trial<'_>, _: &mut Dice) -> Result<()> {
    let tiers = trial.info.tiers.iter().map(|it| it.id.as_str());
    let switched = trial.tenant.switches.iter().map(|it| it.feature.as_str());
    for name in tiers.chain(switched).chain(["", "none", "constructor", "__proto__"]) {
        if trial.info.features.iter().all(|it| it.id != name) {
            let decision = trial.policy.check(&trial.tenant, name, trial.now);
            ensure!(!decision.allowed, "`{name}` is unknown, but allowed: {decision:?}");
        }
    }
    Ok(())
}
