//! Every warning, with its place, in JSON and in TOML alike.

use crate::both::{json, toml};
use tiergate_map::{Map, Severity};

#[test]
fn what_may_not_be_meant_is_warned_of() {
    let cases: [(&[&str], &str, &str); 3] = [
        (
            &[
                r#""tiers": [{ "id": "free", "features": ["a", "b"] }, { "id": «"pro"», "features": ["b"] }]"#,
            ],
            "the tier `pro` lacks `a`, which the lower `free` has",
            "add it to the tier's `features`, or let it extend `free`",
        ),
        (
            &[r#""features": [{ "id": "login", "alwaysOn": true }, { "id": «"ai"» }]"#],
            "no tier or add-on includes the feature `ai`",
            "add it to a tier or an add-on, or make it always on",
        ),
        (
            &[
                r#""tiers": [{ "id": "free", "caps": { "seats": 1, "notes": 1 } }]"#,
                r#""addOns": [{ "id": "more", "caps": { "seats": { "add": 5 } } }]"#,
                r#""billing": { "products": { "n": { "cap": "notes" }, "s": { "cap": «"seats"» } } }"#,
            ],
            "the add-on `more` changes the seats of `seats`, too",
            "give it as seats or through add-ons, not both",
        ),
    ];
    for (keys, message, help) in cases {
        let (json, toml) = (json(keys), toml(keys));
        for (written, map) in
            [(&json, Map::from_json("map", &json.text)), (&toml, Map::from_toml("map", &toml.text))]
        {
            let [warning] = &map.unwrap().warnings[..] else { panic!("{}", written.text) };
            assert_eq!(warning.severity, Severity::Warning);
            assert_eq!((warning.line, warning.column), written.place, "{warning}");
            assert_eq!(warning.text, written.marked);
            assert_eq!((&*warning.message, &*warning.help), (message, help));
        }
    }
}

#[test]
fn an_always_on_feature_is_not_missed() {
    let keys = [
        r#""tiers": [{ "id": "free", "features": ["a"] }, { "id": "pro" }]"#,
        r#""features": [{ "id": "a", "alwaysOn": true }]"#,
    ];
    assert_eq!(Map::from_json("map", &json(&keys).text).unwrap().warnings, []);
}
