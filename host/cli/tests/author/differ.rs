//! `tiergate diff`.

use crate::{code, repository, text, tiergate};
use tempfile::tempdir;
use tiergate_tests::postgres::fresh_database;

#[test]
fn losses_come_first_and_fail_if_asked() {
    let folder = tempdir().unwrap();
    let old = repository("tests/policies/notes.json");
    let map = std::fs::read_to_string(&old).unwrap();
    let map = map.replace("\"pastDueGraceDays\": 14", "\"pastDueGraceDays\": 7");
    let map = map.replace("{\"maxNotes\": 5}", "{\"maxNotes\": 6}");
    let new = folder.path().join("new.json");
    std::fs::write(&new, map).unwrap();
    let new = new.to_str().unwrap();
    let output = tiergate(&["diff", &old, new]);
    assert_eq!(code(&output), 0);
    let shown = text(&output);
    let at = |part: &str| shown.find(part).unwrap_or_else(|| panic!("{part}"));
    assert!(at("pro until 14 days from now -> 7 days from now") < at("`maxNotes` at most 5 -> 6"));
    assert!(shown.contains("billing: pastDueGraceDays 14 -> 7"));
    assert_eq!(code(&tiergate(&["diff", &old, new, "--fail-on", "narrows"])), 2);
    assert_eq!(code(&tiergate(&["diff", &old, new, "--exit-code"])), 2);
    assert_eq!(code(&tiergate(&["diff", &old, &old, "--exit-code", "--fail-on", "narrows"])), 0);
    assert_eq!(text(&tiergate(&["diff", &old, new, "--semver"])), "major\n");
    let output = tiergate(&["diff", &old, new, "--markdown"]);
    assert!(text(&output).starts_with("**mixed**"), "{}", text(&output));
    let output = tiergate(&["diff", &old, new, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text(&output)).unwrap();
    assert_eq!(json["verdict"], "mixed");
}

#[test]
fn policies_of_a_store_are_compared_by_digest() {
    let folder = tempdir().unwrap();
    by_digest(&format!("sqlite:{}", folder.path().join("tiers.db").display()));
}

#[test]
fn policies_of_a_store_in_postgres_are_compared_by_digest() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    by_digest(&runtime.block_on(fresh_database()).unwrap());
}

fn by_digest(store: &str) {
    let folder = tempdir().unwrap();
    let old = repository("tests/policies/notes.json");
    let map = std::fs::read_to_string(&old).unwrap();
    let new = folder.path().join("new.json");
    std::fs::write(&new, map.replace("\"features\": [\"export\"]", "\"features\": []")).unwrap();
    let new = new.to_str().unwrap();
    let mut digests = Vec::new();
    for (map, name) in [(old.as_str(), "old.wasm"), (new, "new.wasm")] {
        let file = folder.path().join(name);
        let file = file.to_str().unwrap();
        assert_eq!(code(&tiergate(&["build", map, "-o", file])), 0);
        let output = tiergate(&["policy", "publish", file, "--store", store]);
        assert_eq!(code(&output), 0);
        digests.push(text(&output).split(' ').next().unwrap().to_owned());
    }
    let [one, other] = [&digests[0][..8], &digests[1]];
    let differ = |from: &str, to: &str| {
        let output = tiergate(&["diff", from, to, "--store", store, "--fail-on", "narrows"]);
        (code(&output), text(&output))
    };
    let (exit, shown) = differ(one, other);
    assert_eq!(exit, 2);
    assert!(shown.contains("pro: loses `export`"), "{shown}");
    assert_eq!(differ(one, &digests[0]), (0, "same-bytes\n".to_owned()));
    // A digest can be compared with a file, too.
    assert_eq!(differ(&old, other).0, 2);
    assert_eq!(differ("0000", other).0, 3);
    assert_eq!(code(&tiergate(&["diff", one, other])), 3);
    assert_eq!(code(&tiergate(&["diff", one, other, "--database-url", "sqlite:none.db"])), 3);
}
