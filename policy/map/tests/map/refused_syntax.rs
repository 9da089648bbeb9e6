//! Refused: what is not JSON, or not TOML.

use crate::both::{json, toml};
use tiergate_map::Map;

#[test]
fn what_is_not_json() {
    for (text, place, message) in [
        ("", (1, 1), "not JSON: EOF while parsing a value"),
        ("{\n  \"é\": tru }", (2, 11), "not JSON: expected ident"),
        ("{ \"a\": 1, }", (1, 11), "not JSON: trailing comma"),
        ("{ // no\n}", (1, 3), "not JSON: key must be a string"),
        ("{ 'a': 1 }", (1, 3), "not JSON: key must be a string"),
        ("[{} {}]", (1, 5), "not JSON: expected `,` or `]`"),
        ("{} {}", (1, 4), "not JSON: trailing characters"),
        (r#""\ud800""#, (1, 8), "not JSON: unexpected end of hex escape"),
        (r#""\udc00x""#, (1, 7), "not JSON: lone leading surrogate in hex escape"),
    ] {
        let refused = Map::from_json("map", text).unwrap_err();
        let [problem] = refused.problems() else { panic!("{refused}") };
        assert_eq!((problem.line, problem.column), place, "{refused}");
        assert_eq!((&*problem.message, &*problem.help), (message, "write valid JSON"), "{text}");
    }
}

#[test]
fn what_is_not_toml() {
    let refused = Map::from_toml("map", "a = 'é' b\nb = [").unwrap_err();
    let found: Vec<_> = refused.problems().iter().map(|it| (it.line, it.column)).collect();
    assert_eq!(found, [(1, 9), (2, 6)], "{refused}");
    assert!(refused.problems().iter().all(|it| it.message.starts_with("not TOML: ")), "{refused}");
}

#[test]
fn only_json_has_null_and_only_toml_has_dates() {
    let refused = Map::from_json("map", &json(&[r#""label": null"#]).text).unwrap_err();
    assert_eq!(refused.problems()[0].message, "unknown key `label`");
    let refused = Map::from_json("map", &json(&[r#""upgradeUrl": null"#]).text).unwrap_err();
    assert_eq!(refused.problems()[0].message, "expected text, found null");
    let refused = Map::from_toml("map", &toml(&[r#""version": 2026-01-01"#]).text).unwrap_err();
    assert_eq!(refused.problems()[0].message, "expected text, found a date");
}
