//! Random maps, of which another language says which laws they break.

use crate::names;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use tiergate_laws::{Domain, Native, check_laws};
use tiergate_map::Map;

#[derive(serde::Deserialize)]
pub(crate) struct Line {
    pub(crate) map: serde_json::Value,
    planted: Option<Vec<String>>,
    breaks: Vec<Vec<String>>,
}

/// Returns random maps, and the laws that each breaks, as `oracle.py` says.
pub(crate) fn lines(count: usize, seed: u64) -> impl Iterator<Item = Line> {
    println!("seed {seed}");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/laws/oracle.py");
    let mut python = Command::new("python3");
    python.args([script, &count.to_string(), &seed.to_string()]).stderr(Stdio::inherit());
    let output = python.output().expect("python3 is needed: apt-get install python3");
    assert!(output.status.success(), "{}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.into_iter()
}

#[test]
fn every_break_is_found_and_nothing_else() {
    let mut planted = BTreeMap::new();
    let mut breaks = 0;
    let mut count = 0;
    let whole = std::env::var("TIERGATE_FUZZ").is_ok_and(|it| it == "full");
    let wanted = if whole { 2_000 } else { 400 };
    for line in lines(wanted, 13) {
        let map = Map::from_json("random.json", &line.map.to_string()).unwrap();
        let report = check_laws(&Native::new(&map).unwrap(), &Domain::of_map(&map)).unwrap();
        assert_eq!(names(&report), line.breaks, "{}", line.map);
        if let Some(it) = line.planted {
            assert!(line.breaks.contains(&it), "{it:?} was planted in {}", line.map);
            *planted.entry(it[0].clone()).or_insert(0) += 1;
        }
        breaks += line.breaks.len();
        count += 1;
    }
    println!("{count} maps, {breaks} breaks; planted: {planted:?}");
    assert_eq!(count, wanted);
    assert_eq!(planted.len(), 12);
    assert!(planted.values().all(|&times| times >= 20));
}
