//! The words of a refusal fit its reason, and never offer what the tenant has.

use super::{NOW, on, policy};
use tiergate::{
    FeatureSwitch, Giver, HeldAddOn, MemoryFacts, Switcher, Tenant, TierAccessError, Tiers,
};

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
        (on("free"), "sync", "This feature requires the Pro plan or higher."),
        (on("free"), "ai", "This feature requires the Premium plan or higher. Or add Bot."),
        (on("free"), "voice", "This feature requires the Bot add-on."),
        (on("free"), "lost", "This feature is not included in your plan."),
        // Pro has it and Premium does not: going down is no offer.
        (on("premium"), "old", "This feature is not included in your plan."),
        (switched_off(on("pro"), "sync"), "sync", "This feature is switched off."),
        (on("free"), "nope", "There is no such feature."),
        (sharing.clone(), "share", "This feature requires Sync, which is not available."),
        (
            switched_off(with_add_on(on("pro"), "shared"), "sync"),
            "share",
            "This feature requires Sync, which is not available.",
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
