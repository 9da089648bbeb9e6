//! The words of a refusal fit its reason, and never offer what the tenant has.

use super::{NOW, on, policy};
use tiergate::{
    FeatureSwitch, Giver, HeldAddOn, Item, MemoryFacts, Policy, Status, Subscription, Switcher,
    Tenant, TenantFacts, TierAccessError, Tiers,
};
use tiergate_map::Map;

fn with_add_on(mut tenant: Tenant, id: &str) -> Tenant {
    tenant.add_ons.push(HeldAddOn {
        id: id.into(),
        quantity: 1,
        giver: Giver::Manual,
        expires_at: None,
    });
    tenant
}

fn switched_off(mut tenant: Tenant, feature: &str) -> Tenant {
    tenant.switches.push(FeatureSwitch {
        feature: feature.into(),
        enabled: false,
        by: Switcher::Operator,
        expires_at: None,
    });
    tenant
}

#[tokio::test]
async fn each_reason_has_its_words() {
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    let sharing = with_add_on(on("free"), "shared");
    let cases = [
        (on("free"), "sync", "Sync requires the Pro plan or higher."),
        (on("free"), "ai", "Assistant requires the Premium plan or higher or the Bot add-on."),
        (on("free"), "voice", "Voice requires the Bot add-on."),
        (on("free"), "lost", "Lost is not included in your plan."),
        // Pro has it and Premium does not: going down is no offer.
        (on("premium"), "old", "Old is not included in your plan."),
        (switched_off(on("pro"), "sync"), "sync", "Sync is switched off."),
        (on("free"), "nope", "There is no such feature."),
        (on("free"), "dub", "Dubbing requires the Pro plan or higher with the Plus add-on."),
        (on("pro"), "dub", "Dubbing requires the Plus add-on."),
        (
            with_add_on(on("free"), "plus"),
            "dub",
            "The Plus add-on requires the Pro plan or higher.",
        ),
        // It is for a lower tier alone.
        (with_add_on(on("premium"), "plus"), "dub", "Dubbing is not included in your plan."),
        (on("free"), "share", "Share requires the Pro plan or higher with the Shared add-on."),
        (
            sharing.clone(),
            "share",
            "Share requires Sync, which is not available. The Pro plan or higher has both.",
        ),
        (
            switched_off(with_add_on(on("pro"), "shared"), "sync"),
            "share",
            "Share requires Sync, which is not available.",
        ),
    ];
    for (tenant, feature, message) in cases {
        facts.put("acme", tenant);
        let TierAccessError::Denied(denial) = tiers.require("acme", feature).await.unwrap_err()
        else {
            panic!("`{feature}` is not denied");
        };
        assert_eq!(denial.message, message, "{feature}");
        assert_eq!(denial.upgrade_url.as_deref(), Some("/account"));
    }
}

#[tokio::test]
async fn a_cap_that_is_reached_names_what_allows_more() {
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    facts.put("acme", on("free"));

    let room = tiers.require_cap("acme", "notes", 3, 2).await.unwrap();
    assert_eq!((room.allowed, room.remaining), (true, Some(2)));
    let error = tiers.require_cap("acme", "notes", 4, 2).await.unwrap_err();
    let TierAccessError::CapReached(denial) = error else { panic!("{error}") };
    assert_eq!(denial.minimum_tier.as_deref(), Some("pro"));
    assert_eq!(
        denial.message,
        "This would go past your limit of 5 notes. The Pro plan or higher allows it."
    );
    let refused = tiers.check_cap("acme", "notes", 0, 0).await.unwrap_err();
    assert_eq!(refused.to_string(), "`amount` is 0: it must be at least 1");
    let unknown = tiers.check_cap("acme", "seats", 0, 1).await.unwrap_err();
    assert_eq!(unknown.to_string(), "the policy has no cap `seats`");
}

#[tokio::test]
async fn a_cap_that_an_add_on_raises_names_it() {
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    facts.put("acme", on("pro"));
    let error = tiers.require_cap("acme", "notes", 100, 1).await.unwrap_err();
    let TierAccessError::CapReached(denial) = error else { panic!("{error}") };
    assert_eq!(denial.add_ons, ["plus"]);
    let limit = "This would go past your limit of 100 notes.";
    assert_eq!(
        denial.message,
        format!("{limit} The Premium plan or higher allows it. Or add Plus.")
    );
}

/// A tenant whose payment for the Pro plan failed `days` before now.
fn past_due(days: u64) -> TenantFacts {
    let subscription = Subscription {
        id: "sub_1".to_owned(),
        status: Status::PastDue,
        collection_paused: false,
        items: vec![Item { names: vec!["p-pro".to_owned()], quantity: Some(1) }],
        trial_ends_at: None,
        past_due_since: Some(NOW - days * 86_400),
        ends_at: None,
    };
    TenantFacts { tenant: Tenant::new(), subscriptions: Some(vec![subscription]) }
}

#[tokio::test]
async fn who_has_not_paid_is_told_so_and_not_to_buy_the_plan_again() {
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    facts.put("acme", past_due(13));
    assert!(tiers.check("acme", "sync").await.unwrap().allowed, "in the days of grace");
    assert_eq!(tiers.entitlements("acme").await.unwrap().lapsed(), None);

    facts.put("acme", past_due(14));
    let failed = "A payment failed on 19 February 2026. Update your payment method to";
    let error = tiers.require("acme", "sync").await.unwrap_err();
    assert_eq!(error.to_string(), format!("{failed} use Sync again."));
    let TierAccessError::Denied(denial) = error else { panic!("{error}") };
    let lapsed = denial.lapsed.unwrap();
    assert_eq!((lapsed.payment_failed_at, lapsed.ended_at), (Some(NOW - 14 * 86_400), NOW));
    let error = tiers.require_cap("acme", "notes", 5, 1).await.unwrap_err();
    assert!(error.to_string().ends_with(&format!("{failed} have more again.")), "{error}");

    // What the plan did not have is said as ever.
    let error = tiers.require("acme", "lost").await.unwrap_err();
    assert_eq!(error.to_string(), "Lost is not included in your plan.");
}

/// The npm package's words are held to the same table.
#[tokio::test]
async fn the_table_that_pages_share_holds() {
    let table = include_str!("../../../../tests/messages.json");
    let table: serde_json::Value = serde_json::from_str(table).unwrap();
    assert_eq!(table["now"].as_u64(), Some(NOW));
    let map = Map::from_file("../../tests/policies/messages.json").unwrap();
    let policy = Policy::from_bytes(&tiergate_author::build(&map).unwrap()).unwrap();
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy, facts.clone()).clock(|| NOW).build();
    for case in table["cases"].as_array().unwrap() {
        let tenant: TenantFacts = serde_json::from_value(case["tenant"].clone()).unwrap();
        facts.put("acme", tenant);
        let error = match (case["feature"].as_str(), case["cap"].as_str()) {
            (Some(feature), _) => tiers.require("acme", feature).await.unwrap_err(),
            (None, Some(cap)) => {
                let [used, amount] = ["used", "amount"].map(|it| case[it].as_u64().unwrap());
                tiers.require_cap("acme", cap, used, amount).await.unwrap_err()
            }
            (None, None) => panic!("no question: {case}"),
        };
        assert_eq!(Some(error.to_string().as_str()), case["message"].as_str(), "{case}");
    }
}
