//! The repository's maps break no law but those that their test files say.

use crate::found;
use std::collections::BTreeMap;
use tiergate_laws::{Domain, Native};
use tiergate_map::Map;

/// Returns the repository's maps.
fn maps() -> BTreeMap<String, Map> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/policies");
    let files = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let is_map = |name: &str| name.ends_with(".json") && !name.ends_with(".test.json");
    let named = files.map(|it| (it.file_name().unwrap().to_string_lossy().into_owned(), it));
    let maps = named.filter(|(name, _)| is_map(name));
    maps.map(|(name, path)| (name, Map::from_file(path).unwrap())).collect()
}

#[test]
fn the_flagship_breaks_none() {
    let maps = maps();
    for (name, map) in &maps {
        let found = found(&Native::new(map).unwrap(), &Domain::of_map(map));
        println!("{name}: {found:?}");
    }
    for lawful in ["notes.json", "kumiko-sample.json", "bare.json"] {
        let map = &maps[lawful];
        assert!(found(&Native::new(map).unwrap(), &Domain::of_map(map)).is_empty(), "{lawful}");
    }
}
