//! Calls the commands of `xtask/wasm`, which cargo compiles first if need be.

use crate::tools;
use anyhow::{Context, Result};
use std::path::Path;

/// Writes `js/src/contract.ts` from `wit/`.
pub(crate) fn write_contract() -> Result<()> {
    run(&["contract", text(tools::root())?])
}

/// Checks that `js/src/contract.ts` is what [`write_contract`] would write.
pub(crate) fn check_contract() -> Result<()> {
    run(&["contract", text(tools::root())?, "--check"])
}

/// Makes a component of a module that was compiled with wit-bindgen.
pub(crate) fn component(module: &Path, component: &Path) -> Result<()> {
    run(&["component", text(module)?, text(component)?])
}

/// Writes a module that was compiled with wasm-bindgen for JavaScript, with its glue, to a folder.
pub(crate) fn bind(module: &Path, folder: &Path) -> Result<()> {
    run(&["bind", text(module)?, text(folder)?])
}

fn run(arguments: &[&str]) -> Result<()> {
    let cargo = ["run", "--package=xtask-wasm", "--"];
    tools::cargo(&[&cargo[..], arguments].concat())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("`{}` is not valid UTF-8", path.display()))
}
