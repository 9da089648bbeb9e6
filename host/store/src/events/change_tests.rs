//! What each change makes of a tenant's facts.

use super::Change;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tiergate::TenantFacts;

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A tenant that has something of every giver.
fn rich() -> Value {
    json!({
        "edition": "cloud",
        "assignments": [
            {"source": "manual", "plan": "gold"},
            {"source": "trial", "plan": "pro"},
            {"source": "billing", "plan": "basic"},
        ],
        "addOns": [
            {"id": "seats", "quantity": 1, "giver": "manual"},
            {"id": "seats", "quantity": 1, "giver": "billing"},
            {"id": "sso", "quantity": 1, "giver": "manual"},
        ],
        "switches": [
            {"feature": "ai", "enabled": false, "by": "operator"},
            {"feature": "ai", "enabled": false, "by": "tenant"},
            {"feature": "export", "enabled": true, "by": "operator"},
        ],
        "caps": [
            {"cap": "notes", "limit": {"at-most": 5}, "giver": "manual"},
            {"cap": "notes", "limit": {"at-most": 9}, "giver": "billing"},
            {"cap": "users", "limit": "unlimited", "giver": "manual"},
        ],
        "attributes": [["region", "eu"], ["size", "big"]],
    })
}

/// What a change makes of the rich tenant, as differences to it.
fn after(change: Value) -> Value {
    let after = of::<Change>(change).apply(Some(of(rich()))).expect("a tenant");
    let (before, after) = (rich(), serde_json::to_value(after).unwrap());
    let changed = |(key, value): (&String, &Value)| {
        // An absent `standing` is `good`, so both are compared as the contract reads them.
        let same = |value: &Value| of::<TenantFacts>(json!({ key: value }));
        (before.get(key).map(same) != Some(same(value))).then(|| (key.clone(), value.clone()))
    };
    let mut differences: serde_json::Map<_, _> =
        after.as_object().unwrap().iter().filter_map(changed).collect();
    for key in before.as_object().unwrap().keys() {
        if after.get(key).is_none() {
            differences.insert(key.clone(), Value::Null);
        }
    }
    Value::Object(differences)
}

fn held(source: &str, plan: Option<&str>, until: Option<u64>) -> Value {
    let mut held = json!({"source": source, "standing": "good"});
    if let Some(plan) = plan {
        held["plan"] = json!(plan);
    }
    if let Some(until) = until {
        held["expiresAt"] = json!(until);
    }
    held
}

fn paid(id: &str) -> Value {
    json!({"id": id, "status": "active", "collectionPaused": false,
        "items": [{"names": ["p"], "quantity": 1}]})
}

#[test]
fn each_change_touches_what_it_is_of_and_nothing_else() {
    let (gold, pro, basic) = (
        held("manual", Some("gold"), None),
        held("trial", Some("pro"), None),
        held("billing", Some("basic"), None),
    );
    let trial = json!({"source": "trial", "plan": "max", "standing": {"trialing": 7},
        "expiresAt": 7});
    let before = rich();
    let without = |list: &str, index: usize| {
        let mut items = before[list].as_array().unwrap().clone();
        items.remove(index);
        items
    };
    let with = |list: &str, index: usize, item: Value| {
        let mut items = before[list].as_array().unwrap().clone();
        items[index] = item;
        items
    };
    for (change, differences) in [
        (
            json!({"kind": "grant", "tier": "max", "expiresAt": 7}),
            json!({"assignments": [held("manual", Some("max"), Some(7)), pro, basic]}),
        ),
        (json!({"kind": "revoke"}), json!({"assignments": [pro, basic]})),
        (
            json!({"kind": "import", "source": "billing", "plan": "max", "start": []}),
            json!({"assignments": [gold, pro, held("billing", Some("max"), None)]}),
        ),
        // Billing may have a record without a plan; a trial cannot.
        (
            json!({"kind": "import", "source": "billing", "start": []}),
            json!({"assignments": [gold, pro, held("billing", None, None)]}),
        ),
        (json!({"kind": "import", "source": "trial", "start": []}), json!({})),
        (
            json!({"kind": "import", "source": "trial", "edition": "on-premises", "start": []}),
            json!({"edition": "on-premises"}),
        ),
        (json!({"kind": "end-import", "source": "trial"}), json!({"assignments": [gold, basic]})),
        (
            json!({"kind": "bill", "subscriptions": [paid("b"), paid("a")]}),
            json!({"subscriptions": [paid("a"), paid("b")]}),
        ),
        // It says nothing as long as no subscription was ever known.
        (json!({"kind": "bill", "subscriptions": []}), json!({})),
        (
            json!({"kind": "trial", "tier": "max", "expiresAt": 7}),
            json!({"assignments": [gold, trial, basic]}),
        ),
        (json!({"kind": "end-trial"}), json!({"assignments": [gold, basic]})),
        (
            json!({"kind": "give-add-on", "addOn": "sso", "expiresAt": 7}),
            json!({"addOns": with("addOns", 2, json!({"id": "sso", "quantity": 1, "giver": "manual", "expiresAt": 7}))}),
        ),
        (json!({"kind": "take-add-on", "addOn": "seats"}), json!({"addOns": without("addOns", 0)})),
        (
            json!({"kind": "switch-feature", "feature": "ai", "enabled": true, "by": "operator",
            "expiresAt": 7}),
            json!({"switches": with("switches", 0,
            json!({"feature": "ai", "enabled": true, "by": "operator", "expiresAt": 7}))}),
        ),
        (
            json!({"kind": "unswitch-feature", "feature": "ai", "by": "tenant"}),
            json!({"switches": without("switches", 1)}),
        ),
        (
            json!({"kind": "set-cap", "cap": "users", "limit": {"at-most": 3}, "expiresAt": 7}),
            json!({"caps": with("caps", 2, json!({"cap": "users", "limit": {"at-most": 3},
            "giver": "manual", "expiresAt": 7}))}),
        ),
        (json!({"kind": "unset-cap", "cap": "notes"}), json!({"caps": without("caps", 0)})),
        (
            json!({"kind": "set-edition", "edition": "on-premises"}),
            json!({"edition": "on-premises"}),
        ),
        (json!({"kind": "set-edition"}), json!({"edition": null})),
        (
            json!({"kind": "set-attribute", "name": "size", "value": "small"}),
            json!({"attributes": [["region", "eu"], ["size", "small"]]}),
        ),
        (
            json!({"kind": "set-attribute", "name": "region"}),
            json!({"attributes": [["size", "big"]]}),
        ),
        (json!({"kind": "pin", "digest": "d"}), json!({})),
        (json!({"kind": "rebuild"}), json!({})),
    ] {
        assert_eq!(after(change.clone()), differences, "{change}");
    }
}

#[test]
fn a_tenant_begins_with_what_makes_it_and_ends_with_its_deletion() {
    let start = json!([{"source": "default", "plan": "free"}]);
    let create = json!({"kind": "create", "edition": "cloud", "assignments": start});
    let made: TenantFacts = of(json!({"edition": "cloud", "assignments": start}));
    // A deleted tenant is made again from nothing.
    for before in [None, Some(of(rich()))] {
        assert_eq!(of::<Change>(create.clone()).apply(before), Some(made.clone()));
    }
    let import = json!({"kind": "import", "source": "billing", "plan": "pro", "start": start});
    let imported = json!({"assignments": [{"source": "billing", "plan": "pro"},
        {"source": "default", "plan": "free"}]});
    assert_eq!(of::<Change>(import.clone()).apply(None), Some(of(imported)));
    assert_eq!(of::<Change>(json!({"kind": "delete"})).apply(Some(of(rich()))), None);
    for (change, makes) in [
        (create, true),
        (import, true),
        (json!({"kind": "revoke"}), false),
        (json!({"kind": "delete"}), false),
        (json!({"kind": "grant", "tier": "pro"}), false),
    ] {
        let change: Change = of(change);
        assert_eq!(change.makes(), makes);
        assert_eq!(change.apply(None).is_some(), makes);
    }
}

#[test]
fn a_pin_lasts_until_it_is_changed_or_the_tenant_is_made_or_gone() {
    let before = Some("a".to_owned());
    for (change, pinned) in [
        (json!({"kind": "pin", "digest": "b"}), Some("b")),
        (json!({"kind": "pin"}), None),
        (json!({"kind": "create", "assignments": []}), None),
        (json!({"kind": "delete"}), None),
        (json!({"kind": "revoke"}), Some("a")),
        (json!({"kind": "import", "source": "billing", "plan": "pro", "start": []}), Some("a")),
    ] {
        assert_eq!(of::<Change>(change).pin(before.clone()).as_deref(), pinned);
    }
}

#[test]
fn what_is_given_ends_when_it_says() {
    for (mut change, ends) in [
        (json!({"kind": "grant", "tier": "pro"}), true),
        (json!({"kind": "give-add-on", "addOn": "sso"}), true),
        (json!({"kind": "switch-feature", "feature": "ai", "enabled": true, "by": "tenant"}), true),
        (json!({"kind": "set-cap", "cap": "notes", "limit": "unlimited"}), true),
        (json!({"kind": "revoke"}), false),
    ] {
        assert_eq!(of::<Change>(change.clone()).expires_at(), None);
        if ends {
            change["expiresAt"] = json!(7);
            assert_eq!(of::<Change>(change).expires_at(), Some(7));
        }
    }
}

#[test]
fn the_order_in_which_facts_were_given_does_not_matter() {
    let mut reversed = rich();
    for list in ["assignments", "addOns", "switches", "caps", "attributes"] {
        reversed[list].as_array_mut().unwrap().reverse();
    }
    let rebuild = of::<Change>(json!({"kind": "rebuild"}));
    assert_eq!(rebuild.apply(Some(of(reversed))), rebuild.apply(Some(of(rich()))));
    let ends = |ends: [u64; 2]| {
        let cap =
            |end| json!({"cap": "a", "limit": "unlimited", "giver": "manual", "expiresAt": end});
        rebuild.apply(Some(of(json!({"caps": ends.map(cap)}))))
    };
    assert_eq!(ends([1, 2]), ends([2, 1]));
}

#[test]
fn the_same_question_is_known_whatever_the_policy_made_of_it() {
    let create = |edition: &str, plan: &str| -> Change {
        of(json!({"kind": "create", "edition": edition,
            "assignments": [{"source": "default", "plan": plan}]}))
    };
    assert!(create("cloud", "free").asks_as(&create("cloud", "trial")));
    assert!(!create("cloud", "free").asks_as(&create("on-premises", "free")));
    let bill = |id: &str| -> Change { of(json!({"kind": "bill", "subscriptions": [paid(id)]})) };
    assert!(bill("a").asks_as(&bill("a")) && !bill("a").asks_as(&bill("b")));
    let grant = |tier: &str| -> Change { of(json!({"kind": "grant", "tier": tier})) };
    assert!(grant("pro").asks_as(&grant("pro")));
    assert!(!grant("pro").asks_as(&grant("max")) && !grant("pro").asks_as(&bill("a")));
}
