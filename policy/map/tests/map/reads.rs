//! What sound maps say.

use crate::both::{json, toml};
use serde_json::Value;
use std::path::Path;
use tiergate_map::{FileError, Map};
use tiergate_policy::Rules;
use tiergate_policy::catalog::CapChange;
use tiergate_policy::setup::{BillingRules, Fallback, Percents, ProductEffect, UnknownProduct};
use tiergate_policy::types::Limit;

fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/maps").join(name)
}

/// The one map that these keys say in both formats.
fn map(keys: &[&str]) -> Map {
    let from_json = Map::from_json("map", &json(keys).text).unwrap();
    let from_toml = Map::from_toml("map", &toml(keys).text).unwrap();
    assert_eq!(from_json.info, from_toml.info);
    assert_eq!(from_json.settings, from_toml.settings);
    from_json
}

#[test]
fn examples_describe_what_they_say() {
    for name in ["alga-prd", "alga-narrowed", "kumiko-sample"] {
        let map = Map::from_file(example(&format!("{name}.json"))).unwrap();
        assert_eq!(map.warnings, []);
        let expected = std::fs::read_to_string(example(&format!("{name}.describe.json"))).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        assert_eq!(serde_json::to_value(&map.info).unwrap(), expected, "{name}");
        assert!(Rules::new(&map.info, &map.settings).is_ok());
    }
}

#[test]
fn json_and_toml_say_the_same() {
    let from_json = Map::from_file(example("notes.json")).unwrap();
    let from_toml = Map::from_file(example("notes.toml")).unwrap();
    assert_eq!(from_json.info, from_toml.info);
    assert_eq!(from_json.settings, from_toml.settings);
}

#[test]
fn a_tier_inherits_features_and_caps() {
    let Map { info, settings, .. } = Map::from_file(example("notes.json")).unwrap();
    let has: Vec<_> = info.tiers.iter().map(|tier| tier.features.join(" ")).collect();
    assert_eq!(has, ["", "export", "export"]);
    let limits: Vec<_> = info.tiers.iter().map(|tier| tier.caps[0].limit).collect();
    assert_eq!(limits, [Limit::AtMost(5), Limit::AtMost(100), Limit::Unlimited]);
    let offered: Vec<_> = info.tiers.iter().map(|tier| tier.offered).collect();
    assert_eq!(offered, [true, true, false]);
    assert_eq!(info.add_ons[0].caps, [("maxNotes".to_owned(), CapChange::Add(50))]);
    assert_eq!(settings.percents, [Percents { warn: 80, hard: 100 }]);
    assert!(Rules::new(&info, &settings).is_ok());
}

#[test]
fn what_is_left_out_has_a_default() {
    let Map { info, settings, .. } = map(&[]);
    assert_eq!(info.tiers[0].label, "free");
    assert_eq!((info.trial, info.upgrade_url), (None, None));
    let flagged = Fallback { tier: "free".into(), misconfigured: true };
    assert_eq!((settings.when_missing, settings.when_unknown), (flagged.clone(), flagged));
    let nothing = BillingRules {
        products: vec![],
        unknown_product: UnknownProduct::Flag,
        past_due_grace_days: Some(0),
        trial_grace_days: Some(1),
        keep_canceled: false,
        keep_paused: false,
        end_collection_paused: false,
    };
    assert_eq!(settings.billing, nothing);
    assert_eq!(map(&[r#""billing": {}"#]).settings.billing, nothing);
}

#[test]
fn ids_are_taken_in_order_of_first_mention() {
    let Map { info, settings, .. } = map(&[
        r#""tiers": [{ "id": "free", "caps": { "z": 1, "b": "unlimited" } }, { "id": "pro", "extends": "free", "features": ["é", "__proto__"] }]"#,
        r#""addOns": [{ "id": "x", "features": ["A", "é"], "caps": { "b": { "set": "unlimited" }, "z": { "set": 9007199254740991 } } }]"#,
    ]);
    let features: Vec<_> = info.features.iter().map(|it| (&*it.id, &*it.label)).collect();
    assert_eq!(features, [("é", "é"), ("__proto__", "__proto__"), ("A", "A")]);
    let caps: Vec<_> = info.caps.iter().map(|it| (&*it.id, &*it.label)).collect();
    assert_eq!(caps, [("z", "z"), ("b", "b")]);
    assert_eq!(settings.percents, [Percents { warn: 100, hard: 100 }; 2]);
    assert_eq!(info.add_ons[0].features, ["é", "A"]);
    let most = CapChange::Set(Limit::AtMost(tiergate_policy::MAX_SAFE_INTEGER));
    let unlimited = CapChange::Set(Limit::Unlimited);
    assert_eq!(info.add_ons[0].caps, [("z".to_owned(), most), ("b".to_owned(), unlimited)]);
}

#[test]
fn lists_are_in_the_catalogs_order_and_pairs_in_byte_order() {
    let Map { info, settings, .. } = map(&[
        r#""tiers": [{ "id": "free", "features": ["b", "a"], "caps": { "d": 1, "c": 2 }, "metadata": { "é": "", "z": "", "B": "" } }]"#,
        r#""features": [{ "id": "a", "requires": ["c", "b"] }, { "id": "b" }, { "id": "c" }]"#,
        r#""caps": [{ "id": "c" }, { "id": "d" }]"#,
        r#""billing": { "products": { "q": { "tier": "free" }, "": { "cap": "c" } } }"#,
    ]);
    let tier = &info.tiers[0];
    assert_eq!(tier.features, ["a", "b"]);
    assert_eq!(tier.caps.iter().map(|it| &*it.cap).collect::<Vec<_>>(), ["c", "d"]);
    assert_eq!(tier.metadata.iter().map(|(key, _)| &**key).collect::<Vec<_>>(), ["B", "z", "é"]);
    assert_eq!(info.features[0].requires, ["c", "b"]);
    let products = [
        (String::new(), ProductEffect { tier: None, add_on: None, cap: Some("c".into()) }),
        ("q".into(), ProductEffect { tier: Some("free".into()), add_on: None, cap: None }),
    ];
    assert_eq!(settings.billing.products, products);
}

#[test]
fn escapes_are_read_and_a_byte_order_mark_is_passed_over() {
    let escaped = json(&[r#""\u0061ddOns": [{ "id": "caf\u00e9 \ud83d\ude00\n" }]"#]).text;
    let map = Map::from_json("map", &format!("\u{feff}{escaped}")).unwrap();
    assert_eq!(map.info.add_ons[0].id, "café 😀\n");
    let map = Map::from_toml("map", &format!("\u{feff}{}", toml(&[]).text)).unwrap();
    assert_eq!(map.info.name, "notes");
}

#[test]
fn a_map_may_name_its_schema() {
    assert_eq!(map(&[r#""$schema": "./tiergate.schema.json""#]).info, map(&[]).info);
}

#[test]
fn a_file_is_read_by_its_extension() {
    let missing = Map::from_file(example("missing.toml")).unwrap_err();
    assert!(matches!(missing, FileError::Unreadable { .. }), "{missing}");
    let unknown = Map::from_file(example("notes")).unwrap_err();
    assert!(matches!(unknown, FileError::UnknownFormat(_)), "{unknown}");
    let refused = Map::from_file(example("kumiko-sample.describe.json")).unwrap_err();
    let FileError::Map(refused) = refused else { panic!("{refused}") };
    assert!(refused.problems()[0].file.ends_with("kumiko-sample.describe.json"));
}

#[test]
fn grace_may_have_no_end() {
    let grace = |written: &str| {
        let key = format!(r#""billing": {{ "pastDueGraceDays": {written} }}"#);
        map(&[&key]).settings.billing.past_due_grace_days
    };
    assert_eq!(grace("14"), Some(14));
    assert_eq!(grace(r#""unlimited""#), None);
    let null = json(&[r#""billing": { "pastDueGraceDays": null }"#]);
    let null = Map::from_json("map", &null.text).unwrap();
    assert_eq!(null.settings.billing.past_due_grace_days, None);
}
