//! Hostile policies: files that a host must survive, and the required outcome of each.
//!
//! Most are in `tests/policies/hostile/`. Each consists of a few fields that replace those of
//! `template.wat`, with a header that says why the file exists and what hosts must do with it.
//! Files that cannot be written by hand are [generated](made) here.

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
    /// The outcome in the Rust host.
    pub expected: Expected,
    /// The outcome in the browser's host.
    pub browser: Browser,
}

/// The outcome of a file in a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It loads and answers everything.
    Taken,
    /// It is not a valid policy, for the reason with this code.
    Refused(String),
    /// Its bytes are valid, but it fails in this way before it has returned its catalog.
    Load(String),
    /// It loads, but this call fails in this way.
    Call(String, String),
    /// It loads and answers, but `Tiers` fails in this way.
    Tiers(String),
}

/// The outcome of a file in the browser's host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// The same as the Rust host.
    Same,
    /// It loads and answers everything, because the platform lacks the limit that it exceeds.
    Taken,
    /// It never ends, because nothing in a browser can stop it.
    NeverEnds,
    /// Another error or none, because only the Rust host checks what the file violates.
    Differs,
}

/// Returns every hostile file, written or generated, in order of their names.
///
/// # Errors
///
/// If a written one cannot be read or encoded.
pub fn all() -> Result<Vec<Hostile>> {
    let mut all = made::all();
    for path in sources()? {
        let of = || format!("`{}`", path.display());
        all.push(read(&path).with_context(of)?);
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Returns the hostile file of this name.
///
/// # Errors
///
/// If there is none.
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

/// Returns every written file except the template.
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

/// Returns the template with some of its fields replaced, as a component.
fn policy(fields: &str, wrapping: &wrap::Wrapping) -> Result<Vec<u8>> {
    let template = std::fs::read_to_string(folder().join("template.wat"))?;
    let module = wrap::overlay(&template, fields).replace("@0.1.0#", &wrapping.version_mark());
    wrap::component(wat::parse_str(module)?, wrapping)
}
