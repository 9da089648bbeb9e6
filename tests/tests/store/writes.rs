//! What each write does to what the tenant may do.

use crate::setting::{Database, Setting, by, in_both, with_trial};
use tiergate::{Item, Limit, Source, Status, Subscription, Switcher};
use tiergate_store::{Change, Store};

in_both!(
    a_grant_survives_billing_and_ends_when_it_is_revoked,
    a_grant_ends_at_its_second,
    a_canceled_add_on_leaves_the_manual_one,
    a_new_tenant_starts_as_the_policy_says,
    every_change_is_live_when_it_returns,
    a_deleted_tenant_is_unknown_and_can_be_made_again,
    many_are_granted_at_once,
);

fn subscription(product: &str, status: Status) -> Subscription {
    Subscription {
        id: format!("sub-{product}"),
        status,
        collection_paused: false,
        items: vec![Item { names: vec![product.to_owned()], quantity: Some(5) }],
        trial_ends_at: None,
        past_due_since: None,
        ends_at: None,
    }
}

async fn a_grant_survives_billing_and_ends_when_it_is_revoked<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    it.tenants.grant("acme", "premium", None, &by("ann")).await.unwrap();
    assert!(it.may("acme", "sso").await);
    for status in [Status::Active, Status::Canceled] {
        let word = [subscription("p-pro", status)];
        it.tenants.bill("acme", &word, &by("stripe")).await.unwrap();
        assert!(it.may("acme", "sso").await, "billing says {status:?}");
        assert_eq!(it.tier("acme").await, "premium");
    }
    it.tenants.revoke("acme", &by("ann")).await.unwrap();
    assert_eq!(it.tier("acme").await, "basic");
    assert!(!it.may("acme", "export").await);

    it.tenants.bill("acme", &[subscription("p-pro", Status::Active)], &by("stripe")).await.unwrap();
    it.tenants.grant("acme", "basic", None, &by("ann")).await.unwrap();
    assert!(!it.may("acme", "export").await, "a grant may lower, too");
    it.tenants.revoke("acme", &by("ann")).await.unwrap();
    assert!(it.may("acme", "export").await, "billing's last word was pro");
}

async fn a_grant_ends_at_its_second<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let end = it.clock.now() + 3_600;
    it.tenants.grant("acme", "premium", Some(end), &by("ann")).await.unwrap();
    it.clock.set(end - 1);
    assert!(it.may("acme", "sso").await);
    assert_eq!(it.tiers().entitlements("acme").await.unwrap().valid_until(), Some(end));
    it.clock.set(end);
    assert!(!it.may("acme", "sso").await);
    assert_eq!(it.tier("acme").await, "basic");
    assert_eq!(it.events("acme").await.len(), 2, "nobody acted");
}

async fn a_canceled_add_on_leaves_the_manual_one<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    it.tenants.grant("acme", "pro", None, &by("ann")).await.unwrap();
    let paid = |status| [subscription("p-ai", status)];
    it.tenants.bill("acme", &paid(Status::Active), &by("stripe")).await.unwrap();
    assert!(it.may("acme", "ai").await);
    let give = Change::GiveAddOn { add_on: "assistant".into(), quantity: 1, expires_at: None };
    it.tenants.write("acme", give, &by("ann")).await.unwrap();
    it.tenants.bill("acme", &paid(Status::Canceled), &by("stripe")).await.unwrap();
    assert!(it.may("acme", "ai").await, "the manual one holds");
    it.tenants.bill("acme", &paid(Status::Active), &by("stripe")).await.unwrap();
    let take = Change::TakeAddOn { add_on: "assistant".into() };
    it.tenants.write("acme", take, &by("ann")).await.unwrap();
    assert!(it.may("acme", "ai").await, "the paid one holds");
    it.tenants.bill("acme", &paid(Status::Canceled), &by("stripe")).await.unwrap();
    assert!(!it.may("acme", "ai").await);
}

async fn a_new_tenant_starts_as_the_policy_says<DB: Database>() {
    let it = Setting::<DB>::with(with_trial()).await;
    it.create("acme").await;
    let resolution = it.tiers().resolve("acme").await.unwrap();
    assert_eq!((resolution.tier.as_str(), resolution.source), ("premium", Some(Source::Trial)));
    it.clock.set(resolution.expires_at.unwrap());
    assert_eq!(it.tier("acme").await, "basic");
    it.tenants.create("home", Some("community"), &by("sign-up")).await.unwrap();
    assert_eq!(it.tier("home").await, "premium");
}

/// Every kind of change, and what a check of `export`, `sso`, `ai` and the seats say after it.
fn changes() -> Vec<(Change, [bool; 3], u64)> {
    let switch = |feature: &str, enabled, by| Change::SwitchFeature {
        feature: feature.into(),
        enabled,
        by,
        expires_at: None,
    };
    let unlimited = u64::MAX;
    vec![
        (Change::Grant { tier: "pro".into(), expires_at: None }, [true, false, false], 10),
        (
            Change::GiveAddOn { add_on: "assistant".into(), quantity: 1, expires_at: None },
            [true, false, true],
            10,
        ),
        (switch("sso", true, Switcher::Operator), [true, true, true], 10),
        (switch("export", false, Switcher::Tenant), [false, true, false], 10),
        (
            Change::UnswitchFeature { feature: "export".into(), by: Switcher::Operator },
            [false, true, false],
            10,
        ),
        (
            Change::UnswitchFeature { feature: "export".into(), by: Switcher::Tenant },
            [true, true, true],
            10,
        ),
        (
            Change::SetCap { cap: "seats".into(), limit: Limit::AtMost(7), expires_at: None },
            [true, true, true],
            7,
        ),
        (Change::UnsetCap { cap: "seats".into() }, [true, true, true], 10),
        (Change::SetEdition { edition: Some("community".into()) }, [true; 3], unlimited),
        (Change::SetEdition { edition: None }, [true, true, true], 10),
        (
            Change::SetAttribute { name: "region".into(), value: Some("eu".into()) },
            [true, true, true],
            10,
        ),
        (Change::TakeAddOn { add_on: "assistant".into() }, [true, true, false], 10),
        (Change::Revoke, [false, true, false], 3),
        (Change::UnswitchFeature { feature: "sso".into(), by: Switcher::Operator }, [false; 3], 3),
        (Change::SetAttribute { name: "region".into(), value: None }, [false; 3], 3),
        (Change::Bill { subscriptions: billed() }, [true, false, true], 20),
    ]
}

fn billed() -> Vec<Subscription> {
    let words = ["p-pro", "p-ai", "p-seat"].map(|product| {
        let mut word = subscription(product, Status::Active);
        word.items[0].quantity = Some(if product == "p-seat" { 20 } else { 1 });
        word
    });
    words.to_vec()
}

async fn every_change_is_live_when_it_returns<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let mut revision = it.tiers().entitlements("acme").await.unwrap().revision();
    for (change, features, seats) in changes() {
        let text = format!("{change:?}");
        let written = it.tenants.write("acme", change.clone(), &by("ann")).await.unwrap();
        for (feature, allowed) in ["export", "sso", "ai"].into_iter().zip(features) {
            assert_eq!(it.may("acme", feature).await, allowed, "{feature} after {text}");
        }
        let room = it.tiers().check_cap("acme", "seats", 0, 1).await.unwrap();
        assert_eq!(room.remaining.unwrap_or(u64::MAX), seats, "seats after {text}");
        let now = it.tiers().entitlements("acme").await.unwrap().revision();
        assert_eq!(now, written.revision);
        let unchanged = matches!(&change, Change::UnswitchFeature { feature, by }
            if feature == "export" && *by == Switcher::Operator);
        assert_eq!(written.changed, !unchanged, "{text}");
        assert_eq!(now > revision, written.changed, "{text}");
        revision = now;
        let again = it.tenants.write("acme", change, &by("bob")).await.unwrap();
        assert!(!again.changed && again.revision == revision, "{text} is so already");
    }
    let told = it.events("acme").await;
    assert_eq!(told.len(), 1 + changes().len() - 1);
    assert!(told.iter().all(|event| event.actor != "bob"));
}

async fn a_deleted_tenant_is_unknown_and_can_be_made_again<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    it.tenants.grant("acme", "premium", None, &by("ann")).await.unwrap();
    assert!(it.may("acme", "sso").await);
    it.store().write("acme", Change::Delete, &by("ann")).await.unwrap();
    let error = it.tiers().check("acme", "sso").await.unwrap_err();
    assert!(matches!(error, tiergate::CheckError::UnknownTenant(_)), "{error}");
    assert!(it.store().find("acme").await.unwrap().is_none());
    it.create("acme").await;
    assert!(!it.may("acme", "sso").await, "it starts anew");
    assert_eq!(it.events("acme").await.len(), 4, "the history stays");
}

async fn many_are_granted_at_once<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let names: Vec<String> = (0..1_234).map(|number| format!("beta-{number:04}")).collect();
    for name in &names {
        it.create(name).await;
    }
    it.tenants.grant(&names[7], "premium", None, &by("ann")).await.unwrap();
    assert!(!it.may("beta-0001", "sso").await);
    let asked = [&names[..], &["nobody".to_owned()]].concat();
    let grant = Change::Grant { tier: "premium".into(), expires_at: None };
    let cohort = by("ann").because("beta cohort").key("cohort-1");
    let answers = it.tenants.write_many(&asked, grant.clone(), &cohort).await.unwrap();
    let changed = answers.iter().flatten().filter(|written| written.changed).count();
    assert_eq!((answers.len(), changed), (1_235, 1_233));
    assert!(answers[1_234].as_ref().unwrap_err().to_string().contains("`nobody`"));
    for name in &names {
        assert!(it.may(name, "sso").await);
    }
    let again = it.tenants.write_many(&asked, grant, &cohort).await.unwrap();
    assert_eq!(format!("{again:?}"), format!("{answers:?}"), "the key counts once");
}
