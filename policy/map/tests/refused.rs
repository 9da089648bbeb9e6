//! Every refusal: its place, its message and its help, in JSON and in TOML alike.

mod common;

use common::{json, toml};
use tiergate_map::Map;

/// Keys of a map, with the offending text in « », and the problem it is refused for.
type Case<'a> = (&'a [&'a str], &'a str, &'a str);

fn refused_alike(cases: &[Case<'_>]) {
    for (keys, message, help) in cases {
        let (json, toml) = (json(keys), toml(keys));
        for (written, refused) in [
            (&json, Map::from_json("map", &json.text)),
            (&toml, Map::from_toml("map", &toml.text)),
        ] {
            let refused = refused.expect_err(&written.text);
            let [problem] = refused.problems() else { panic!("{refused}") };
            assert_eq!((problem.line, problem.column), written.place, "{refused}");
            assert_eq!(problem.text, written.marked, "{refused}");
            assert_eq!((&*problem.message, &*problem.help), (*message, *help), "{refused}");
        }
    }
}

#[test]
fn duplicate_ids() {
    let help = "rename or remove one of the two";
    let listed = "remove one of the two";
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free" }, { "id": «"free"» }]"#], "the tier `free` is declared twice", help),
        (&[r#""features": [{ "id": "a" }, { "id": «"a"» }]"#], "the feature `a` is declared twice", help),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#, r#""caps": [{ "id": "a" }, { "id": «"a"» }]"#], "the cap `a` is declared twice", help),
        (&[r#""addOns": [{ "id": "a" }, { "id": «"a"» }]"#], "the add-on `a` is declared twice", help),
        (&[r#""editions": [{ "id": "a" }, { "id": «"a"» }]"#], "the edition `a` is declared twice", help),
        (&[r#""tiers": [{ "id": "free", "features": ["a", «"a"»] }]"#], "the feature `a` is listed twice", listed),
        (&[r#""addOns": [{ "id": "x", "features": ["a", «"a"»] }]"#], "the feature `a` is listed twice", listed),
        (&[r#""features": [{ "id": "a" }, { "id": "b", "requires": ["a", «"a"»] }]"#], "the feature `a` is listed twice", listed),
    ]);
}

#[test]
fn a_key_given_twice() {
    let help = "keep one of the two";
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free", «"id"»: "pro" }]"#], "the key `id` is given twice", help),
        (&[r#""metadata": { "a": "1", «"a"»: "2" }"#], "the key `a` is given twice", help),
        (&[r#""billing": { "products": { "p": { "tier": "free" }, «"p"»: { "tier": "free" } } }"#], "the key `p` is given twice", help),
    ]);
}

#[test]
fn names_that_are_not_declared() {
    let near = "did you mean `free`? if not, declare it in `tiers`, or name one that is declared there";
    let far = "declare it in `tiers`, or name one that is declared there";
    let feature = "did you mean `export`? if not, declare it in `features`, or name one that is declared there";
    let cap = "did you mean `maxNotes`? if not, declare it in `caps`, or name one that is declared there";
    let add_on = "did you mean `bot`? if not, declare it in `addOns`, or name one that is declared there";
    let features = r#""features": [{ "id": "export" }]"#;
    let caps = r#""caps": [{ "id": "maxNotes" }]"#;
    let tiers = r#""tiers": [{ "id": "free", "caps": { "maxNotes": 1 } }]"#;
    let no_caps = r#""caps": []"#;
    let (tier, no_feature) = ("there is no tier `fre`", "there is no feature `exprot`");
    refused_alike(&[
        (&[r#""defaultTier": «"fre"»"#], tier, near),
        (&[r#""defaultTier": «"FREE"»"#], "there is no tier `FREE`", near),
        (&[r#""defaultTier": «"gold"»"#], "there is no tier `gold`", far),
        (&[r#""whenMissing": { "tier": «"fre"» }"#], tier, near),
        (&[r#""whenUnknown": { "tier": «"fre"» }"#], tier, near),
        (&[r#""tiers": [{ "id": "free" }, { "id": "pro", "extends": «"fre"» }]"#], tier, near),
        (&[r#""trial": { "tier": «"fre"», "days": 1 }"#], tier, near),
        (&[r#""editions": [{ "id": "a", "tier": «"fre"» }]"#], tier, near),
        (&[r#""billing": { "products": { "": { "tier": «"fre"» } } }"#], tier, near),
        (&[r#""billing": { "unknownProduct": { "tier": «"fre"» } }"#], tier, near),
        (&[r#""addOns": [{ "id": "bot" }]"#, r#""billing": { "products": { "p": { "addOn": «"bto"» } } }"#], "there is no add-on `bto`", add_on),
        (&[tiers, caps, r#""billing": { "products": { "p": { "cap": «"maxnote"» } } }"#], "there is no cap `maxnote`", cap),
        (&[r#""tiers": [{ "id": "free", "features": [«"exprot"»] }]"#, features], no_feature, feature),
        (&[r#""addOns": [{ "id": "bot", "features": [«"exprot"»] }]"#, features], no_feature, feature),
        (&[r#""features": [{ "id": "export" }, { "id": "b", "requires": [«"exprot"»] }]"#], no_feature, feature),
        (&[r#""tiers": [{ "id": "free", "caps": { "maxNotes": 1, «"maxNote"»: 1 } }]"#, caps], "there is no cap `maxNote`", cap),
        (&[tiers, caps, r#""addOns": [{ "id": "bot", "caps": { «"maxNote"»: { "add": 1 } } }]"#], "there is no cap `maxNote`", cap),
        (&[r#""tiers": [{ "id": "free", "caps": { «"maxNotes"»: 1 } }]"#, no_caps], "there is no cap `maxNotes`", "declare it in `caps`, or name one that is declared there"),
    ]);
}

#[test]
fn cycles() {
    let extends = "remove one `extends` of this path";
    let requires = "remove one `requires` of this path";
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free", "extends": «"free"» }]"#], "`free` extends itself: `free` -> `free`", extends),
        (&[r#""tiers": [{ "id": "x", "extends": "free" }, { "id": "free", "extends": «"pro"» }, { "id": "pro", "extends": "free" }]"#], "`free` extends itself: `free` -> `pro` -> `free`", extends),
        // What a tier in a cycle inherits is not known, so no cap is called unsaid.
        (&[r#""tiers": [{ "id": "free", "extends": «"pro"» }, { "id": "pro", "extends": "free" }]"#, r#""caps": [{ "id": "a" }]"#], "`free` extends itself: `free` -> `pro` -> `free`", extends),
        (&[r#""features": [{ "id": "a", "requires": ["c", «"b"»] }, { "id": "b", "requires": ["a"] }, { "id": "c" }]"#], "`a` requires itself: `a` -> `b` -> `a`", requires),
        (&[r#""features": [{ "id": "a", "requires": [«"a"»] }]"#], "`a` requires itself: `a` -> `a`", requires),
    ]);
}

#[test]
fn a_cap_unsaid() {
    refused_alike(&[
        (
            &[r#""tiers": [{ "id": «"free"» }]"#, r#""caps": [{ "id": "maxNotes" }]"#],
            "the tier `free` does not say its limit of the cap `maxNotes`",
            "give `maxNotes` a number or `unlimited` in the tier's `caps`",
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "a": 1 } }, { "id": «"pro"» }]"#],
            "the tier `pro` does not say its limit of the cap `a`",
            "give `a` a number or `unlimited` in the tier's `caps`",
        ),
        (
            &[r#""tiers": [{ "id": «"free"» }]"#, r#""addOns": [{ "id": "b", "caps": { "a": { "add": 1 } } }]"#],
            "the tier `free` does not say its limit of the cap `a`",
            "give `a` a number or `unlimited` in the tier's `caps`",
        ),
    ]);
}

#[test]
fn numbers_out_of_range() {
    let message = "number out of range";
    let amount = "write a whole number from 0 to 9007199254740991, in digits alone";
    let percent = "write a whole number from 1 to 1000, in digits alone";
    let days = "write a whole number from 1 to 4294967295, in digits alone";
    let grace = "write a whole number from 0 to 4294967295, in digits alone";
    let tiers = r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#;
    let order = "give both, and warn at the same or less";
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «-1» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «1.5» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «1.0» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «1e3» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «9007199254740992» } }]"#], message, amount),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «99999999999999999999» } }]"#], message, amount),
        (&[tiers, r#""addOns": [{ "id": "b", "caps": { "a": { "add": «-1» } } }]"#], message, amount),
        (&[tiers, r#""addOns": [{ "id": "b", "caps": { "a": { "set": «-1» } } }]"#], message, amount),
        (&[tiers, r#""caps": [{ "id": "a", "warnPercent": «0» }]"#], message, percent),
        (&[tiers, r#""caps": [{ "id": "a", "hardPercent": «1001» }]"#], message, percent),
        (&[tiers, r#""caps": [{ "id": "a", "warnPercent": «90», "hardPercent": 80 }]"#], "`warnPercent`, 90, is more than `hardPercent`, 80", order),
        (&[tiers, r#""caps": [{ "id": "a", "hardPercent": «80» }]"#], "`warnPercent`, 100, is more than `hardPercent`, 80", order),
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
        (&[r#""tiers": [{ "id": "free", «"lable"»: "Free" }]"#], "unknown key `lable`", "did you mean `label`? if not, remove it"),
        (&[r#""features": [{ "id": "a", «"alwayson"»: true }]"#], "unknown key `alwayson`", "did you mean `alwaysOn`? if not, remove it"),
        (&[r#""caps": [{ "id": "a", «"warnpercent"»: 1 }]"#, r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#], "unknown key `warnpercent`", "did you mean `warnPercent`? if not, remove it"),
        (&[r#""billing": { «"__proto__"»: 1 }"#], "unknown key `__proto__`", "remove it"),
        (&[r#""billing": { "products": { "p": { «"teir"»: "free" } } }"#], "unknown key `teir`", "did you mean `tier`? if not, remove it"),
    ]);
}

#[test]
fn missing_keys() {
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free" }, «{ "label": "Pro" }»]"#], "`id` is missing here", "add `id`"),
        (&[r#""features": [«{ }»]"#], "`id` is missing here", "add `id`"),
        (&[r#""whenMissing": «{ "misconfigured": true }»"#], "`tier` is missing here", "add `tier`"),
        (&[r#""trial": «{ "tier": "free" }»"#], "`days` is missing here", "add `days`"),
        (&[r#""billing": { "unknownProduct": «{ }» }"#], "`tier` is missing here", "add `tier`"),
        (&[r#""billing": { "products": { "p": «{ }» } }"#], "expected one key, found 0", "give one of `tier`, `addOn`, `cap`"),
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
    let limit = "write a whole number from 0 to 9007199254740991, in digits alone";
    refused_alike(&[
        (&[r#""name": «1»"#], "expected text, found a number", quotes),
        (&[r#""name": «""»"#], "this may not be empty", "give it a name"),
        (&[r#""tiers": [{ "id": "free" }, { "id": «""» }]"#], "this may not be empty", "give it a name"),
        (&[r#""tiers": [{ "id": "free", "features": [«""»] }]"#], "this may not be empty", "give it a name"),
        (&[r#""tiers": [{ "id": "free", "caps": { «""»: 1 } }]"#], "this may not be empty", "give it a name"),
        (&[r#""tiers": [{ "id": "free" }, «"pro"»]"#], "expected an object, found text", keys),
        (&[r#""tiers": [{ "id": "free", "features": «"export"» }]"#], "expected a list, found text", brackets),
        (&[r#""tiers": [{ "id": "free", "features": [«1»] }]"#], "expected text, found a number", quotes),
        (&[r#""tiers": [{ "id": "free", "offered": «"no"» }]"#], "expected a yes or no, found text", "write `true` or `false`, without quotes"),
        (&[r#""tiers": [{ "id": "free", "caps": «[]» }]"#], "expected an object, found a list", keys),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «true» } }]"#], "expected a number, found a yes or no", limit),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «"unlimted"» } }]"#], "`unlimted` is not known here", "did you mean `unlimited`? if not, write a number without quotes, or `unlimited` in quotes"),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": «"5"» } }]"#], "`5` is not known here", "write a number without quotes, or `unlimited` in quotes"),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#, r#""addOns": [{ "id": "b", "caps": { "a": «5» } }]"#], "expected an object, found a number", keys),
        (&[r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#, r#""addOns": [{ "id": "b", "caps": { "a": «{ "add": 1, "set": 1 }» } }]"#], "expected one key, found 2", "give one of `add`, `set`"),
        (&[r#""billing": { "onCancel": «"kep"» }"#], "`kep` is not known here", "did you mean `keep`? if not, write `end` or `keep`"),
        (&[r#""billing": { "unknownProduct": «"none"» }"#], "`none` is not known here", "write `ignore`, or an object with a `tier`"),
        (&[r#""billing": { "products": { "p": «"free"» } }"#], "expected an object, found text", keys),
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
