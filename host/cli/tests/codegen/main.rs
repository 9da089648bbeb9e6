//! `tiergate codegen` and `tiergate build --core`: what they write is compiled.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod core_module;
mod rust;
mod typescript;

use std::path::Path;
use std::process::{Command, Output};

/// A map with identifiers of every kind.
const STRANGE: &str = r#"{
  "name": "strange \n*/ }", "version": "1.0.0",
  "tiers": [
    { "id": "free", "caps": { "max-notes": 1, "maxNotes": 2 } },
    { "id": "pro \"+\"", "label": "Pro {arms}\n}", "extends": "free", "features": ["2fa", "self", "type", "日本"],
      "caps": { "max-notes": 1, "maxNotes": 2 } } ],
  "features": [
    { "id": "2fa" }, { "id": "self" }, { "id": "Self" }, { "id": "type" }, { "id": "日本" }, { "id": "--" },
    { "id": "__proto__" }, { "id": "constructor" }, { "id": "a\\b${c}`" }, { "id": "\u202e" } ],
  "defaultTier": "free", "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;

/// The map of the examples in the READMEs.
fn notes() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/policies/notes.json");
    std::fs::read_to_string(path).unwrap()
}

/// What the command prints of a map.
fn codegen(language: &str, map: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.json");
    std::fs::write(&file, map).unwrap();
    text(run(folder.path(), &["codegen", language, "map.json"]))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
    command.args(arguments).current_dir(folder).output().unwrap()
}

fn text(output: Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_policy_has_the_names_of_its_map_and_a_file_those_that_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.json"), notes()).unwrap();
    text(run(folder.path(), &["build", "notes.json"]));
    for language in ["--ts", "--rust"] {
        let of_map = codegen(language, &notes());
        let of_policy = text(run(folder.path(), &["codegen", language, "notes.policy.wasm"]));
        assert_eq!(of_map, of_policy);
        assert_eq!(text(run(folder.path(), &["codegen", language, "notes.json", "-o", "out"])), "");
        assert_eq!(std::fs::read_to_string(folder.path().join("out")).unwrap(), of_map);
    }
    for arguments in [&["codegen", "notes.json"][..], &["codegen", "--ts", "--rust", "notes.json"]]
    {
        assert_eq!(run(folder.path(), arguments).status.code(), Some(3), "{arguments:?}");
    }
    assert_eq!(run(folder.path(), &["codegen", "--ts", "no.json"]).status.code(), Some(3));
}
