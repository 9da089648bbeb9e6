//! The reports of `tiergate test`, as other programs read them.

use crate::{code, repository, text, tiergate, write};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::tempdir;

/// Names and messages that XML and GitHub's format must escape.
const TESTS: &str = r#"
[[test]]
name = "passes"
tenant = { plan = "pro" }
tier = "pro"

[[test]]
name = "50 % off: <b>a, \"b\" & c</b> ]]> 🦀 \u0007"
tenant = { plan = "no: such, plan %0A <plan>" }
tier = "pro, <or> 100 %: more"
allows = ["export"]
"#;

/// Runs `tests/reports/read.mjs`.
fn read(what: &str, input: &[u8]) -> Output {
    let folder = repository("tests/reports");
    assert!(
        Path::new(&folder).join("node_modules").exists(),
        "the readers are missing: type `npm ci --ignore-scripts --prefix tests/reports`"
    );
    let mut node = Command::new("node");
    node.args([&format!("{folder}/read.mjs"), what]).stdin(Stdio::piped());
    let mut node = node.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("node");
    node.stdin.take().unwrap().write_all(input).unwrap();
    node.wait_with_output().unwrap()
}

fn failing(folder: &Path, format: &str) -> Output {
    let notes = std::fs::read_to_string(repository("tests/policies/notes.json")).unwrap();
    let [_, path] = write(folder, &notes, TESTS);
    let output = tiergate(&["test", path.to_str().unwrap(), "--format", format]);
    assert_eq!(code(&output), 2);
    output
}

#[test]
fn junit_is_valid_by_the_schema_of_jenkins() {
    let folder = tempdir().unwrap();
    let report = failing(folder.path(), "junit").stdout;
    let output = read("junit", &report);
    assert_eq!(code(&output), 0);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["tests"], &found["failures"]), (&json!(2), &json!(1)));
    assert_eq!(found["cases"][0], json!({ "name": "passes", "failures": [] }));
    let failed = &found["cases"][1];
    // XML has no way to write the control character.
    assert_eq!(failed["name"], "50 % off: <b>a, \"b\" & c</b> ]]> 🦀 ");
    assert_eq!(
        failed["failures"],
        json!(["the tier: expected `pro, <or> 100 %: more`, found `free`"])
    );
}

#[test]
fn another_document_is_not_valid() {
    let folder = tempdir().unwrap();
    let report = text(&failing(folder.path(), "junit"));
    for (part, other) in [("<testcase ", "<testcase nome=\"x\" "), ("</testsuite>", "")] {
        let changed = report.replacen(part, other, 1);
        assert_ne!(changed, report);
        assert_eq!(code(&read("junit", changed.as_bytes())), 1);
    }
}

/// Takes an annotation apart: its properties, and its message.
fn annotation(line: &str) -> (BTreeSet<String>, String) {
    let (properties, message) = line.strip_prefix("::error ").unwrap().split_once("::").unwrap();
    (properties.split(',').map(str::to_owned).collect(), message.to_owned())
}

#[test]
fn annotations_are_written_as_github_does() {
    let folder = tempdir().unwrap();
    let report: Value = serde_json::from_str(&text(&failing(folder.path(), "json"))).unwrap();
    let mut errors = Vec::new();
    for case in report[0]["cases"].as_array().unwrap() {
        for failure in case["failures"].as_array().unwrap() {
            let it = &failure["problem"];
            let message =
                format!("{}\n{}", it["message"].as_str().unwrap(), it["help"].as_str().unwrap());
            // The command escapes what a terminal would act on.
            let title = case["name"].as_str().unwrap().replace('\u{7}', "\\u{7}");
            errors.push(json!({
                "message": message, "title": title, "file": it["file"],
                "startLine": it["line"], "startColumn": it["column"],
            }));
        }
    }
    assert_eq!(errors.len(), 2);
    let theirs = read("annotations", Value::from(errors).to_string().as_bytes());
    assert_eq!(code(&theirs), 0);
    let (ours, theirs) = (text(&failing(folder.path(), "github")), text(&theirs));
    let parts = |it: &str| it.lines().map(annotation).collect::<Vec<_>>();
    assert_eq!(parts(&ours), parts(&theirs));
}

/// Runs genhtml on the coverage of some tests of `notes`, and returns what it prints.
fn genhtml(tests: &str) -> String {
    let folder = tempdir().unwrap();
    let notes = std::fs::read_to_string(repository("tests/policies/notes.json")).unwrap();
    let [_, path] = write(folder.path(), &notes, tests);
    let (lcov, html) = (folder.path().join("lcov.info"), folder.path().join("html"));
    let output = tiergate(&["test", path.to_str().unwrap(), "--lcov", lcov.to_str().unwrap()]);
    assert_eq!(code(&output), 0);
    let mut genhtml = Command::new("genhtml");
    genhtml.args(["--branch-coverage", "--output-directory"]).args([&html, &lcov]);
    let output = genhtml.output().expect("genhtml is missing: type `sudo apt-get install lcov`");
    assert_eq!(code(&output), 0);
    let page = walk(&html).into_iter().find(|it| it.ends_with("m.json.gcov.html")).unwrap();
    assert!(std::fs::read_to_string(page).unwrap().contains("assistant"));
    text(&output)
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.flat_map(|it| if it.is_dir() { walk(&it) } else { vec![it] }).collect()
}

#[test]
fn genhtml_reads_the_coverage() {
    let whole = std::fs::read_to_string(repository("tests/policies/notes.test.toml")).unwrap();
    let shown = genhtml(&whole);
    for part in ["lines......: 100.0%", "branches...: 100.0%"] {
        assert!(shown.contains(part), "{part}");
    }
    let shown =
        genhtml("[[test]]\nname = \"one\"\ntenant = { plan = \"pro\" }\nallows = [\"export\"]\n");
    assert!(!shown.contains("100.0%"), "{shown}");
}
