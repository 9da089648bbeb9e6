//! The authoring kit for JavaScript: tier maps are checked, previewed, compared and tried by the
//! same code as in the `tiergate` command.
//!
//! `cargo xtask kit` compiles this crate for `tiergate/author` of the npm package, which documents
//! it and is its only caller. Each function takes and returns strings. An answer is JSON, and so is
//! an error: see [`Refusal`].

// Tests: js/test/author.

// Without the standard library, and with a panic that only traps, the module is a tenth smaller.
#![cfg_attr(target_arch = "wasm32", no_std)]
// wasm-bindgen's attribute expands to unsafe code.
#![allow(unsafe_code, reason = "generated")]

extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod bare;
mod refusal;

pub use refusal::{Refusal, ShownProblem};

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use refusal::{problems, to_json};
use tiergate_map::{FileError, Map, Problem, Source};
use tiergate_policy::Rules;
use wasm_bindgen::prelude::wasm_bindgen;

/// Returns all problems of the map in `text`, as a list of [`ShownProblem`]. The list of a valid
/// map has only its warnings.
///
/// # Errors
///
/// [`Refusal`] if `name`, the file's, does not show the map's format.
///
/// # Examples
///
/// ```
/// let problems = tiergate_kit::check("notes.json", "[]")?;
/// assert!(problems.contains(r#""line":1,"column":1,"text":"[]""#));
/// # Ok::<(), String>(())
/// ```
#[wasm_bindgen]
pub fn check(name: &str, text: &str) -> Result<String, String> {
    match Map::from_text(name, text) {
        Ok(map) => to_json(&problems(&warnings(&map, name, text)?)),
        Err(FileError::Map(refused)) => to_json(&problems(refused.problems())),
        Err(error) => Err(Refusal::from(error).to_string()),
    }
}

/// Returns what there is to warn of in a map, also what its test file lists as meant: the kit does not
/// have that file.
fn warnings(map: &Map, name: &str, text: &str) -> Result<Vec<Problem>, String> {
    let failed = |message: String| Refusal::Request(message).to_string();
    let source =
        Source::new(name, text).map_err(|_| failed("the map cannot be read".to_owned()))?;
    tiergate_laws::warnings(map, &source, |_, _| false).map_err(|error| failed(error.to_string()))
}

/// Returns what each tier of a map has, as a [`tiergate_map::Preview`].
///
/// # Errors
///
/// [`Refusal`] if the map is refused.
///
/// # Examples
///
/// ```
/// let preview = tiergate_kit::preview("notes.toml", r#"
///     name = "notes"
///     version = "1.0.0"
///     tiers = [{ id = "free" }, { id = "pro", features = ["export"] }]
///     defaultTier = "free"
///     whenMissing = { tier = "free" }
///     whenUnknown = { tier = "free" }
/// "#)?;
/// assert!(preview.contains(r#""tiers":["not-included","included"]"#));
/// # Ok::<(), String>(())
/// ```
#[wasm_bindgen]
pub fn preview(name: &str, text: &str) -> Result<String, String> {
    to_json(&tiergate_map::preview(&read(name, text)?.info))
}

/// Returns the differences between the catalogs of two maps, as a list of [`tiergate_map::Change`].
///
/// # Errors
///
/// [`Refusal`] if one of the maps is refused.
///
/// # Examples
///
/// ```
/// let old = r#"{ "name": "notes", "version": "1.0.0", "tiers": [{ "id": "free" }], "defaultTier": "free",
///     "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;
/// let new = old.replace("1.0.0", "1.1.0");
/// assert_eq!(
///     tiergate_kit::compare("old.json", old, "new.json", &new)?,
///     r#"[{"subject":"policy","part":{"key":"version"},"old":"1.0.0","new":"1.1.0"}]"#,
/// );
/// # Ok::<(), String>(())
/// ```
#[wasm_bindgen]
pub fn compare(
    old_name: &str,
    old_text: &str,
    new_name: &str,
    new_text: &str,
) -> Result<String, String> {
    let (old, new) = (read(old_name, old_text)?, read(new_name, new_text)?);
    to_json(&tiergate_map::compare(&old.info, &new.info))
}

/// Returns the catalog of a map, in the contract's JSON.
///
/// # Errors
///
/// [`Refusal`] if the map is refused.
///
/// # Examples
///
/// ```
/// let map = r#"{ "name": "notes", "version": "1.0.0", "tiers": [{ "id": "free" }],
///     "defaultTier": "free", "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;
/// assert!(tiergate_kit::describe("notes.json", map)?.starts_with(r#"{"name":"notes","version""#));
/// # Ok::<(), String>(())
/// ```
#[wasm_bindgen]
pub fn describe(name: &str, text: &str) -> Result<String, String> {
    to_json(&read(name, text)?.info)
}

/// Lets the rules of a map answer the contract's calls about tenants, which the module exports in
/// addition to these functions, as a policy does.
///
/// # Errors
///
/// [`Refusal`] if the map is refused.
///
/// # Examples
///
/// ```
/// let map = r#"{ "name": "notes", "version": "1.0.0", "tiers": [{ "id": "free" }],
///     "defaultTier": "free", "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;
/// tiergate_kit::answer_by("notes.json", map)?;
/// # Ok::<(), String>(())
/// ```
#[wasm_bindgen(js_name = answerBy)]
pub fn answer_by(name: &str, text: &str) -> Result<(), String> {
    let map = read(name, text)?;
    let rules = Rules::new(&map.info, &map.settings)
        .map_err(|error| Refusal::Request(error.to_string()).to_string())?;
    // Only a module of WebAssembly has the exports.
    #[cfg(target_arch = "wasm32")]
    tiergate_policy::calls::answer_by(rules);
    #[cfg(not(target_arch = "wasm32"))]
    drop(rules);
    Ok(())
}

fn read(name: &str, text: &str) -> Result<Map, String> {
    Map::from_text(name, text).map_err(|error| Refusal::from(error).to_string())
}
