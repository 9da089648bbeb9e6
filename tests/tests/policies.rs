//! What a policy's file is: the same from everywhere, small and self-contained.

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::Path;
use tiergate::Policy;
use tiergate_map::Map;
use tiergate_tests::built::{Built, folder};
use wasmparser::{ComponentExternalKind, Parser, Payload};

const EXAMPLES: &[&str] = &[
    "alga-narrowed",
    "alga-prd",
    "bare",
    "desk",
    "guild",
    "kiosk",
    "kumiko-sample",
    "ladder",
    "meter",
    "names",
    "notes",
    "shop",
    "studio",
    "team",
];

fn build(map: &Path) -> Result<Vec<u8>> {
    let map = Map::from_file(map)?;
    Ok(tiergate_author::build(&map)?)
}

/// A tier map's JSON as TOML, which has no null.
fn toml(json: &str) -> Result<String> {
    let json = json.replace("\"pastDueGraceDays\": null", "\"pastDueGraceDays\": \"unlimited\"");
    let value: serde_json::Value = serde_json::from_str(&json)?;
    Ok(toml::to_string_pretty(&value)?)
}

#[test]
fn a_map_gives_one_digest_from_any_folder_in_json_and_toml() -> Result<()> {
    for name in EXAMPLES {
        let json = std::fs::read_to_string(folder("policies").join(format!("{name}.json")))?;
        let (one, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let files = [
            (one.path().join("map.json"), json.clone()),
            (other.path().join("another name.json"), json.clone()),
            (other.path().join("map.toml"), toml(&json)?),
        ];
        let mut digests = Vec::new();
        for (path, text) in &files {
            std::fs::write(path, text)?;
            let file = build(path).with_context(|| format!("{name}: {}", path.display()))?;
            digests.push(Policy::from_bytes(&file)?.digest().to_owned());
        }
        digests.dedup();
        assert_eq!(digests.len(), 1, "{name}: {digests:?}");
    }
    Ok(())
}

#[test]
fn policies_are_small() -> Result<()> {
    for name in EXAMPLES {
        let file = Built::example(name)?.file;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&file)?;
        let zipped = gzip.finish()?.len();
        println!("{name}: {} bytes, {zipped} in gzip", file.len());
        if *name == "alga-prd" {
            assert!(file.len() <= 32 << 10, "{} bytes", file.len());
            assert!(zipped <= 11 << 10, "{zipped} bytes in gzip");
        }
    }
    Ok(())
}

#[test]
fn a_policy_is_one_module_that_imports_nothing_and_exports_the_world() -> Result<()> {
    for name in EXAMPLES {
        let file = Built::example(name)?.file;
        let (mut modules, mut exports, mut depth) = (0, Vec::new(), 0);
        for payload in Parser::new(0).parse_all(&file) {
            match payload? {
                Payload::ModuleSection { .. } => (modules, depth) = (modules + 1, depth + 1),
                Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth -= 1,
                Payload::ImportSection(imports) => assert_eq!(imports.count(), 0, "{name}"),
                // A component within, which wraps an interface, takes its types in by imports.
                Payload::ComponentImportSection(imports) if depth == 0 => {
                    assert_eq!(imports.count(), 0, "{name}");
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section {
                        let export = export?;
                        assert_eq!(export.kind, ComponentExternalKind::Instance, "{name}");
                        exports.push(export.name.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        assert_eq!(modules, 1, "{name}");
        exports.sort();
        let world = ["billing", "catalog", "engine", "types"];
        assert_eq!(exports, world.map(|it| format!("tiergate:policy/{it}@0.1.0")), "{name}");
    }
    Ok(())
}
