//! `tiergate test`.

use crate::{code, repository, text, tiergate, write};
use tempfile::tempdir;

fn notes() -> String {
    std::fs::read_to_string(repository("tests/policies/notes.json")).unwrap()
}

#[test]
fn the_repositorys_tests_pass_with_all_mutants_killed() {
    let path = repository("tests/policies/notes.test.toml");
    let lcov = tempdir().unwrap();
    let lcov = lcov.path().join("lcov.info");
    let output = tiergate(&[
        "test",
        &path,
        "--coverage",
        "--mutants",
        "--threshold",
        "100",
        "--lcov",
        lcov.to_str().unwrap(),
    ]);
    assert_eq!(code(&output), 0);
    assert!(text(&output).contains("mutants killed"));
    let lcov = std::fs::read_to_string(lcov).unwrap();
    assert!(lcov.starts_with("TN:\nSF:") && lcov.ends_with("end_of_record\n"));
}

#[test]
fn a_failure_shows_its_place_what_was_found_and_why() {
    let folder = tempdir().unwrap();
    let tests = "[[test]]\nname = \"one\"\ntenant = { plan = \"pro\" }\ndenies = [\"export\"]\n";
    let [_, path] = write(folder.path(), &notes(), tests);
    let path = path.to_str().unwrap();
    let output = tiergate(&["test", path]);
    assert_eq!(code(&output), 2);
    let shown = text(&output);
    for part in [
        "m.test.toml:4:11",
        "`export`: expected denied, found allowed",
        "the tier is `pro` by billing",
    ] {
        assert!(shown.contains(part), "{part}");
    }
    let output = tiergate(&["test", path, "--format", "github"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).starts_with("::error file="), "{}", text(&output));
    let output = tiergate(&["test", path, "--format", "junit"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("failures=\"1\""));
    let output = tiergate(&["test", path, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&text(&output)).unwrap();
    assert_eq!(json[0]["cases"][0]["failures"][0]["problem"]["line"], 4);
}

#[test]
fn a_tier_that_does_not_exist_fails() {
    let folder = tempdir().unwrap();
    for table in ["[matrix]\nprro = [\"login\"]\n", "[limits]\nprro = { maxNotes = 5 }\n"] {
        let [_, path] = write(folder.path(), &notes(), table);
        let output = tiergate(&["test", path.to_str().unwrap()]);
        assert_eq!(code(&output), 2);
        let shown = text(&output);
        assert!(shown.contains("there is no tier `prro`: the tiers are `free`, `pro`"), "{shown}");
        assert!(shown.contains("m.test.toml:2:1"), "{shown}");
    }
}

#[test]
fn a_shipped_file_is_tested() {
    let folder = tempdir().unwrap();
    let [map, _] = write(folder.path(), &notes(), "");
    let file = folder.path().join("m.policy.wasm");
    assert_eq!(code(&tiergate(&["build", map.to_str().unwrap(), "-o", file.to_str().unwrap()])), 0);
    let path = repository("tests/policies/notes.test.toml");
    assert_eq!(code(&tiergate(&["test", &path, "--policy", file.to_str().unwrap()])), 0);
    assert_eq!(code(&tiergate(&["laws", file.to_str().unwrap(), "--points", "2000"])), 0);
}

#[test]
fn what_is_refused_exits_with_3() {
    let folder = tempdir().unwrap();
    let [_, path] = write(folder.path(), &notes(), "map = \"../notes.json\"\n");
    let path = path.to_str().unwrap();
    assert_eq!(code(&tiergate(&["test", path])), 3);
    std::fs::write(path, "[[test]]\nname = 'x'\ntenats = ['a']\n").unwrap();
    let output = tiergate(&["test", path]);
    assert_eq!(code(&output), 3);
    assert!(String::from_utf8_lossy(&output.stderr).contains("m.test.toml:3:"));
    let empty = tempdir().unwrap();
    assert_eq!(code(&tiergate(&["test", empty.path().to_str().unwrap()])), 3);
    std::fs::write(path, "[[test]]\nname = 'x'\ntenant = {}\ntier = 'free'\n").unwrap();
    assert_eq!(code(&tiergate(&["test", path, "--filter", "nothing has this name"])), 3);
    assert_eq!(code(&tiergate(&["test", path, "--threshold", "100"])), 2);
}

#[test]
fn a_policy_file_in_the_folder_is_tested() {
    let folder = tempdir().unwrap();
    let (inner, outer) = (folder.path().join("inner"), folder.path().join("m.policy.wasm"));
    std::fs::create_dir(&inner).unwrap();
    let tests = "policy = \"m.policy.wasm\"\n[matrix]\npro = [\"login\", \"export\"]\n";
    let [map, path] = write(&inner, &notes(), tests);
    let (path, inside) = (path.to_str().unwrap(), inner.join("m.policy.wasm"));
    let build = ["build", map.to_str().unwrap(), "-o", outer.to_str().unwrap()];
    assert_eq!(code(&tiergate(&build)), 0);
    assert_eq!(code(&tiergate(&["test", path])), 3);
    std::fs::copy(&outer, &inside).unwrap();
    assert_eq!(code(&tiergate(&["test", path])), 0);
    assert_eq!(code(&tiergate(&["test", path, "--coverage"])), 3);
    // Neither a link nor `..` leads out of the folder.
    std::fs::remove_file(&inside).unwrap();
    std::os::unix::fs::symlink(&outer, &inside).unwrap();
    let output = tiergate(&["test", path]);
    assert_eq!(code(&output), 3);
    assert!(String::from_utf8_lossy(&output.stderr).contains("test files read nothing outside"));
    std::fs::write(path, tests.replace("m.policy", "../m.policy")).unwrap();
    assert_eq!(code(&tiergate(&["test", path])), 3);
}

#[test]
fn a_map_that_is_a_link_out_of_the_folder_is_not_read() {
    let folder = tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let [map, path] = write(&inner, &notes(), "[matrix]\nfree = [\"login\"]\n");
    assert_eq!(code(&tiergate(&["test", path.to_str().unwrap()])), 0);
    let outer = folder.path().join("m.json");
    std::fs::rename(&map, &outer).unwrap();
    std::os::unix::fs::symlink(&outer, &map).unwrap();
    assert_eq!(code(&tiergate(&["test", path.to_str().unwrap()])), 3);
}

#[test]
fn a_snapshot_that_is_not_up_to_date_fails() {
    let folder = tempdir().unwrap();
    let [map, path] = write(folder.path(), &notes(), "[matrix]\nfree = [\"login\"]\n");
    let path = path.to_str().unwrap();
    assert_eq!(code(&tiergate(&["test", path, "--accept"])), 0);
    let snapshot = folder.path().join("m.snap.md");
    let accepted = std::fs::read_to_string(&snapshot).unwrap();
    println!("{accepted}");
    for part in
        ["| Sign-in (login)", "- billing: pastDueGraceDays 14", "| notes-pro | active | pro |"]
    {
        assert!(accepted.contains(part), "{part}");
    }
    assert_eq!(code(&tiergate(&["test", path])), 0);
    let changed = notes().replace("\"pastDueGraceDays\": 14", "\"pastDueGraceDays\": 15");
    std::fs::write(&map, changed).unwrap();
    let output = tiergate(&["test", path]);
    assert_eq!(code(&output), 2);
    let shown = text(&output);
    let part = "accepted was `- billing: pastDueGraceDays 14`, and now it is `- billing: \
                pastDueGraceDays 15`";
    assert!(shown.contains(part) && shown.contains("--accept"), "{shown}");
    assert_eq!(code(&tiergate(&["test", path, "--accept"])), 0);
    assert_eq!(code(&tiergate(&["test", path])), 0);
    assert_ne!(std::fs::read_to_string(&snapshot).unwrap(), accepted);
}

#[test]
fn a_map_is_not_a_test_file() {
    let path = repository("tests/policies/notes.json");
    let output = tiergate(&["test", &path]);
    assert_eq!(code(&output), 3);
    assert!(String::from_utf8_lossy(&output.stderr).contains("`tiergate test --init MAP`"));
}

#[test]
fn a_snapshot_that_is_a_link_out_of_the_folder_is_neither_read_nor_written() {
    let folder = tempdir().unwrap();
    let (inner, outer) = (folder.path().join("inner"), folder.path().join("secret"));
    std::fs::create_dir(&inner).unwrap();
    let [_, path] = write(&inner, &notes(), "[matrix]\nfree = [\"login\"]\n");
    std::os::unix::fs::symlink(&outer, inner.join("m.snap.md")).unwrap();
    for exists in [false, true] {
        if exists {
            std::fs::write(&outer, "a secret").unwrap();
        }
        let output = tiergate(&["test", path.to_str().unwrap(), "--accept"]);
        assert_eq!(code(&output), 3);
        assert_eq!(outer.exists(), exists);
    }
    let output = tiergate(&["test", path.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    assert!(!text(&output).contains("a secret"));
    assert_eq!(std::fs::read_to_string(&outer).unwrap(), "a secret");
}

#[test]
fn a_folder_may_have_tests_of_policy_files_and_of_maps() {
    let folder = tempdir().unwrap();
    let [map, _] = write(folder.path(), &notes(), "[matrix]\npro = [\"login\", \"export\"]\n");
    let file = folder.path().join("m.policy.wasm");
    let build = ["build", map.to_str().unwrap(), "-o", file.to_str().unwrap()];
    assert_eq!(code(&tiergate(&build)), 0);
    let tests = "policy = \"m.policy.wasm\"\n[matrix]\npro = [\"login\", \"export\"]\n";
    std::fs::write(folder.path().join("shipped.test.toml"), tests).unwrap();
    let output = tiergate(&["test", folder.path().to_str().unwrap(), "--coverage"]);
    assert_eq!(code(&output), 0);
    assert!(String::from_utf8_lossy(&output.stderr).contains("tests a policy file"));
}
