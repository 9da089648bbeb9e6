//! Builds the policies that are written by hand, as described in their READMEs.

use crate::built::folder;
use crate::node;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the policy in Rust; `target` is a folder for intermediate files.
///
/// # Errors
///
/// If cargo fails or what it makes cannot be wrapped.
pub fn rust(target: &Path) -> Result<Vec<u8>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--locked", "--release", "--target=wasm32-unknown-unknown"]);
    run(cargo.arg("--target-dir").arg(target).current_dir(source("by-hand-rust")))?;
    wrapped(&target.join("wasm32-unknown-unknown/release/by_hand_rust.wasm"))
}

/// Builds the policy in C, with the tools that its script finds or installs.
///
/// # Errors
///
/// If no compiler is available, or it fails, or what it makes cannot be wrapped.
pub fn c(target: &Path) -> Result<Vec<u8>> {
    let module = target.join("policy.wasm");
    let mut build = Command::new("sh");
    run(build.arg(source("by-hand-c").join("build.sh")).arg(&module))?;
    wrapped(&module)
}

/// Builds `policy.zig`, or another file next to it, with the Zig of the Python that `TIERGATE_ZIG` names.
///
/// # Errors
///
/// If there is no such Python, or the compiler fails, or what it makes cannot be wrapped.
pub fn zig(file: &str, target: &Path) -> Result<Vec<u8>> {
    let python = std::env::var_os("TIERGATE_ZIG").context(
        "TIERGATE_ZIG must name a Python that has Zig. `cargo xtask test` installs one; or type: \
         python3 -m venv target/zig && target/zig/bin/pip install -r \
         tests/policies/by-hand-zig/requirements.txt && export TIERGATE_ZIG=$PWD/target/zig/bin/python",
    )?;
    let module = target.join("policy.wasm");
    let mut build = Command::new("sh");
    build.env("ZIG", format!("{} -m ziglang", python.display()));
    // Its cache is not shared with other runs, so that a run does not depend on them.
    build.env("ZIG_LOCAL_CACHE_DIR", target.join("cache"));
    build.env("ZIG_GLOBAL_CACHE_DIR", target.join("global-cache"));
    run(build.arg(source("by-hand-zig").join("build.sh")).arg(file).arg(&module))?;
    wrapped(&module)
}

/// Builds `policy.ts`, or another file next to it, with `tiergate build` of the npm package.
///
/// # Errors
///
/// If the compiler is not installed or fails.
pub fn assembly(file: &str, target: &Path) -> Result<Vec<u8>> {
    let folder = source("by-hand-assembly");
    ensure!(
        folder.join("node_modules/assemblyscript").exists(),
        "AssemblyScript is not installed. `cargo xtask test` installs it; or type: \
         npm ci --ignore-scripts --prefix tests/policies/by-hand-assembly"
    );
    let policy = target.join("policy.policy.wasm");
    let mut build = Command::new("node");
    build.arg(node::js().join("bin/tiergate.js")).arg("build").arg(folder.join(file));
    run(build.arg("-o").arg(&policy))?;
    read(&policy)
}

/// Returns the folder of such a policy.
pub fn source(name: &str) -> PathBuf {
    folder("policies").join(name)
}

/// Wraps a core module as `tiergate build` does.
fn wrapped(module: &Path) -> Result<Vec<u8>> {
    Ok(tiergate_author::wrap(&read(module)?)?)
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
