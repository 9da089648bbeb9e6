//! The development commands that read or make WebAssembly. `cargo xtask` calls them: it is a program
//! of its own, because a first `cargo xtask demo` would otherwise wait until all that these need is
//! compiled.

mod bind;
mod contract;

use anyhow::{Context, bail};
use std::path::Path;
use wit_component::ComponentEncoder;

const USAGE: &str = "\
usage: xtask-wasm <command>

  contract ROOT [--check]     write js/src/contract.ts of a repository, or fail if it is stale
  component MODULE COMPONENT  make a component of a module that wit-bindgen has a part in
  bind MODULE FOLDER          write a module for JavaScript, with its glue, to a folder";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["contract", root] => contract::write(Path::new(root)),
        ["contract", root, "--check"] => contract::check(Path::new(root)),
        ["component", module, component] => write_component(Path::new(module), component),
        ["bind", module, folder] => bind::write(Path::new(module), Path::new(folder)),
        _ => bail!("{USAGE}"),
    }
}

fn write_component(module: &Path, component: &str) -> anyhow::Result<()> {
    let bytes =
        std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let encoder = ComponentEncoder::default().debug_names(false).validate(true);
    let bytes = encoder.module(&bytes)?.encode()?;
    std::fs::write(component, bytes).with_context(|| format!("cannot write {component}"))
}
