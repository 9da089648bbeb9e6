//! What the shared cases do not reach: several add-ons that help, limits at their largest, and the
//! texts of errors.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

use serde_json::json;
use tiergate_map::Map;
use tiergate_policy::types::{Limit, Tenant};
use tiergate_policy::{MAX_SAFE_INTEGER, Rules, RulesError};

fn map(by: u64) -> Map {
    let text = format!(
        r#"{{"name": "notes", "version": "1.0.0",
        "features": [{{"id": "ai", "label": "AI"}}],
        "caps": [{{"id": "notes", "label": "Notes"}}],
        "tiers": [{{"id": "free", "label": "Free", "caps": {{"notes": 1}}}}],
        "addOns": [
          {{"id": "one", "label": "One", "features": ["ai"]}},
          {{"id": "two", "label": "Two", "features": ["ai"], "caps": {{"notes": {{"add": {by}}}}}}}
        ],
        "defaultTier": "free", "whenMissing": {{"tier": "free", "misconfigured": false}},
        "whenUnknown": {{"tier": "free", "misconfigured": true}}}}"#
    );
    Map::from_json("notes.json", &text).unwrap()
}

/// Returns the tenant that this JSON describes, as a host reads it.
fn tenant(json: &serde_json::Value) -> Tenant {
    serde_json::from_value(json.clone()).unwrap()
}

fn rules(map: &Map) -> Rules {
    Rules::new(&map.info, &map.settings).unwrap()
}

#[test]
fn every_add_on_that_helps_is_named() {
    let decision = rules(&map(1)).check(&tenant(&json!({})), "ai", 0);
    assert!(!decision.allowed && !decision.together);
    assert_eq!(decision.add_ons, ["one", "two"]);
}

/// Returns the limit of a tenant that has so many of the add-on.
fn limit(by: u64, quantity: u64) -> Limit {
    let tenant =
        tenant(&json!({ "addOns": [{ "id": "two", "quantity": quantity, "giver": "manual" }] }));
    rules(&map(by)).check_cap(&tenant, "notes", 0, 1, 0).unwrap().state.limit
}

#[test]
fn a_limit_grows_by_each_add_on_and_never_past_the_largest_number() {
    assert_eq!(limit(10, 3), Limit::AtMost(31));
    let half = MAX_SAFE_INTEGER / 2;
    assert_eq!(limit(half, 1), Limit::AtMost(half + 1));
    // The largest number is odd, so twice its half is one less; the tier adds one.
    assert_eq!(limit(half, 2), Limit::AtMost(MAX_SAFE_INTEGER));
    assert_eq!(limit(half - 1, 2), Limit::AtMost(MAX_SAFE_INTEGER - 2));
    assert_eq!(limit(half + 1, 2), Limit::AtMost(MAX_SAFE_INTEGER));
    assert_eq!(limit(half, MAX_SAFE_INTEGER), Limit::AtMost(MAX_SAFE_INTEGER));
}

#[test]
fn an_error_names_the_id_that_is_wrong() {
    let text = |error: RulesError| error.to_string();
    let undeclared = text(RulesError::Undeclared("gold".into()));
    assert_eq!(undeclared, "`gold` is named, but not declared");
    let circular = text(RulesError::Circular("ai".into()));
    assert_eq!(circular, "the feature `ai` requires itself");
}
