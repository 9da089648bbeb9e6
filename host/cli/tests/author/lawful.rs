//! `tiergate laws` and the warnings of `tiergate map check`.

use crate::{code, repository, text, tiergate, write};
use tempfile::tempdir;

#[test]
fn an_unlawful_map_is_warned_of() {
    let path = repository("policy/laws/tests/maps/unlawful.json");
    let output = tiergate(&["map", "check", &path]);
    assert_eq!(code(&output), 0);
    let shown = String::from_utf8(output.stderr).unwrap();
    assert!(shown.contains("`pro` has at most 3 of `n`, but the lower `free` has 5"));
    assert_eq!(code(&tiergate(&["map", "check", "--deny-warnings", &path])), 2);
    let output = tiergate(&["laws", &path]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("monotone-caps         broken: 1 finding at 12 points"));
}

#[test]
fn a_counterexample_is_a_tenant_that_check_takes() {
    let folder = tempdir().unwrap();
    let path = repository("policy/laws/tests/maps/unlawful.json");
    let output = tiergate(&["laws", "--json", &path]);
    assert_eq!(code(&output), 2);
    let laws: serde_json::Value = serde_json::from_str(&text(&output)).unwrap();
    let findings =
        laws.as_array().unwrap().iter().flat_map(|it| it["findings"].as_array().unwrap());
    let shown: Vec<_> = findings.filter(|it| it["law"] == "usable").collect();
    assert!(!shown.is_empty());
    let file = folder.path().join("unlawful.policy.wasm");
    let file = file.to_str().unwrap();
    assert_eq!(code(&tiergate(&["build", &path, "-o", file])), 0);
    for finding in shown {
        let it = &finding["counterexample"];
        let tenant = folder.path().join("tenant.json");
        std::fs::write(&tenant, it["tenant"].to_string()).unwrap();
        let now = it["now"].to_string();
        let feature = it["feature"].as_str().unwrap();
        let asked = [
            "check",
            file,
            "--tenant",
            tenant.to_str().unwrap(),
            "--feature",
            feature,
            "--now",
            &now,
        ];
        assert_eq!(code(&tiergate(&asked)), 2);
    }
}

#[test]
fn a_break_that_is_meant_is_not_warned_of() {
    let folder = tempdir().unwrap();
    let map = std::fs::read_to_string(repository("tests/policies/kiosk.json")).unwrap();
    let tests = "[laws]\npast-due-ends = [\"past-due\"]\nsold-tiers = [\"k-corner: corner\"]\n";
    let [map, tests] = write(folder.path(), &map, tests);
    let check = || tiergate(&["map", "check", "--deny-warnings", map.to_str().unwrap()]);
    assert_eq!(code(&check()), 0);
    assert_eq!(code(&tiergate(&["test", tests.to_str().unwrap()])), 0);
    let text = std::fs::read_to_string(&tests).unwrap();
    std::fs::write(&tests, format!("meant = [\"it is late\"]\n{text}")).unwrap();
    let in_vain = check();
    assert_eq!(code(&in_vain), 2);
    let shown = String::from_utf8(in_vain.stderr).unwrap();
    assert!(shown.contains("the map has no warning `it is late`"), "{shown}");
    std::fs::write(&tests, "[laws]\n").unwrap();
    assert_eq!(code(&check()), 2);
    assert_eq!(code(&tiergate(&["test", tests.to_str().unwrap()])), 2);
}

#[test]
fn nothing_is_warned_of_in_the_repositorys_maps() {
    let folder = std::fs::read_dir(repository("tests/policies")).unwrap();
    let paths = folder.map(|it| it.unwrap().path().display().to_string());
    let is_map = |path: &String| path.ends_with(".json") && !path.ends_with(".test.json");
    for path in paths.filter(is_map) {
        assert_eq!(code(&tiergate(&["map", "check", "--deny-warnings", &path])), 0, "{path}");
    }
}
