//! Every kind of difference between two versions of a policy.

use tiergate_map::{Change, Map, Part, Subject, compare};
use tiergate_policy::catalog::{CapChange, Info, TierCap};
use tiergate_policy::types::Limit;

fn notes() -> Info {
    Map::from_json("notes.json", include_str!("../maps/notes.json")).unwrap().info
}

#[test]
fn the_same_differs_in_nothing() {
    assert_eq!(compare(&notes(), &notes()).changes, []);
}

#[test]
fn each_difference_is_a_line() {
    type Case = (fn(&mut Info), &'static str);
    let cases: [Case; 16] = [
        (|it| it.version = "1.1.0".into(), "policy: version 1.0.0 -> 1.1.0"),
        (|it| it.upgrade_url = None, "policy: upgradeUrl /account -> nothing"),
        (|it| it.trial = None, "policy: trial pro for 14 days -> nothing"),
        (|it| it.tiers.swap(0, 1), "policy: tiers free, pro, partner -> pro, free, partner"),
        (|it| drop(it.tiers.remove(1)), "tier `pro`: removed"),
        (|it| it.tiers[0].features.push("ai".into()), "tier `free`: gains `ai`"),
        (|it| it.tiers[1].features.clear(), "tier `pro`: loses `export`"),
        (
            |it| it.tiers[0].caps[0].limit = Limit::Unlimited,
            "tier `free`: cap `maxNotes` 5 -> unlimited",
        ),
        (|it| it.tiers[2].offered = true, "tier `partner`: offered no -> yes"),
        (
            |it| it.tiers[0].metadata.push(("a".into(), "b".into())),
            "tier `free`: metadata.a nothing -> b",
        ),
        (|it| it.features[1].requires.clear(), "feature `export`: requires login -> nothing"),
        (|it| it.features[2].label = "AI".into(), "feature `ai`: label Assistant -> AI"),
        (|it| it.caps[0].unit = None, "cap `maxNotes`: unit notes -> nothing"),
        (
            |it| it.add_ons[0].caps[0].1 = CapChange::Set(Limit::AtMost(9)),
            "add-on `assistant`: cap `maxNotes` +50 -> =9",
        ),
        (|it| it.editions[1].tier = Some("pro".into()), "edition `cloud`: tier nothing -> pro"),
        (|it| it.editions.clear(), "edition `community`: removed\nedition `cloud`: removed"),
    ];
    for (edit, line) in cases {
        let mut new = notes();
        edit(&mut new);
        assert_eq!(compare(&notes(), &new).to_string(), format!("{line}\n"));
    }
}

#[test]
fn differences_are_data() {
    let mut new = notes();
    new.tiers[0].caps = vec![TierCap { cap: "maxNotes".into(), limit: Limit::AtMost(6) }];
    let changes = compare(&notes(), &new).changes;
    let [Change { subject, part, old, new, .. }] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!(*subject, Subject::Tier("free".into()));
    assert_eq!(*part, Part::Cap("maxNotes".into()));
    assert_eq!((old.as_deref(), new.as_deref()), (Some("5"), Some("6")));
    let json = r#"[{"subject":{"tier":"free"},"part":{"cap":"maxNotes"},"old":"5","new":"6"}]"#;
    assert_eq!(serde_json::to_string(&changes).unwrap(), json);
}
