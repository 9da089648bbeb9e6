//! Tools that cargo installs, each of one version.

use crate::tools;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::PathBuf;

/// A tool of crates.io.
pub(crate) struct CargoTool {
    /// The name of its package and of its program.
    name: &'static str,
    version: &'static str,
}

/// Finds dependencies that no code uses.
pub(crate) const MACHETE: CargoTool = CargoTool { name: "cargo-machete", version: "0.9.2" };
/// Checks licences, sources, duplicates and advisories, as `deny.toml` has them.
pub(crate) const DENY: CargoTool = CargoTool { name: "cargo-deny", version: "0.20.2" };
/// Measures which lines tests run.
pub(crate) const LLVM_COV: CargoTool = CargoTool { name: "cargo-llvm-cov", version: "0.9.1" };
/// Changes the code in small ways, and looks whether a test fails.
pub(crate) const MUTANTS: CargoTool = CargoTool { name: "cargo-mutants", version: "27.1.0" };
/// Lists the public API of a library. The version that reads the JSON of `rust-toolchain.toml`'s Rust.
pub(crate) const PUBLIC_API: CargoTool = CargoTool { name: "cargo-public-api", version: "0.52.0" };

impl CargoTool {
    /// Runs the tool as `cargo NAME ARGUMENTS`, and installs it first if it is missing.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<()> {
        tools::run(&mut self.command(arguments)?)
    }

    /// Returns the command, once the tool is installed below the target folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Result<std::process::Command> {
        let folder = self.folder()?;
        let Self { name, version } = self;
        if !folder.join("bin").join(name).exists() {
            println!("installing {name} {version}; this takes some minutes once");
            let mut install = tools::cargo_command(&["install", "--locked", "--root"]);
            tools::run(install.arg(&folder).arg(format!("{name}@{version}")))
                .with_context(|| format!("{name} is needed: type `cargo install {name}`"))?;
        }
        let mut command = tools::cargo_command(&[name.trim_start_matches("cargo-")]);
        command.args(arguments).env("PATH", with(folder.join("bin"))?);
        Ok(command)
    }

    /// A folder for each version, so that another one is installed again.
    fn folder(&self) -> Result<PathBuf> {
        let folder = tools::target().join("cargo-tools");
        Ok(std::path::absolute(folder.join(format!("{}-{}", self.name, self.version)))?)
    }
}

/// `PATH` with a folder before all others.
fn with(folder: PathBuf) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path)))?)
}
