//! `tiergate map preview --format` and `tiergate inspect --format`.

use crate::{code, repository, text, tiergate};

#[test]
fn a_map_and_its_policy_are_drawn_alike() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("m.policy.wasm").to_str().unwrap().to_owned();
    let map = repository("tests/policies/messages.json");
    assert_eq!(code(&tiergate(&["build", &map, "-o", &policy])), 0);
    for (format, start) in [("html", "<!doctype html>"), ("svg", "<svg ")] {
        let of_map = tiergate(&["map", "preview", &map, "--format", format]);
        let of_policy = tiergate(&["inspect", &policy, "--format", format]);
        assert_eq!((code(&of_map), code(&of_policy)), (0, 0));
        let (of_map, of_policy) = (text(&of_map), text(&of_policy));
        assert!(of_map.starts_with(start), "{of_map}");
        // A policy has a digest.
        let digest = text(&tiergate(&["inspect", &policy]));
        let digest = digest.lines().find_map(|it| it.strip_prefix("digest")).unwrap().trim();
        assert!(of_policy.contains(digest), "{of_policy}");
        let rows = |text: &str| text.matches("Assistant").count() + text.matches("Dubbing").count();
        assert_eq!(rows(&of_map), rows(&of_policy));
    }
}

#[test]
fn text_and_json_are_formats_too() {
    let map = repository("tests/policies/notes.json");
    let plain = text(&tiergate(&["map", "preview", &map]));
    assert_eq!(text(&tiergate(&["map", "preview", &map, "--format", "text"])), plain);
    let json = text(&tiergate(&["map", "preview", &map, "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["tiers"][1]["label"], "Pro");
    assert_eq!(code(&tiergate(&["map", "preview", &map, "--format", "pdf"])), 3);
}
