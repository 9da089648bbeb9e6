//! What an activation would change is what it changes, for each of many random tenants; and nobody who
//! is kept has less than before.

use crate::setting::{Database, Setting, by, in_both};
use std::collections::{BTreeMap, BTreeSet};
use tiergate::{
    Assignment, Entitlements, Item, Limit, Policy, Source, Standing, Status, Subscription,
    Switcher, now,
};
use tiergate_map::Map;
use tiergate_store::{
    Change, Impact, ImpactOnly, ImpactSearch, Keep, Keeping, Release, Store, TenantImpact,
};
use tiergate_tests::dice::{self, Dice};

in_both!(an_activation_does_what_its_dry_run_says_and_keeps_all_that_lose);

const OLD: &str = r#"{ "name": "random", "version": "1.0.0",
  "tiers": [
    { "id": "free", "features": ["core"], "caps": { "notes": 5, "seats": 2 } },
    { "id": "plus", "extends": "free", "features": ["export"], "caps": { "notes": 50 } },
    { "id": "pro", "extends": "plus", "features": ["sso"], "caps": { "notes": 500, "seats": 10 } },
    { "id": "team", "extends": "pro", "features": ["audit"], "caps": { "notes": "unlimited", "seats": 50 } } ],
  "features": [ { "id": "core", "alwaysOn": true }, { "id": "export" }, { "id": "sso" },
    { "id": "audit", "requires": ["sso"] }, { "id": "ai", "requires": ["export"] } ],
  "caps": [ { "id": "notes", "warnPercent": 80, "hardPercent": 110 }, { "id": "seats", "warnPercent": 90 } ],
  "addOns": [ { "id": "assistant", "tiers": ["plus", "pro", "team"], "features": ["ai"] },
    { "id": "pack", "caps": { "notes": { "add": 20 } } } ],
  "editions": [ { "id": "community", "tier": "pro" }, { "id": "cloud" } ],
  "defaultTier": "free", "whenMissing": { "tier": "free", "misconfigured": true },
  "whenUnknown": { "tier": "plus", "misconfigured": true }, "trial": { "tier": "pro", "days": 14 },
  "billing": { "products": { "p-plus": { "tier": "plus" }, "p-pro": { "tier": "pro" },
    "p-team": { "tier": "team", "cap": "seats" }, "p-ai": { "addOn": "assistant" }, "p-pack": { "addOn": "pack" } },
    "unknownProduct": "flag", "pastDueGraceDays": 14 } }"#;

/// What the new map has in place of what.
const CHANGES: [(&str, &str); 9] = [
    (r#""version": "1.0.0""#, r#""version": "2.0.0""#),
    (r#""features": ["sso"], "caps": { "notes": 500"#, r#""features": [], "caps": { "notes": 600"#),
    (r#""features": ["audit"]"#, r#""features": ["audit", "sso"]"#),
    (r#""notes": 50 }"#, r#""notes": 40 }"#),
    (r#""warnPercent": 90"#, r#""warnPercent": 85"#),
    (r#""tiers": ["plus", "pro", "team"]"#, r#""tiers": ["pro", "team"]"#),
    (r#""whenUnknown": { "tier": "plus""#, r#""whenUnknown": { "tier": "free""#),
    (r#""p-pro": { "tier": "pro" }"#, r#""p-pro": { "tier": "team" }"#),
    (r#""pastDueGraceDays": 14"#, r#""pastDueGraceDays": 3"#),
];

fn file(map: &str) -> Vec<u8> {
    tiergate_author::build(&Map::from_json("random.json", map).unwrap()).unwrap()
}

/// An end that does not come during the test, or none.
fn end(dice: &mut Dice) -> Option<u64> {
    dice.chance(40).then(|| now() + dice.between(7_200, 5_000_000))
}

fn named(dice: &mut Dice, names: &[&str]) -> String {
    dice.pick_or(names, "").to_owned()
}

const TIERS: &[&str] = &["free", "plus", "pro", "team"];

fn subscription(dice: &mut Dice, number: usize) -> Subscription {
    let statuses = [Status::Active, Status::Trialing, Status::PastDue, Status::Canceled];
    let status = dice.pick_or(&statuses, Status::Active);
    let products = ["p-plus", "p-pro", "p-team", "p-ai", "p-pack", "p-strange"];
    let item = |dice: &mut Dice| Item {
        names: vec![named(dice, &products)],
        quantity: Some(dice.between(1, 4)),
    };
    let items = (0..=dice.below(2)).map(|_| item(dice)).collect();
    // No grace period ends during the test.
    let since = now() - dice.between(2, 480) * 3_600 - 1_800;
    let past_due_since = matches!(status, Status::PastDue).then_some(since);
    let trial_ends_at = matches!(status, Status::Trialing).then(|| now() + 600_000);
    let (id, collection_paused) = (format!("s{number}"), dice.chance(10));
    let ends_at = end(dice);
    Subscription { id, status, collection_paused, items, trial_ends_at, past_due_since, ends_at }
}

/// The changes that make a random tenant.
fn changes(dice: &mut Dice, policies: &[String; 3]) -> Vec<Change> {
    let editions = ["community", "cloud", "strange"];
    let edition = dice.chance(10).then(|| named(dice, &editions));
    let plan = dice.chance(80).then(|| named(dice, &["free", "free", "plus", "pro", "gold"]));
    let start = Assignment {
        source: dice.pick_or(&[Source::Default, Source::Billing], Source::Default),
        plan,
        standing: Standing::Good,
        expires_at: None,
    };
    let assignments = if dice.chance(90) { vec![start] } else { Vec::new() };
    let mut all = vec![Change::Create { label: None, edition, assignments }];
    if dice.chance(50) {
        let subscriptions = (0..=dice.below(2)).map(|number| subscription(dice, number));
        all.push(Change::Bill { subscriptions: subscriptions.collect() });
    }
    if dice.chance(25) {
        all.push(Change::Grant { tier: named(dice, TIERS), expires_at: end(dice) });
    }
    if dice.chance(20) {
        let expires_at = now() + dice.between(7_200, 900_000);
        all.push(Change::Trial { tier: named(dice, TIERS), expires_at });
    }
    if dice.chance(25) {
        let (add_on, quantity) = (named(dice, &["assistant", "pack"]), dice.between(1, 3));
        all.push(Change::GiveAddOn { add_on, quantity, expires_at: end(dice) });
    }
    if dice.chance(20) {
        let (enabled, by) = (dice.chance(60), Switcher::Operator);
        let feature = named(dice, &["export", "sso", "audit", "ai"]);
        all.push(Change::SwitchFeature { feature, enabled, by, expires_at: end(dice) });
    }
    if dice.chance(15) {
        let limit =
            if dice.chance(20) { Limit::Unlimited } else { Limit::AtMost(dice.between(0, 99)) };
        all.push(Change::SetCap {
            cap: named(dice, &["notes", "seats"]),
            limit,
            expires_at: end(dice),
        });
    }
    if dice.chance(6) {
        all.push(Change::Pin { digest: dice.pick(policies).cloned() });
    }
    all
}

async fn populate<DB: Database>(
    it: &Setting<DB>,
    dice: &mut Dice,
    policies: &[String; 3],
) -> Vec<String> {
    let names: Vec<String> =
        (0..dice::size(2_000, 20_000)).map(|number| format!("t{number:05}")).collect();
    let all: Vec<_> = names
        .iter()
        .flat_map(|name| changes(dice, policies).into_iter().map(|it| (name.clone(), it)))
        .collect();
    for some in all.chunks(1_000) {
        for answer in it.store().write_many(some.to_vec(), &by("maker")).await.unwrap() {
            answer.unwrap();
        }
    }
    names
}

/// What a tenant may do, as far as it can lose it.
#[derive(Clone, PartialEq)]
struct May {
    policy: String,
    tier: String,
    features: BTreeSet<String>,
    /// Limit, warning and block of each cap.
    caps: BTreeMap<String, [u64; 3]>,
}

impl May {
    fn of(it: &Entitlements) -> Self {
        let most = |limit: &Limit| if let Limit::AtMost(it) = limit { *it } else { u64::MAX };
        let points = |it: &tiergate::CapState| {
            [most(&it.limit), it.warn_at.unwrap_or(u64::MAX), it.blocked_at.unwrap_or(u64::MAX)]
        };
        let features = it.features().filter(|it| it.allowed).map(|it| it.feature.clone());
        Self {
            policy: it.policy().digest().to_owned(),
            tier: it.tier().to_owned(),
            features: features.collect(),
            caps: it.caps().map(|it| (it.cap.clone(), points(it))).collect(),
        }
    }

    /// Whether the other has something less.
    fn loses(&self, other: &Self) -> bool {
        let rank = |tier: &str| TIERS.iter().position(|it| *it == tier);
        let lower = |(cap, points): (&String, &[u64; 3])| {
            let others = other.caps.get(cap);
            others.is_none_or(|others| points.iter().zip(others).any(|(it, other)| other < it))
        };
        !self.features.is_subset(&other.features)
            || rank(&other.tier) < rank(&self.tier)
            || self.caps.iter().any(lower)
    }
}

async fn ask<DB: Database>(it: &Setting<DB>, names: &[String]) -> BTreeMap<String, May> {
    let mut all = BTreeMap::new();
    for name in names {
        all.insert(name.clone(), May::of(&it.tiers().entitlements(name).await.unwrap()));
    }
    all
}

async fn listed<DB: Database>(
    it: &Setting<DB>,
    [old, new]: &[Policy; 2],
    only: Option<ImpactOnly>,
) -> Vec<TenantImpact> {
    let mut search = ImpactSearch { only, limit: 137, ..ImpactSearch::default() };
    let mut all = Vec::new();
    loop {
        let page = it.store().impact_tenants(old, new, None, &search).await.unwrap();
        all.extend(page.tenants);
        search.after = page.next;
        if search.after.is_none() {
            return all;
        }
    }
}

fn names_of(tenants: &[TenantImpact]) -> BTreeSet<String> {
    tenants.iter().map(|it| it.tenant.clone()).collect()
}

/// Compares what a dry run said with what all tenants had before and after an activation.
fn agree(
    (impact, all): (&Impact, &[TenantImpact]),
    before: &BTreeMap<String, May>,
    after: &BTreeMap<String, May>,
) {
    let count = |is: &dyn Fn(&May, &May) -> bool| {
        before.iter().filter(|(name, before)| is(before, &after[*name])).count() as u64
    };
    assert_eq!(impact.tenants, before.len() as u64);
    assert_eq!(impact.losing, count(&|before, after| before.loses(after)));
    assert_eq!(impact.gaining, count(&|before, after| after.loses(before)));
    assert_eq!(impact.tiers, count(&|before, after| before.tier != after.tier));
    assert_eq!(impact.features, count(&|before, after| before.features != after.features));
    assert_eq!(impact.caps, count(&|before, after| before.caps != after.caps));
    assert_eq!(impact.differing, all.len() as u64);
    for (feature, counts) in &impact.by_feature {
        let has = |it: &May| it.features.contains(feature);
        assert_eq!(counts.lost, count(&|before, after| has(before) && !has(after)), "{feature}");
        assert_eq!(counts.gained, count(&|before, after| !has(before) && has(after)), "{feature}");
    }
    for it in all {
        let (before, after) = (&before[&it.tenant], &after[&it.tenant]);
        assert_eq!((it.loses, it.gains), (before.loses(after), after.loses(before)), "{it:?}");
        let apart = |one: &May, other: &May| {
            one.features.difference(&other.features).cloned().collect::<Vec<_>>()
        };
        assert_eq!(it.lost, apart(before, after), "{}", it.tenant);
        assert_eq!(it.gained, apart(after, before), "{}", it.tenant);
        assert_eq!(it.tier_before.as_ref(), Some(&before.tier));
        assert_eq!(it.tier_after.as_ref(), Some(&after.tier));
        let caps: Vec<&String> =
            before.caps.keys().filter(|it| before.caps[*it] != after.caps[*it]).collect();
        assert_eq!(it.caps.iter().map(|it| &it.cap).collect::<Vec<_>>(), caps);
    }
}

async fn an_activation_does_what_its_dry_run_says_and_keeps_all_that_lose<DB: Database>() {
    let mut dice = Dice::new(dice::seed("kept").unwrap());
    let new = CHANGES.iter().fold(OLD.to_owned(), |map, (old, new)| {
        assert!(map.contains(old), "{old}");
        map.replace(old, new)
    });
    let files = [file(OLD), file(&new), file(&OLD.replace("1.0.0", "1.5.0"))];
    let it = Setting::<DB>::following(&files).await;
    let policies = files.each_ref().map(|file| Policy::from_bytes(file).unwrap());
    let digests = policies.each_ref().map(|it| it.digest().to_owned());
    let names = populate(&it, &mut dice, &digests).await;
    let both = [policies[0].clone(), policies[1].clone()];
    let before = ask(&it, &names).await;

    let impact = it.store().impact(&both[0], &both[1], None, |_, _| {}).await.unwrap();
    let all = listed(&it, &both, None).await;
    it.store().activate(&digests[1], &by("ann")).await.unwrap();
    let after = ask(&it, &names).await;
    agree((&impact, &all), &before, &after);
    let losers: BTreeSet<String> =
        names.iter().filter(|it| before[*it].loses(&after[*it])).cloned().collect();
    it.store().roll_back(&by("ann")).await.unwrap();
    assert!(ask(&it, &names).await == before, "all is as before");
    assert_eq!(names_of(&listed(&it, &both, Some(ImpactOnly::Loses)).await), losers);
    let moved = listed(&it, &both, Some(ImpactOnly::Moves)).await;
    assert_eq!(moved.len() as u64, impact.tiers);

    let keeping = Keeping { keep: Keep::Losers, until: None };
    let began = std::time::Instant::now();
    let ann = by("ann");
    let done = it.store().activate_keeping(None, &digests[1], keeping, &ann, |_, _| {});
    let done = done.await.unwrap();
    println!("{} of {} kept in {:.1?}", done.kept, names.len(), began.elapsed());
    assert_eq!(done.kept, losers.len() as u64);
    assert!(losers.len() > names.len() / 10, "only {} lose anything", losers.len());
    let kept = ask(&it, &names).await;
    for name in &names {
        assert!(!before[name].loses(&kept[name]), "{name} has less");
        let expected = if losers.contains(name) { &before[name] } else { &after[name] };
        assert!(kept[name] == *expected, "{name} is decided by {}", kept[name].policy);
    }
    let one = losers.first().cloned().unwrap();
    it.store().release(Release::Tenants(std::slice::from_ref(&one)), &by("ann")).await.unwrap();
    assert!(ask(&it, std::slice::from_ref(&one)).await[&one] == after[&one]);
    let released = it.store().release(Release::All, &by("ann")).await.unwrap();
    assert_eq!((released.released, released.more), (losers.len() as u64 - 1, false));
    assert!(ask(&it, &names).await == after, "those who are released are decided by the new one");
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}
