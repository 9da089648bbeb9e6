//! The properties of a built policy, read back from its bytes.

use std::error::Error;
use tiergate_author::{AuthorError, build};
use tiergate_map::{Map, MapError};
use wasmparser::{Parser, Payload};
use wit_component::WitPrinter;
use wit_parser::Resolve;

type Outcome = Result<(), Box<dyn Error>>;

const MAP: &str = r#"{
    "name": "notes", "version": "1.2.3", "defaultTier": "free", "upgradeUrl": "/account",
    "tiers": [
        { "id": "free", "label": "Free", "metadata": { "colour": "grey" },
          "caps": { "maxNotes": 5 } },
        { "id": "größer", "label": "Größer", "features": ["export"],
          "caps": { "maxNotes": "unlimited" } }],
    "features": [
        { "id": "login", "label": "Sign-in", "alwaysOn": true },
        { "id": "export", "label": "Export", "requires": ["login"] }],
    "caps": [
        { "id": "maxNotes", "label": "Notes", "unit": "notes", "warnPercent": 80,
          "hardPercent": 110 }],
    "addOns": [{ "id": "more", "label": "More", "caps": { "maxNotes": { "add": 50 } } }],
    "editions": [{ "id": "community", "tier": "größer" }, { "id": "cloud" }],
    "trial": { "tier": "größer", "days": 14 },
    "whenMissing": { "tier": "free", "misconfigured": true },
    "whenUnknown": { "tier": "free", "misconfigured": true },
    "billing": {
        "products": { "notes-pro": { "tier": "größer" }, "notes-seat": { "cap": "maxNotes" } },
        "pastDueGraceDays": 14 } }"#;

fn map() -> Result<Map, MapError> {
    Map::from_json("notes.json", MAP)
}

fn policy() -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(build(&map()?)?)
}

#[test]
fn the_same_map_gives_the_same_bytes() -> Outcome {
    let policy = policy()?;
    assert_eq!(policy, self::policy()?);
    Ok(())
}

#[test]
fn it_is_small() -> Outcome {
    let size = policy()?.len();
    println!("{size} bytes");
    assert!(size <= 32 * 1024, "{size} bytes");
    Ok(())
}

#[test]
fn it_imports_nothing_and_has_one_core_module() -> Outcome {
    let policy = policy()?;
    let mut modules = 0;
    for payload in Parser::new(0).parse_all(&policy) {
        match payload? {
            Payload::ComponentImportSection(imports) => assert_eq!(imports.count(), 0),
            Payload::ImportSection(imports) => assert_eq!(imports.count(), 0),
            Payload::ModuleSection { .. } => modules += 1,
            _ => {}
        }
    }
    assert_eq!(modules, 1);
    Ok(())
}

#[test]
fn its_core_exports_what_hosts_call_and_nothing_else() -> Outcome {
    let policy = policy()?;
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(&policy) {
        if let Payload::ExportSection(exports) = payload? {
            for export in exports {
                names.push(export?.name.to_owned());
            }
        }
    }
    names.sort();
    let functions = [
        "billing@0.1.0#on-billing",
        "billing@0.1.0#on-signup",
        "engine@0.1.0#check",
        "engine@0.1.0#check-cap",
        "engine@0.1.0#entitle",
        "engine@0.1.0#resolve",
    ];
    let mut expected = vec!["cabi_realloc".to_owned(), "memory".to_owned()];
    expected.push("tiergate:policy/catalog@0.1.0#describe".to_owned());
    for function in functions {
        expected.push(format!("tiergate:policy/{function}"));
        expected.push(format!("cabi_post_tiergate:policy/{function}"));
    }
    expected.sort();
    assert_eq!(names, expected);
    Ok(())
}

#[test]
fn its_core_is_portable() -> Outcome {
    use wasmparser::{Validator, WasmFeatures};
    let policy = policy()?;
    let mut cores = Vec::new();
    for payload in Parser::new(0).parse_all(&policy) {
        if let Payload::ModuleSection { unchecked_range, .. } = payload? {
            cores.extend(policy.get(unchecked_range));
        }
    }
    let features = WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::REFERENCE_TYPES;
    for core in cores {
        Validator::new_with_features(features).validate_all(core)?;
    }
    Ok(())
}

#[test]
fn its_interfaces_are_the_contract() -> Outcome {
    let policy = wit_component::decode(&policy()?)?;
    let contract = include_str!("../wit/deps/policy/tiergate.wit");
    let mut resolve = Resolve::default();
    resolve.push_str("tiergate.wit", contract)?;
    let contract = printed(&resolve)?;
    let interfaces = contract.split("world policy").next();
    assert_eq!(Some(printed(policy.resolve())?.as_str()), interfaces);
    Ok(())
}

/// Returns the contract's package in `resolve`, without its comments.
fn printed(resolve: &Resolve) -> Result<String, Box<dyn Error>> {
    let package = resolve.packages.iter().find(|(_, package)| package.name.name == "policy");
    let (id, _) = package.ok_or("no package")?;
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print(resolve, id, &[])?;
    Ok(printer.output.to_string())
}

#[test]
fn it_tells_its_name_its_version_and_what_made_it() -> Outcome {
    let policy = policy()?;
    let section = |name| custom_section(&policy, name);
    let names = wasm_metadata::ComponentNames::from_bytes(section("component-name")?, 0)?;
    assert_eq!(names.get_name().map(String::as_str), Some("notes"));
    assert_eq!(section("version")?, b"1.2.3");
    let producers = wasm_metadata::Producers::from_bytes(section("producers")?, 0)?;
    let tools = producers.get("processed-by").ok_or("no tools")?;
    let version = tools.get("tiergate-author").map(String::as_str);
    assert_eq!(version, Some(env!("CARGO_PKG_VERSION")));
    Ok(())
}

/// Returns the component's custom section of this name.
fn custom_section<'a>(policy: &'a [u8], name: &str) -> Result<&'a [u8], Box<dyn Error>> {
    for payload in Parser::new(0).parse_all(policy) {
        if let Payload::CustomSection(section) = payload?
            && section.name() == name
        {
            return Ok(section.data());
        }
    }
    Err(format!("no section {name}").into())
}

#[test]
fn a_map_that_makes_no_rules_is_refused() -> Outcome {
    let mut map = map()?;
    map.info.default_tier = "gold".to_owned();
    match build(&map) {
        Err(AuthorError::Rules(unsound)) => {
            assert_eq!(unsound.to_string(), "`gold` is named, but not declared");
        }
        other => panic!("{:?}", other.map(|policy| policy.len())),
    }
    Ok(())
}
