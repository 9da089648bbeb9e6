//! Installs schemathesis, which sends the server requests that its OpenAPI document allows and
//! forbids.

use crate::tools::{apt_install, command, output, root, run, target};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Returns the program: the one that `TIERGATE_SCHEMATHESIS` names, or one in a Python environment
/// in the target folder, which is created if there is none with the required versions.
pub(crate) fn need_schemathesis() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("TIERGATE_SCHEMATHESIS") {
        return Ok(path.into());
    }
    let folder = std::path::absolute(target().join("schemathesis"))?;
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let (program, stamp) = (programs.join("schemathesis"), folder.join("requirements.txt"));
    let wanted = std::fs::read(requirements()).context("cannot read the requirements")?;
    if std::fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        install(&folder, &programs.join("python"))?;
        output(&mut command(&program, &["--version"]))?;
        std::fs::write(&stamp, &wanted)?;
    }
    Ok(program)
}

/// Returns the file of the packages to install, each with its version.
fn requirements() -> PathBuf {
    root().join("tests/fuzz/requirements.txt")
}

/// Recreates the environment, and installs into it.
fn install(folder: &Path, python: &Path) -> Result<()> {
    if environment(folder).is_err() {
        println!("Python with venv and pip was not found: installing it");
        apt_install(&["python3", "python3-venv", "python3-pip"])
            .and_then(|()| environment(folder))
            .context(
                "no Python environment could be created: type `sudo apt-get install python3 \
             python3-venv python3-pip`, or set TIERGATE_SCHEMATHESIS to the path of schemathesis",
            )?;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"];
    run(command(python, &pip).arg("--requirement").arg(requirements()))
}

fn environment(folder: &Path) -> Result<()> {
    let python = if cfg!(windows) { "python" } else { "python3" };
    run(command(python, &["-m", "venv", "--clear"]).arg(folder))
}
