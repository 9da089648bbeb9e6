//! `tiergate build` of core modules.

use crate::{code, repository, text, tiergate};

#[test]
fn a_core_module_is_built_like_a_map() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (policy, core, again) =
        (path("notes.policy.wasm"), path("notes.core.wasm"), path("again.policy.wasm"));
    let built =
        tiergate(&["build", &repository("tests/policies/notes.json"), "-o", &policy, "--core"]);
    assert_eq!(code(&built), 0);
    let wrapped = tiergate(&["build", &core, "-o", &again]);
    assert_eq!(code(&wrapped), 0);
    let shown = text(&wrapped);
    assert!(shown.contains("digest ") && shown.contains("size "), "{shown}");
    let catalog = |path: &str| {
        let shown = text(&tiergate(&["inspect", path, "--format", "json"]));
        let report: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(report["imports"], serde_json::json!([]));
        report["catalog"].clone()
    };
    assert_eq!(catalog(&again), catalog(&policy));
    // Without `-o` it is written next to the module.
    assert_eq!(code(&tiergate(&["build", &core])), 0);
    let default = std::fs::read(path("notes.core.policy.wasm")).unwrap();
    assert!(default == std::fs::read(&again).unwrap());
}

#[test]
fn a_module_that_is_no_policy_is_bad_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.wasm").to_str().unwrap().to_owned();
    let refused = |bytes: &[u8], with: &str| {
        std::fs::write(&path, bytes).unwrap();
        let output = tiergate(&["build", &path]);
        assert_eq!(code(&output), 3);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(with) && error.contains("empty.wasm"), "{error}");
    };
    refused(b"\0asm\x01\0\0\0", "does not export `memory`, `cabi_realloc`");
    refused(b"\0asm\x0d\0\x01\0", "is a component already");
    refused(b"\0asm\x01\0\0\0\x09", "not a valid core module");
    std::fs::remove_file(&path).unwrap();
    let output = tiergate(&["build", &path]);
    assert_eq!(code(&output), 3);
    assert!(String::from_utf8(output.stderr).unwrap().contains("No such file"));
}
