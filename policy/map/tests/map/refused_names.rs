//! Refused: what is declared or named.

use crate::both::refused_alike;

#[test]
fn duplicate_ids() {
    let help = "rename or remove one of the two";
    let listed = "remove one of the two";
    refused_alike(&[
        (
            &[r#""tiers": [{ "id": "free" }, { "id": «"free"» }]"#],
            "the tier `free` is declared twice",
            help,
        ),
        (
            &[r#""features": [{ "id": "a" }, { "id": «"a"» }]"#],
            "the feature `a` is declared twice",
            help,
        ),
        (
            &[
                r#""tiers": [{ "id": "free", "caps": { "a": 1 } }]"#,
                r#""caps": [{ "id": "a" }, { "id": «"a"» }]"#,
            ],
            "the cap `a` is declared twice",
            help,
        ),
        (
            &[r#""addOns": [{ "id": "a" }, { "id": «"a"» }]"#],
            "the add-on `a` is declared twice",
            help,
        ),
        (
            &[r#""editions": [{ "id": "a" }, { "id": «"a"» }]"#],
            "the edition `a` is declared twice",
            help,
        ),
        (
            &[r#""tiers": [{ "id": "free", "features": ["a", «"a"»] }]"#],
            "the feature `a` is listed twice",
            listed,
        ),
        (
            &[r#""addOns": [{ "id": "x", "features": ["a", «"a"»] }]"#],
            "the feature `a` is listed twice",
            listed,
        ),
        (
            &[r#""features": [{ "id": "a" }, { "id": "b", "requires": ["a", «"a"»] }]"#],
            "the feature `a` is listed twice",
            listed,
        ),
    ]);
}

#[test]
fn a_key_given_twice() {
    let help = "keep one of the two";
    refused_alike(&[
        (&[r#""tiers": [{ "id": "free", «"id"»: "pro" }]"#], "the key `id` is given twice", help),
        (&[r#""metadata": { "a": "1", «"a"»: "2" }"#], "the key `a` is given twice", help),
        (
            &[
                r#""billing": { "products": { "p": { "tier": "free" }, «"p"»: { "tier": "free" } } }"#,
            ],
            "the key `p` is given twice",
            help,
        ),
    ]);
}

#[test]
fn names_that_are_not_declared() {
    let near =
        "did you mean `free`? if not, declare it in `tiers`, or name one that is declared there";
    let far = "declare it in `tiers`, or name one that is declared there";
    let feature = "did you mean `export`? if not, declare it in `features`, or name one that is declared there";
    let cap =
        "did you mean `maxNotes`? if not, declare it in `caps`, or name one that is declared there";
    let add_on =
        "did you mean `bot`? if not, declare it in `addOns`, or name one that is declared there";
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
        (
            &[
                r#""addOns": [{ "id": "bot" }]"#,
                r#""billing": { "products": { "p": { "addOn": «"bto"» } } }"#,
            ],
            "there is no add-on `bto`",
            add_on,
        ),
        (
            &[tiers, caps, r#""billing": { "products": { "p": { "cap": «"maxnote"» } } }"#],
            "there is no cap `maxnote`",
            cap,
        ),
        (
            &[r#""tiers": [{ "id": "free", "features": [«"exprot"»] }]"#, features],
            no_feature,
            feature,
        ),
        (
            &[r#""addOns": [{ "id": "bot", "features": [«"exprot"»] }]"#, features],
            no_feature,
            feature,
        ),
        (
            &[r#""features": [{ "id": "export" }, { "id": "b", "requires": [«"exprot"»] }]"#],
            no_feature,
            feature,
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "maxNotes": 1, «"maxNote"»: 1 } }]"#, caps],
            "there is no cap `maxNote`",
            cap,
        ),
        (
            &[tiers, caps, r#""addOns": [{ "id": "bot", "caps": { «"maxNote"»: { "add": 1 } } }]"#],
            "there is no cap `maxNote`",
            cap,
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { «"maxNotes"»: 1 } }]"#, no_caps],
            "there is no cap `maxNotes`",
            "declare it in `caps`, or name one that is declared there",
        ),
    ]);
}

#[test]
fn cycles() {
    let extends = "remove one `extends` of this path";
    let requires = "remove one `requires` of this path";
    refused_alike(&[
        (
            &[r#""tiers": [{ "id": "free", "extends": «"free"» }]"#],
            "`free` extends itself: `free` -> `free`",
            extends,
        ),
        (
            &[
                r#""tiers": [{ "id": "x", "extends": "free" }, { "id": "free", "extends": «"pro"» }, { "id": "pro", "extends": "free" }]"#,
            ],
            "`free` extends itself: `free` -> `pro` -> `free`",
            extends,
        ),
        // What a tier in a cycle inherits is not known, so no cap is called unsaid.
        (
            &[
                r#""tiers": [{ "id": "free", "extends": «"pro"» }, { "id": "pro", "extends": "free" }]"#,
                r#""caps": [{ "id": "a" }]"#,
            ],
            "`free` extends itself: `free` -> `pro` -> `free`",
            extends,
        ),
        (
            &[
                r#""features": [{ "id": "a", "requires": ["c", «"b"»] }, { "id": "b", "requires": ["a"] }, { "id": "c" }]"#,
            ],
            "`a` requires itself: `a` -> `b` -> `a`",
            requires,
        ),
        (
            &[r#""features": [{ "id": "a", "requires": [«"a"»] }]"#],
            "`a` requires itself: `a` -> `a`",
            requires,
        ),
    ]);
}

#[test]
fn a_cap_unsaid() {
    refused_alike(&[
        (
            &[r#""tiers": [{ "id": «"free"» }]"#, r#""caps": [{ "id": "maxNotes" }]"#],
            "the tier `free` has no limit for the cap `maxNotes`",
            "give `maxNotes` a number or `unlimited` in the tier's `caps`",
        ),
        (
            &[r#""tiers": [{ "id": "free", "caps": { "a": 1 } }, { "id": «"pro"» }]"#],
            "the tier `pro` has no limit for the cap `a`",
            "give `a` a number or `unlimited` in the tier's `caps`",
        ),
        (
            &[
                r#""tiers": [{ "id": «"free"» }]"#,
                r#""addOns": [{ "id": "b", "caps": { "a": { "add": 1 } } }]"#,
            ],
            "the tier `free` has no limit for the cap `a`",
            "give `a` a number or `unlimited` in the tier's `caps`",
        ),
    ]);
}
