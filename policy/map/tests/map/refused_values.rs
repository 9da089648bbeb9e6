//! Refused: keys and values.

use crate::both::{json, refused_alike, toml};
use tiergate_map::Map;

#[test]
fn numbers_out_of_range() {
    let message = "number out of range";
    let added = "write a whole number from 0 to 9007199254740991, using only digits";
    let amount = &format!("{added}, or `unlimited` in quotes");
    let percent = "write a whole number from 1 to 1000, using only digits";
    let days = "write a whole number from 1 to 4294967295, using only digits";
    let grace =
        "write a whole number from 0 to 4294967295, using only digits, or `unlimited` in quotes";
    let tiers = r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#;
    let order = "give both, and warn at the same percentage or less";
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «-1» } }]"#], message, amount),
        // A cap whose limit is refused is not called unsaid besides.
        (
            &[
                r#""tiers": [{ "id": "free", "caps": { "a": «1.5» } }]"#,
                r#""caps": [{ "id": "a" }]"#,
            ],
            message,
            amount,
        ),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «1.0» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «1e3» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «9007199254740992» } }]"#], message, amount),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "a": «99999999999999999999» } }]"#],
            message,
            amount,
        ),
        (
            &[tiers, r#""addOns": [{ "id": "b", "caps": { "a": { "add": «-1» } } }]"#],
            message,
            added,
        ),
        (
            &[tiers, r#""addOns": [{ "id": "b", "caps": { "a": { "set": «-1» } } }]"#],
            message,
            amount,
        ),
        (&[tiers, r#""caps": [{ "id": "a", "warnPercent": «0» }]"#], message, percent),
        (&[tiers, r#""caps": [{ "id": "a", "hardPercent": «1001» }]"#], message, percent),
        (
            &[tiers, r#""caps": [{ "id": "a", "warnPercent": «90», "hardPercent": 80 }]"#],
            "`warnPercent`, 90, is more than `hardPercent`, 80",
            order,
        ),
        (
            &[tiers, r#""caps": [{ "id": "a", "hardPercent": «80» }]"#],
            "`warnPercent`, 100, is more than `hardPercent`, 80",
            order,
        ),
        (&[r#""trial": { "tier": "free", "days": «0» }"#], message, days),
        (&[r#""trial": { "tier": "free", "days": «4294967296» }"#], message, days),
        (&[r#""billing": { "pastDueGraceDays": «-1» }"#], message, grace),
    ]);
}

#[test]
fn unknown_keys() {
    refused_alike(&[
        (&[r#"«"teirs"»: []"#], "unknown key `teirs`", "did you mean `tiers`? if not, remove it"),
        (&[r#"«"zzz"»: []"#], "unknown key `zzz`", "remove it"),
        (
            &[r#""tiers": [{ "id": "free", «"lable"»: "Free" }]"#],
            "unknown key `lable`",
            "did you mean `label`? if not, remove it",
        ),
        (
            &[r#""features": [{ "id": "a", «"alwayson"»: true }]"#],
            "unknown key `alwayson`",
            "did you mean `alwaysOn`? if not, remove it",
        ),
        (
            &[
                r#""caps": [{ "id": "a", «"warnpercent"»: 1 }]"#,
                r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#,
            ],
            "unknown key `warnpercent`",
            "did you mean `warnPercent`? if not, remove it",
        ),
        (&[r#""billing": { «"__proto__"»: 1 }"#], "unknown key `__proto__`", "remove it"),
        (
            &[r#""billing": { "products": { "p": { «"teir"»: "free" } } }"#],
            "unknown key `teir`",
            "did you mean `tier`? if not, remove it",
        ),
    ]);
}

#[test]
fn missing_keys() {
    refused_alike(&[
        (
            &[r#""tiers": [{ "id": "free" }, «{ "label": "Pro" }»]"#],
            "`id` is missing here",
            "add `id`",
        ),
        (&[r#""features": [«{ }»]"#], "`id` is missing here", "add `id`"),
        (
            &[r#""whenMissing": «{ "misconfigured": true }»"#],
            "`tier` is missing here",
            "add `tier`",
        ),
        (&[r#""trial": «{ "tier": "free" }»"#], "`days` is missing here", "add `days`"),
        (&[r#""billing": { "unknownProduct": «{ }» }"#], "`tier` is missing here", "add `tier`"),
        (
            &[r#""billing": { "products": { "p": «{ }» } }"#],
            "expected at least one key, found none",
            "give at least one of `tier`, `addOn`, `cap`",
        ),
        (&[r#""tiers": «[]»"#], "expected at least one, found none", "add one"),
    ]);
    let keys = ["name", "version", "tiers", "defaultTier", "whenMissing", "whenUnknown"];
    for refused in [Map::from_json("map", "{}"), Map::from_toml("map", "")] {
        let refused = refused.unwrap_err();
        let found: Vec<_> = refused.problems().iter().map(|it| it.message.clone()).collect();
        assert_eq!(found, keys.map(|key| format!("`{key}` is missing here")));
        assert!(refused.problems().iter().all(|it| (it.line, it.column) == (1, 1)));
    }
}

#[test]
fn wrong_types() {
    let quotes = "put it in double quotes";
    let brackets = "put it in square brackets";
    let keys = "write keys and their values";
    let limit = "write a whole number from 0 to 9007199254740991, using only digits, or `unlimited` in quotes";
    refused_alike(&[
        (&[r#""name": «1»"#], "expected text, found a number", quotes),
        (&[r#""name": «""»"#], "this must not be empty", "give it a name"),
        (
            &[r#""tiers": [{ "id": "free" }, { "id": «""» }]"#],
            "this must not be empty",
            "give it a name",
        ),
        (
            &[r#""tiers": [{ "id": "free", "features": [«""»] }]"#],
            "this must not be empty",
            "give it a name",
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { «""»: 1 } }]"#],
            "this must not be empty",
            "give it a name",
        ),
        (&[r#""tiers": [{ "id": "free" }, «"pro"»]"#], "expected an object, found text", keys),
        (
            &[r#""tiers": [{ "id": "free", "features": «"export"» }]"#],
            "expected a list, found text",
            brackets,
        ),
        (
            &[r#""tiers": [{ "id": "free", "features": [«1»] }]"#],
            "expected text, found a number",
            quotes,
        ),
        (
            &[r#""tiers": [{ "id": "free", "offered": «"no"» }]"#],
            "expected a boolean, found text",
            "write `true` or `false`, without quotes",
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": «[]» }]"#],
            "expected an object, found a list",
            keys,
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "a": «true» } }]"#],
            "expected a number, found a boolean",
            limit,
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "a": «"unlimted"» } }]"#],
            "`unlimted` is not a valid value",
            "did you mean `unlimited`? if not, write a number without quotes, or `unlimited` in quotes",
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "a": «"5"» } }]"#],
            "`5` is not a valid value",
            "write a number without quotes, or `unlimited` in quotes",
        ),
        (
            &[
                r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#,
                r#""addOns": [{ "id": "b", "caps": { "a": «5» } }]"#,
            ],
            "expected an object, found a number",
            keys,
        ),
        (
            &[
                r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#,
                r#""addOns": [{ "id": "b", "caps": { "a": «{ "add": 1, "set": 1 }» } }]"#,
            ],
            "expected one key, found 2",
            "give one of `add`, `set`",
        ),
        (
            &[r#""billing": { "onCancel": «"kep"» }"#],
            "`kep` is not a valid value",
            "did you mean `keep`? if not, write `end` or `keep`",
        ),
        (
            &[r#""billing": { "unknownProduct": «"none"» }"#],
            "`none` is not a valid value",
            "write `flag`, `ignore`, or an object with a `tier`",
        ),
        (
            &[r#""billing": { "products": { "p": «"free"» } }"#],
            "expected an object, found text",
            keys,
        ),
        (&[r#""metadata": { "a": «1» }"#], "expected text, found a number", quotes),
    ]);
}

#[test]
fn all_at_once_in_the_files_order() {
    let keys = [
        r#""tiers": [{ "id": "free", "extends": "fre" }, { "id": "pro", "caps": { "a": 1.5 } }]"#,
        r#""trial": { "tier": "por", "days": 0 }"#,
        r#""zzz": 1"#,
    ];
    let from_json = Map::from_json("map", &json(&keys).text);
    let from_toml = Map::from_toml("map", &toml(&keys).text);
    for refused in [from_json.unwrap_err(), from_toml.unwrap_err()] {
        let found: Vec<_> = refused.problems().iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            found,
            [
                "there is no tier `fre`",
                "number out of range",
                "there is no tier `por`",
                "number out of range",
                "unknown key `zzz`",
            ]
        );
    }
}
