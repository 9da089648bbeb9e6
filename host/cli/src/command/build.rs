//! `tiergate build`: builds a policy from a tier map, or from a core module.

use super::core_module;
use crate::exit::Exit;
use crate::printed::{print, warn};
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiergate::Policy;
use tiergate_map::Map;

/// How often the spinner turns: often enough to look smooth.
const TICK: Duration = Duration::from_millis(100);

/// The limits of `tiergate-map` and `tiergate-author`, for anyone who reaches one.
const LIMITS: &str = "\
Limits: a map has at most 16 MiB of text. Its tiers have at most 167,772 features and limits of caps
between them, inherited ones counted. Its catalog, as hosts read it, and the policy's file take at
most 4 MiB each: 24 bytes and its own for each text, and for each feature of each tier. A chain of
`extends` or `requires` may have any length.";

#[derive(clap::Args)]
#[command(after_help = LIMITS)]
pub(crate) struct Arguments {
    /// The tier map, a .json or .toml file; or a core module, compiled from any language, that exports
    /// the contract's functions.
    #[arg(value_name = "MAP|MODULE")]
    input: PathBuf,
    /// The file to write the policy to; defaults to the input with the extension `.policy.wasm`.
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Also write the policy's core module, with the extension `.core.wasm`, and a JavaScript module
    /// that imports it, with `.core.js`: for platforms that compile no bytes, such as Cloudflare's
    /// workers.
    #[arg(long)]
    core: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let file = match core_module::read(&arguments.input)? {
        Some(module) => tiergate_author::wrap(&module)
            .with_context(|| format!("cannot build `{}`", arguments.input.display()))?,
        None => build(&arguments.input)?,
    };
    // A policy that this host would not load is not worth writing.
    let policy = Policy::from_bytes(&file)?;
    let default = arguments.input.with_extension("policy.wasm");
    let output = arguments.output.as_ref().unwrap_or(&default);
    std::fs::write(output, &file)
        .with_context(|| format!("cannot write `{}`", output.display()))?;
    print(output.display())?;
    if arguments.core {
        core_module::write(&policy, output)?;
    }
    print(format_args!("digest {}", policy.digest()))?;
    print(format_args!("size   {} bytes", file.len()))?;
    Ok(Exit::Success)
}

/// Builds the policy of a tier map.
fn build(path: &Path) -> Result<Vec<u8>> {
    let map = Map::from_file(path)?;
    for warning in &map.warnings {
        warn(format_args!("{warning}\n"));
    }
    let building = ProgressBar::new_spinner().with_message("building the policy");
    building.enable_steady_tick(TICK);
    let built = tiergate_author::build(&map);
    building.finish_and_clear();
    Ok(built?)
}
