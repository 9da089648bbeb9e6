//! Builds the policies that are written by hand, as described in their READMEs.

use crate::built::folder;
use crate::hostile::wrap::{self, Wrapping};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use wit_component::ComponentEncoder;

/// Builds the policy in Rust; `target` is a folder for intermediate files.
///
/// # Errors
///
/// If cargo or the encoder fails.
pub fn rust(target: &Path) -> Result<Vec<u8>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--locked", "--release", "--target=wasm32-unknown-unknown"]);
    run(cargo.arg("--target-dir").arg(target).current_dir(source("by-hand-rust")))?;
    let module = target.join("wasm32-unknown-unknown/release/by_hand_rust.wasm");
    // wit-bindgen has put the contract into the module.
    ComponentEncoder::default().validate(true).module(&read(&module)?)?.encode()
}

/// Builds the policy in C, with the tools that its script finds or installs.
///
/// # Errors
///
/// If no compiler is available, or it or the encoder fails.
pub fn c(target: &Path) -> Result<Vec<u8>> {
    let module = target.join("policy.wasm");
    let mut build = Command::new("sh");
    run(build.arg(source("by-hand-c").join("build.sh")).arg(&module))?;
    wrap::component(read(&module)?, &Wrapping::default())
}

/// Returns the folder of such a policy.
pub fn source(name: &str) -> PathBuf {
    folder("policies").join(name)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn run(command: &mut Command) -> Result<()> {
    println!("{command:?}");
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
