//! The repository's maps: each has tests that pass, cover everything, and kill every mutant.
//!
//! With `TIERGATE_UPDATE=1` a map without a test file gets a first one.
#![cfg(test)]

use std::path::PathBuf;
use std::time::{Duration, Instant};
use tiergate_laws::{Domain, Native};
use tiergate_map::{Map, Source};
use tiergate_testing::{Coverage, Tests, mutants, scaffold};

fn maps() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/policies");
    let files = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut maps: Vec<_> =
        files.filter(|it| it.extension().is_some_and(|it| it == "json")).collect();
    maps.sort();
    assert!(maps.len() >= 16);
    maps
}

fn tests_of(path: &std::path::Path, map: &Map) -> Tests {
    let tests = path.with_extension("test.toml");
    if !tests.exists() && std::env::var_os("TIERGATE_UPDATE").is_some() {
        std::fs::write(&tests, scaffold(map).unwrap()).unwrap();
    }
    Tests::from_file(&tests)
        .unwrap_or_else(|error| panic!("{error}\ntype TIERGATE_UPDATE=1 cargo test"))
}

#[test]
fn every_maps_tests_pass_and_cover_it() {
    let mut missed = 0;
    for path in maps() {
        let map = Map::from_file(&path).unwrap();
        let tests = tests_of(&path, &map);
        let outcome =
            tests.run(&Native::new(&map).unwrap(), Some(&Domain::of_map(&map)), "").unwrap();
        for failure in outcome.cases.iter().flat_map(|it| &it.failures) {
            println!("{}\n", failure.problem);
        }
        assert!(outcome.passed(), "{}", path.display());
        let coverage = Coverage::of(&map, &Source::from_file(&path).unwrap(), &[outcome]);
        println!("{coverage}");
        missed += usize::from(coverage.percent() < 100);
    }
    assert_eq!(missed, 0);
}

#[test]
fn a_first_test_file_passes_and_expects_what_is_warned_of() {
    let folder = std::env::temp_dir().join(format!("tiergate-first-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for path in maps() {
        let map = Map::from_file(&path).unwrap();
        let file = folder.join(path.file_name().unwrap()).with_extension("test.toml");
        std::fs::write(&file, scaffold(&map).unwrap()).unwrap();
        let tests = Tests::from_file(&file).unwrap();
        let (native, domain) = (Native::new(&map).unwrap(), Domain::of_map(&map));
        let outcome = tests.run(&native, Some(&domain), "").unwrap();
        let failures: Vec<_> = outcome.cases.iter().flat_map(|it| &it.failures).collect();
        assert!(failures.is_empty() && outcome.cases.len() > 3, "{}: {failures:?}", path.display());
        assert!(map.warnings.iter().all(|it| tests.means_warning(&it.message)));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_mutant_is_killed() {
    let mut survivors = 0;
    for path in maps() {
        let map = Map::from_file(&path).unwrap();
        let tests = tests_of(&path, &map);
        let start = Instant::now();
        let found = mutants(&map, &Source::from_file(&path).unwrap(), &[&tests]).unwrap();
        println!("{found} in {:.0?}", start.elapsed());
        if !cfg!(debug_assertions) {
            assert!(start.elapsed() < Duration::from_secs(1), "{}", path.display());
        }
        survivors += found.survivors.len();
    }
    assert_eq!(survivors, 0);
}
