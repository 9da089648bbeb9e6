//! Drawings of a catalog.

use std::path::PathBuf;
use tiergate_map::{Drawing, Map, preview};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/drawings")
}

fn drawing(map: &Map) -> Drawing {
    Drawing::new(&map.info, &preview(&map.info), None)
}

fn shared(name: &str) -> Map {
    Map::from_file(format!("../../tests/policies/{name}.json")).unwrap()
}

/// Compares a text with a file, which `TIERGATE_UPDATE=1` rewrites.
fn same_as_file(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("TIERGATE_UPDATE").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let file = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(file == text, "{} is stale: TIERGATE_UPDATE=1 rewrites it", path.display());
}

#[test]
fn the_drawings_of_a_map_are_those_that_were_looked_at() {
    let drawing = drawing(&shared("messages"));
    same_as_file("messages.html", &drawing.html());
    same_as_file("messages.svg", &drawing.svg());
}

/// Every text of a map that a browser would run, if it were not escaped.
const HOSTILE: &str = r#"{ "name": "</title><script>alert(1)</script>", "version": "\" onload=\"alert(2)",
    "tiers": [
        { "id": "<b>free", "label": "<img src=x onerror=alert(3)>", "description": "</th><script>x</script>",
          "caps": { "c&<": 1 } },
        { "id": "pro", "label": "]]><script>y</script>", "offered": false, "features": ["a'\"<"],
          "caps": { "c&<": 1000000 } } ],
    "features": [
        { "id": "a'\"<", "label": "</style><script>z</script>", "description": "<!--", "requires": ["<svg onload=q>"] },
        { "id": "<svg onload=q>" } ],
    "caps": [ { "id": "c&<", "label": "<![CDATA[", "unit": "\u0000\u001b[2K\u202e" } ],
    "addOns": [ { "id": "<add>", "label": "--><script>w</script>", "features": ["<svg onload=q>"] } ],
    "editions": [ { "id": "<e>", "tier": "pro" } ],
    "defaultTier": "<b>free", "whenMissing": { "tier": "pro" }, "whenUnknown": { "tier": "pro" } }"#;

#[test]
fn no_text_of_a_map_is_read_as_markup() {
    let map = Map::from_json("hostile.json", HOSTILE).unwrap();
    let drawing = drawing(&map);
    for text in [drawing.html(), drawing.svg()] {
        for tag in [
            "<script",
            "<img",
            "<b>",
            "<svg onload",
            "<!--",
            "<![CDATA",
            "<e>",
            "<add>",
            "onload=\"",
            "]]>",
        ] {
            assert!(!text.contains(tag), "`{tag}` is in\n{text}");
        }
        assert!(!text.contains(['\u{0}', '\u{1b}', '\u{202e}']), "{text}");
        assert_eq!(text.matches("alert(1)").count(), text.matches("&gt;alert(1)&lt;").count());
    }
}

#[test]
fn a_large_map_stays_legible() {
    let list = |from: usize, to: usize| {
        let ids = (from..to).map(|it| format!("\"f{it}\""));
        ids.collect::<Vec<_>>().join(",")
    };
    let tiers = (0..8).map(|it| {
        let features = list(it * 5, it * 5 + 5);
        let extends = if it == 0 { String::new() } else { format!("\"extends\":\"t{}\",", it - 1) };
        format!(r#"{{"id":"t{it}","label":"Tier number {it}",{extends}"features":[{features}],"caps":{{"c":{}}}}}"#, 10_u64.pow(it as u32 * 2))
    });
    let long = "a rather long description of what this does, which needs several lines";
    let features = (0..40).map(|it| {
        format!(
            r#"{{"id":"f{it}","label":"Feature {it}: {}"}}"#,
            if it % 7 == 0 { long } else { "short" }
        )
    });
    let text = format!(
        r#"{{"name":"large","version":"1","tiers":[{}],"features":[{}],"defaultTier":"t0",
            "whenMissing":{{"tier":"t0"}},"whenUnknown":{{"tier":"t0"}}}}"#,
        tiers.collect::<Vec<_>>().join(","),
        features.collect::<Vec<_>>().join(","),
    );
    let drawing = drawing(&Map::from_json("large.json", &text).unwrap());
    let svg = drawing.svg();
    let width = svg.split("width=\"").nth(1).and_then(|it| it.split('"').next()).unwrap();
    println!("{width} wide, {} and {} bytes", svg.len(), drawing.html().len());
    assert!(width.parse::<u32>().unwrap() < 1500);
    if let Some(folder) = std::env::var_os("TIERGATE_DRAWINGS") {
        std::fs::write(PathBuf::from(&folder).join("large.svg"), svg).unwrap();
        std::fs::write(PathBuf::from(&folder).join("large.html"), drawing.html()).unwrap();
    }
}
