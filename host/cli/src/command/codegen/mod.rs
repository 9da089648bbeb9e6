//! `tiergate codegen`: writes a policy's names as types, so that a mistyped one does not compile.

mod identifiers;
mod rust;
mod typescript;

use crate::exit::Exit;
use crate::printed::{one_line, warn};
use anyhow::{Context, Result};
use std::io::Write;
use std::path::{Path, PathBuf};
use tiergate::{Info, LoadError, Policy};
use tiergate_map::Map;

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("language").required(true))]
pub(crate) struct Arguments {
    /// The policy file, or its tier map.
    policy: PathBuf,
    /// Write TypeScript, which makes the npm package accept only the policy's names.
    #[arg(long, group = "language")]
    ts: bool,
    /// Write Rust: an enum each of features, caps, tiers and add-ons.
    #[arg(long, group = "language")]
    rust: bool,
    /// The file to write to, such as `tiergate.d.ts`; defaults to standard output.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

/// A name of the policy, and its label.
struct Name {
    id: String,
    label: String,
}

/// The names of one kind.
struct Kind {
    /// The kind in TypeScript.
    key: &'static str,
    /// The kind in Rust.
    enumeration: &'static str,
    /// The kind in a sentence.
    noun: &'static str,
    names: Vec<Name>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let info = read(&arguments.policy)?;
    let of = one_line(&format!("{} {}", info.name, info.version));
    let kinds = kinds(info);
    let text = match arguments.ts {
        true => typescript::declaration(&of, &kinds)?,
        false => rust::module(&of, &kinds),
    };
    match &arguments.output {
        Some(file) => std::fs::write(file, text)
            .with_context(|| format!("cannot write `{}`", file.display()))?,
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(Exit::Success)
}

/// Reads what a policy, or the one that a map becomes, knows.
fn read(path: &Path) -> Result<Info> {
    let file = std::fs::read(path);
    let file = file.map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    if file.starts_with(b"\0asm") {
        return Ok(Policy::from_bytes(&file)?.catalog().clone());
    }
    let map = Map::from_file(path)?;
    for warning in &map.warnings {
        warn(format_args!("{warning}\n"));
    }
    // Converts the record of the map's crate: both have the contract's JSON form.
    Ok(serde_json::from_value(serde_json::to_value(&map.info)?)?)
}

fn kinds(info: Info) -> [Kind; 4] {
    let name = |id, label| Name { id, label };
    let kind = |key, enumeration, noun, names| Kind { key, enumeration, noun, names };
    let features = info.features.into_iter().map(|it| name(it.id, it.label)).collect();
    let caps = info.caps.into_iter().map(|it| name(it.id, it.label)).collect();
    let tiers = info.tiers.into_iter().map(|it| name(it.id, it.label)).collect();
    let add_ons = info.add_ons.into_iter().map(|it| name(it.id, it.label)).collect();
    [
        kind("features", "Feature", "feature", features),
        kind("caps", "Cap", "cap", caps),
        kind("tiers", "Tier", "tier", tiers),
        kind("addOns", "AddOn", "add-on", add_ons),
    ]
}
