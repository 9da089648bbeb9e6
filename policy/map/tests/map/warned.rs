//! The warning, with its place, in JSON and in TOML alike.

use crate::both::{json, toml};
use tiergate_map::{Map, Severity};

#[test]
fn seats_of_a_cap_that_add_ons_change_are_warned_of() {
    let keys = [
        r#""tiers": [{ "id": "free", "caps": { "seats": 1, "notes": 1 } }]"#,
        r#""addOns": [{ "id": "more", "caps": { "seats": { "add": 5 } } }]"#,
        r#""billing": { "products": { "n": { "cap": "notes" }, "s": { "cap": «"seats"» } } }"#,
    ];
    let (json, toml) = (json(&keys), toml(&keys));
    for (written, map) in
        [(&json, Map::from_json("map", &json.text)), (&toml, Map::from_toml("map", &toml.text))]
    {
        let [warning] = &map.unwrap().warnings[..] else { panic!("{}", written.text) };
        assert_eq!(warning.severity, Severity::Warning);
        assert_eq!((warning.line, warning.column), written.place, "{warning}");
        assert_eq!(warning.text, written.marked);
        assert_eq!(warning.message, "the add-on `more` changes the seats of `seats`, too");
        assert_eq!(warning.help, "give it as seats or through add-ons, not both");
    }
}
