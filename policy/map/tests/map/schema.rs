//! The JSON Schema that is checked in, against the types and against maps.

use serde_json::{Value, json};
use tiergate_map::json_schema;

const CHECKED_IN: &str = include_str!("../../tiergate.schema.json");
const EXAMPLES: [&str; 4] = [
    include_str!("../maps/notes.json"),
    include_str!("../maps/alga-prd.json"),
    include_str!("../maps/alga-narrowed.json"),
    include_str!("../maps/kumiko-sample.json"),
];

/// `TIERGATE_UPDATE=1 cargo test -p tiergate-map --test map` rewrites it.
#[test]
fn the_schema_is_current() {
    if std::env::var_os("TIERGATE_UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tiergate.schema.json");
        std::fs::write(path, format!("{:#}\n", json_schema())).unwrap();
        return;
    }
    let checked_in: Value = serde_json::from_str(CHECKED_IN).unwrap();
    assert_eq!(checked_in, json_schema(), "rewrite it with TIERGATE_UPDATE=1");
}

#[test]
fn examples_are_valid() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    for example in EXAMPLES {
        let map = serde_json::from_str(example).unwrap();
        assert!(schema.is_valid(&map), "{:?}", schema.validate(&map));
    }
}

#[test]
fn what_reading_refuses_by_its_shape_is_not_valid() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    let sound: Value = serde_json::from_str(EXAMPLES[0]).unwrap();
    for (place, value) in [
        ("/name", json!(1)),
        ("/tiers", json!([])),
        ("/tiers/0", json!({})),
        ("/tiers/0/id", json!("")),
        ("/tiers/0/label", json!(null)),
        ("/tiers/0/caps/maxNotes", json!(-1)),
        ("/tiers/0/caps/maxNotes", json!("many")),
        ("/tiers/0", json!({ "id": "free", "lable": "Free" })),
        ("/caps/0/warnPercent", json!(0)),
        ("/addOns/0/caps/maxNotes", json!({ "add": 1, "set": 1 })),
        ("/billing/products/notes-pro", json!({})),
        ("/billing/unknownProduct", json!("free")),
        ("/billing/onCancel", json!("stop")),
        ("/trial/days", json!(0)),
    ] {
        let mut map = sound.clone();
        *map.pointer_mut(place).unwrap() = value;
        assert!(!schema.is_valid(&map), "{place}");
        assert!(tiergate_map::Map::from_json("map", &map.to_string()).is_err(), "{place}");
    }
}
