//! A map with faults that are valid: each is named, with its place and a remedy.

use tiergate_laws::warnings;
use tiergate_map::{Map, Source};

#[test]
fn each_fault_is_named_at_its_place() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/maps/unlawful.json");
    let (map, source) = (Map::from_file(path).unwrap(), Source::from_file(path).unwrap());
    assert!(map.warnings.is_empty());
    let found = warnings(&map, &source, |_, _| false).unwrap();
    for it in &found {
        println!("{it}\n");
        assert!(!it.help.is_empty());
    }
    let found: Vec<_> =
        found.iter().map(|it| (it.line, it.text.as_str(), it.message.as_str())).collect();
    for fault in [
        (1, "3", "`pro` has at most 3 of `n`, but the lower `free` has 5"),
        (1, "\"a\"", "the tier `free` gives `a`, which lacks what it requires"),
        (1, "\"pro\"", "no product sells the offered tier `pro`: customers cannot buy it"),
        (3, "\"n\"", "the add-on `useless` lowers `n` from 5 to 1 at `free`"),
        (3, "\"c\"", "the add-on `c-pack` gives `c` to `free`, which lacks what it requires"),
        (
            4,
            "\"orphan\"",
            "an unknown plan gets `orphan`, more than the default `pro`, although it is flagged",
        ),
        (4, "\"free\"", "the trial of `free` is not above the default tier `pro`"),
    ] {
        assert!(found.contains(&fault), "{fault:?}: {found:#?}");
    }
}
