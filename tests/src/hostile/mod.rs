//! Hostile policies: files that a host must survive, and what it must make of each.
//!
//! Most are in `tests/policies/hostile/`, each a few fields that replace those of
//! `template.wat`, with a header that says why the file exists and what is to become of
//! it. What cannot be written by hand is [made](made) here.

mod header;
pub mod made;
pub mod wrap;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file that a host must survive.
pub struct Hostile {
    /// Its name, the same in Rust and in Node.
    pub name: String,
    /// Its bytes.
    pub file: Vec<u8>,
    /// What the Rust host makes of it.
    pub expected: Expected,
    /// What the browser's host makes of it.
    pub browser: Browser,
}

/// What a host makes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It loads and answers everything.
    Taken,
    /// It is no policy, for the reason with this code.
    Refused(String),
    /// It is a policy by its bytes, and fails in this way before it has told its catalog.
    Load(String),
    /// It loads, and this call of it fails in this way.
    Call(String, String),
    /// It loads and answers, and `Tiers` fails in this way.
    Tiers(String),
}

/// What the browser's host makes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// The same as the Rust host.
    Same,
    /// It loads and answers everything: the platform lacks the limit that it breaks.
    Taken,
    /// It never ends: nothing in a browser can stop it.
    NeverEnds,
    /// Another error or none: what the file breaks is checked by the Rust host alone.
    Differs,
}

/// Every hostile file, written or made, in order of their names.
///
/// # Errors
///
/// Where a written one cannot be read or encoded.
pub fn all() -> Result<Vec<Hostile>> {
    let mut all = made::all();
    for path in sources()? {
        let of = || format!("`{}`", path.display());
        all.push(read(&path).with_context(of)?);
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// The hostile file of that name.
///
/// # Errors
///
/// Where there is none.
pub fn named(name: &str) -> Result<Hostile> {
    let written = folder().join(format!("{name}.wat"));
    if written.exists() {
        return read(&written);
    }
    let made = made::all().into_iter().find(|hostile| hostile.name == name);
    made.with_context(|| format!("there is no hostile policy `{name}`"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/hostile")
}

/// Every written file but the template.
fn sources() -> Result<Vec<PathBuf>> {
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder())? {
        let path = entry?.path();
        let is_source = path.extension().is_some_and(|it| it == "wat");
        if is_source && !path.ends_with("template.wat") {
            sources.push(path);
        }
    }
    Ok(sources)
}

fn read(path: &Path) -> Result<Hostile> {
    let text = std::fs::read_to_string(path)?;
    let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let header = header::read(&text)?;
    let (name, file) = match file_name.strip_suffix(".component.wat") {
        Some(name) => (name, wat::parse_str(&text)?),
        None => (file_name.trim_end_matches(".wat"), policy(&text, &header.wrapping)?),
    };
    let (expected, browser) = (header.expected, header.browser);
    Ok(Hostile { name: name.to_owned(), file, expected, browser })
}

/// The template with some of its fields replaced, as a component.
fn policy(fields: &str, wrapping: &wrap::Wrapping) -> Result<Vec<u8>> {
    let template = std::fs::read_to_string(folder().join("template.wat"))?;
    let module = wrap::overlay(&template, fields).replace("@0.1.0#", &wrapping.version_mark());
    wrap::component(wat::parse_str(module)?, wrapping)
}
