//! Collects the licences of the crates that a module is made of, which must be shipped with it.

use crate::tools;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The notices of crates under the MIT licence that have no file with it, as their repositories do.
const NOTICES: &[(&str, &str)] = &[("rlsf", "Copyright 2021 yvt")];

const LINE: &str = "\n------------------------------------------------------------------------\n\n";

/// Returns the licences of all crates of others that a package is compiled from, each with its name.
pub(crate) fn of(package: &str, target: &str) -> Result<String> {
    let mut texts = vec![standard_library()?];
    let metadata = tools::output(&mut tools::cargo_command(&[
        "metadata",
        "--format-version=1",
        "--filter-platform",
        target,
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let known = metadata.get("packages").and_then(Value::as_array);
    for name in names(package, target)? {
        let (id, version) = name.split_once(" v").context("cargo tree: no version")?;
        let is_it = |it: &&Value| text(it, "name") == id && text(it, "version") == version;
        let found = known.and_then(|all| all.iter().find(is_it)).context("cargo metadata")?;
        let folder = Path::new(text(found, "manifest_path")).with_file_name("");
        let licence = text(found, "license");
        texts.push(format!("{id} {version} ({licence})\n\n{}\n", licence_in(&folder, &name)?));
    }
    Ok(texts.join(LINE))
}

/// Returns the names and versions of the crates of others that a package is compiled from alone: with
/// the whole workspace they have more features, and so more crates.
fn names(package: &str, target: &str) -> Result<BTreeSet<String>> {
    let tree = tools::output(&mut tools::cargo_command(&[
        "tree",
        "--package",
        package,
        "--target",
        target,
        "--edges=normal,no-proc-macro",
        "--prefix=none",
        "--format={p}",
    ]))?;
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)").trim());
    // Our own have a folder after the version.
    Ok(lines.filter(|line| !line.is_empty() && !line.contains('(')).map(str::to_owned).collect())
}

/// Returns the texts of a crate's licence: of several to choose from, not that of Apache.
fn licence_in(folder: &Path, name: &str) -> Result<String> {
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    files.sort();
    let is_licence = |file: &&String| {
        let file = file.to_ascii_uppercase();
        file.starts_with("LICEN") && !file.contains("APACHE")
    };
    let texts: Vec<_> = files
        .iter()
        .filter(is_licence)
        .map(|file| Ok(fs::read_to_string(folder.join(file))?.replace('\r', "").trim().to_owned()))
        .collect::<Result<_>>()?;
    match NOTICES.iter().find(|(id, _)| name.starts_with(&format!("{id} v"))) {
        _ if !texts.is_empty() => Ok(texts.join("\n\n")),
        Some((_, notice)) => Ok(format!("{notice}\n\n{}", permission()?)),
        None => bail!("{name} has no file with its licence: leave it out, or add its notice here"),
    }
}

/// Returns what the MIT licence says after the notice.
fn permission() -> Result<String> {
    let licence = fs::read_to_string(tools::root().join("LICENSE-MIT"))?;
    let start = licence.find("Permission is").context("LICENSE-MIT grants no permission")?;
    Ok(licence.split_at(start).1.trim().to_owned())
}

/// Returns the licence of Rust's standard library, which has the same text as ours.
fn standard_library() -> Result<String> {
    let licence = fs::read_to_string(tools::root().join("LICENSE-MIT"))?;
    Ok(format!(
        "Rust's standard library (MIT OR Apache-2.0), by the contributors of the Rust project\n\n{}\n",
        licence.trim()
    ))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
