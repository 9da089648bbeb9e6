//! The pictures in `ARCHITECTURE.md`, drawn from the code's own imports.

use crate::tools;
use anyhow::{Context, Result, bail};
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Each picture: a name, and the folder whose modules it shows.
const CRATES: [(&str, &str); 3] =
    [("sdk", "host/sdk/src"), ("store", "host/store/src"), ("server", "host/server/src")];

/// The folders of the packages that are shown, from the top down.
const PACKAGES: [&str; 9] = [
    "host/cli",
    "host/reference",
    "host/server",
    "host/store",
    "host/author",
    "host/sdk",
    "policy/map",
    "policy/rules",
    "policy/derive",
];

/// Draws the pictures anew.
pub(crate) fn write() -> Result<()> {
    let page = page()?;
    Ok(std::fs::write(page_path(), drawn(&page)?)?)
}

/// Fails if the pictures are not what the code's imports are.
pub(crate) fn check() -> Result<()> {
    let page = page()?;
    if drawn(&page)? == page {
        return Ok(());
    }
    bail!(
        "the pictures in ARCHITECTURE.md are not those of the code: run `cargo xtask architecture`"
    )
}

fn page_path() -> std::path::PathBuf {
    tools::root().join("ARCHITECTURE.md")
}

fn page() -> Result<String> {
    std::fs::read_to_string(page_path()).context("cannot read ARCHITECTURE.md")
}

fn drawn(page: &str) -> Result<String> {
    let mut page = put(page, "packages", &packages()?)?;
    for (name, folder) in CRATES {
        page = put(&page, name, &modules(&tools::root().join(folder))?)?;
    }
    Ok(page)
}

/// Puts a picture between the marks of its name.
fn put(page: &str, name: &str, arrows: &BTreeSet<(String, String)>) -> Result<String> {
    let (begin, end) = (format!("<!-- picture: {name} -->\n"), "<!-- end -->");
    let missing = || format!("ARCHITECTURE.md has no picture `{name}`");
    let (before, rest) = page.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(end).with_context(missing)?;
    let mut picture = "```mermaid\nflowchart TD\n".to_owned();
    for (from, to) in arrows {
        writeln!(picture, "  {from} --> {to}")?;
    }
    Ok(format!("{before}{begin}{picture}```\n{end}{after}"))
}

/// Which package depends on which, of those in the repository.
fn packages() -> Result<BTreeSet<(String, String)>> {
    let mut arrows = BTreeSet::new();
    let names: BTreeMap<String, &str> =
        PACKAGES.iter().map(|folder| Ok((manifest(folder)?.0, *folder))).collect::<Result<_>>()?;
    for folder in PACKAGES {
        for dependency in manifest(folder)?.1 {
            if let Some(other) = names.get(&dependency) {
                arrows.insert((folder.to_owned(), (*other).to_owned()));
            }
        }
    }
    Ok(arrows)
}

/// The name of a package, and the names of those that it depends on.
fn manifest(folder: &str) -> Result<(String, Vec<String>)> {
    let path = tools::root().join(folder).join("Cargo.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    let name = text.lines().find_map(|line| line.strip_prefix("name = "));
    let name = name.with_context(|| format!("{} has no name", path.display()))?;
    let dependencies = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let dependencies = dependencies.split("\n[").next().unwrap_or_default();
    let dependencies = dependencies.lines().filter_map(|line| line.split(['.', ' ']).next());
    Ok((name.trim_matches('"').to_owned(), dependencies.map(str::to_owned).collect()))
}

/// Which top module of a crate imports which.
fn modules(src: &Path) -> Result<BTreeSet<(String, String)>> {
    let import = Regex::new(r"(?m)^\s*(?:pub(?:\(crate\))? )?use crate::(\w+)")?;
    let mut arrows = BTreeSet::new();
    for entry in std::fs::read_dir(src)? {
        let path = entry?.path();
        let module = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for file in files(&path)? {
            let text = std::fs::read_to_string(&file)?;
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for found in import.captures_iter(code) {
                let other = found.get(1).map_or("", |it| it.as_str());
                if other != module && module != "lib" {
                    arrows.insert((module.clone(), other.to_owned()));
                }
            }
        }
    }
    Ok(arrows)
}

/// The Rust files of a module.
fn files(path: &Path) -> Result<Vec<std::path::PathBuf>> {
    if !path.is_dir() {
        let is_rust = path.extension().is_some_and(|it| it == "rs");
        return Ok(if is_rust { vec![path.to_owned()] } else { Vec::new() });
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        found.extend(files(&entry?.path())?);
    }
    Ok(found)
}
