//! Facts and events agree, and facts can be made anew.

use crate::setting::{Database, Setting, by, in_both, policy};
use tiergate::{Limit, Source, Status, Subscription, Switcher};
use tiergate_store::{Change, Store};
use tiergate_tests::dice::{Dice, seed, size};

in_both!(any_history_adds_up_to_the_facts, a_tampered_fact_is_found_and_made_anew);

/// Any change there is.
pub fn change(dice: &mut Dice, now: u64) -> Change {
    let text = |dice: &mut Dice, from: &[&str]| dice.pick_or(from, "basic").to_owned();
    let end = |dice: &mut Dice| dice.chance(40).then(|| now + dice.between(100, 9_999));
    let tiers = ["basic", "pro", "premium"];
    let features = ["core", "export", "sso", "ai"];
    match dice.below(13) {
        0 => Change::Create {
            label: dice.chance(30).then(|| "ACME Ltd".to_owned()),
            edition: None,
            assignments: policy().on_signup(now, false).unwrap(),
        },
        1 => Change::Delete,
        2 => Change::Revoke,
        3 | 4 => Change::Grant { tier: text(dice, &tiers), expires_at: end(dice) },
        5 => Change::Bill { subscriptions: subscriptions(dice, now) },
        6 => {
            let quantity = dice.between(1, 3);
            Change::GiveAddOn { add_on: "assistant".into(), quantity, expires_at: end(dice) }
        }
        7 => Change::TakeAddOn { add_on: "assistant".into() },
        8 => {
            let (feature, enabled) = (text(dice, &features), dice.chance(50));
            let by = if enabled { Switcher::Operator } else { Switcher::Tenant };
            Change::SwitchFeature { feature, enabled, by, expires_at: end(dice) }
        }
        9 => Change::UnswitchFeature { feature: text(dice, &features), by: Switcher::Tenant },
        10 => Change::SetCap {
            cap: "seats".into(),
            limit: if dice.chance(30) {
                Limit::Unlimited
            } else {
                Limit::AtMost(dice.between(0, 99))
            },
            expires_at: end(dice),
        },
        11 => Change::SetAttribute {
            name: text(dice, &["a", "b", "\u{0}"]),
            value: dice.chance(70).then(|| "wert \u{0} \"ä\"".to_owned()),
        },
        _ => Change::Import {
            source: dice
                .pick_or(&[Source::Billing, Source::Manual, Source::Trial], Source::Default),
            plan: dice.chance(80).then(|| text(dice, &tiers)),
            edition: dice.chance(20).then(|| "cloud".to_owned()),
            label: dice.chance(20).then(|| "Zoë & Söhne".to_owned()),
            start: policy().on_signup(now, true).unwrap(),
        },
    }
}

fn subscriptions(dice: &mut Dice, now: u64) -> Vec<Subscription> {
    let statuses = [Status::Active, Status::PastDue, Status::Canceled, Status::Trialing];
    let products = dice.some(&["p-pro", "p-ai", "p-seat", "p-none"], 60);
    let one = |product: &&str| Subscription {
        id: (*product).to_owned(),
        status: dice.pick_or(&statuses, Status::Active),
        collection_paused: dice.chance(20),
        items: vec![tiergate::Item {
            names: vec![(*product).to_owned()],
            quantity: Some(dice.between(1, 9)),
        }],
        trial_ends_at: Some(now + 100),
        past_due_since: Some(now),
        ends_at: dice.chance(30).then(|| now + dice.between(1, 999)),
    };
    products.iter().map(one).collect()
}

async fn any_history_adds_up_to_the_facts<DB: Database>() {
    let mut dice = Dice::new(seed("any_history_adds_up_to_the_facts").unwrap());
    let it = Setting::<DB>::new().await;
    let names = ["a", "b", "c", "d"];
    let mut written = 0;
    for _ in 0..size(300, 5_000) {
        let name = dice.pick_or(&names, "a");
        let change = change(&mut dice, it.clock.now());
        match it.store().write(name, change, &by("dice")).await {
            Ok(answer) => written += u64::from(answer.changed),
            Err(error) => assert!(!error.to_string().contains("unavailable"), "{error}"),
        }
        let stored = it.store().find(name).await.unwrap();
        let read = it.tiers().entitlements(name).await.ok();
        assert_eq!(stored.map(|it| it.facts), read.map(|it| it.stored_facts().clone()));
    }
    let verified = it.store().verify(|_| {}).await.unwrap();
    assert!(verified.agrees(), "{verified:?}");
    assert_eq!(verified.events, written);
    assert!(written > 100, "only {written} changes took place");
}

async fn a_tampered_fact_is_found_and_made_anew<DB: Database>() {
    let it = Setting::<DB>::new().await;
    for number in 0..1_100 {
        it.create(&format!("t-{number:04}")).await;
    }
    it.store().write("t-0003", Change::Delete, &by("ann")).await.unwrap();
    for sql in [
        "UPDATE tiergate_tenants SET revision = 9 WHERE id = 't-0700'",
        "DELETE FROM tiergate_tenants WHERE id = 't-1099'",
        "UPDATE tiergate_tenants SET facts = '{broken' WHERE id = 't-0900'",
        "INSERT INTO tiergate_tenants (id, revision, facts) SELECT 't-0003', revision, facts FROM tiergate_tenants WHERE id = 't-0001'",
        "INSERT INTO tiergate_tenants (id, revision, facts) SELECT 'zz', revision, facts FROM tiergate_tenants WHERE id = 't-0001'",
    ] {
        it.sql(sql).await.unwrap();
    }
    // One whose facts cannot be read keeps nobody else from being written to.
    let grant = Change::Grant { tier: "pro".into(), expires_at: None };
    let names = ["t-0900", "t-0901"].map(str::to_owned);
    let answers = it.tenants.write_many(&names, grant, &by("ann")).await.unwrap();
    assert!(answers[0].is_err() && answers[1].is_ok());
    let mut compared = Vec::new();
    let verified = it.store().verify(|tenants| compared.push(tenants)).await.unwrap();
    assert_eq!(verified.differing, ["t-0003", "t-0700", "t-0900", "t-1099", "zz"]);
    assert_eq!((verified.events, verified.missing, verified.tenants), (1_102, 0, 1_101));
    assert!(compared.len() > 1 && compared.is_sorted());
    it.store().rebuild(&verified.differing, &by("repair")).await.unwrap();
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    assert!(it.store().find("zz").await.unwrap().is_none());
    assert!(it.may("t-1099", "core").await);
}
