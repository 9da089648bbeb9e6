//! Installs programs in Python that the tests run as processes of their own.

use crate::tools::{apt_install, command, output, root, run, target};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// A program, and the environment that it is installed into.
struct Program {
    /// The environment variable that names another one.
    variable: &'static str,
    /// The environment's folder in the target folder.
    folder: &'static str,
    /// The file of the packages to install, each with its version.
    requirements: &'static str,
    /// The program's name.
    name: &'static str,
    /// Arguments with which it exits at once if it is whole.
    check: &'static [&'static str],
}

/// Sends a server requests that its OpenAPI document allows and forbids.
const SCHEMATHESIS: Program = Program {
    variable: "TIERGATE_SCHEMATHESIS",
    folder: "schemathesis",
    requirements: "tests/fuzz/requirements.txt",
    name: "schemathesis",
    check: &["--version"],
};

/// The Python that has localstripe, which behaves as Stripe does.
const LOCALSTRIPE: Program = Program {
    variable: "TIERGATE_LOCALSTRIPE",
    folder: "localstripe",
    requirements: "tests/python/requirements.txt",
    name: "python",
    check: &["-c", "import localstripe"],
};

/// The Python that has the compiler of Zig.
const ZIG: Program = Program {
    variable: "TIERGATE_ZIG",
    folder: "zig",
    requirements: "tests/policies/by-hand-zig/requirements.txt",
    name: "python",
    check: &["-m", "ziglang", "version"],
};

/// Returns schemathesis: the program that `TIERGATE_SCHEMATHESIS` names, or one that is installed.
pub(crate) fn need_schemathesis() -> Result<PathBuf> {
    SCHEMATHESIS.need()
}

/// Returns the Python with localstripe: the one that `TIERGATE_LOCALSTRIPE` names, or one that is
/// installed.
pub(crate) fn need_localstripe() -> Result<PathBuf> {
    LOCALSTRIPE.need()
}

/// Returns the Python with Zig: the one that `TIERGATE_ZIG` names, or one that is installed.
pub(crate) fn need_zig() -> Result<PathBuf> {
    ZIG.need()
}

impl Program {
    /// Returns the program. Its environment is created if there is none with the required versions.
    fn need(&self) -> Result<PathBuf> {
        if let Some(path) = std::env::var_os(self.variable) {
            return Ok(path.into());
        }
        let folder = std::path::absolute(target().join(self.folder))?;
        let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let (program, stamp) = (programs.join(self.name), folder.join("requirements.txt"));
        let wanted = std::fs::read(self.requirements()).context("cannot read the requirements")?;
        if std::fs::read(&stamp).ok().as_ref() != Some(&wanted) {
            self.install(&folder, &programs.join("python"))?;
            output(&mut command(&program, self.check))?;
            std::fs::write(&stamp, &wanted)?;
        }
        Ok(program)
    }

    fn requirements(&self) -> PathBuf {
        root().join(self.requirements)
    }

    /// Recreates the environment, and installs into it.
    fn install(&self, folder: &Path, python: &Path) -> Result<()> {
        if environment(folder).is_err() {
            println!("Python with venv and pip was not found: installing it");
            apt_install(&["python3", "python3-venv", "python3-pip"])
                .and_then(|()| environment(folder))
                .with_context(|| {
                    format!(
                        "no Python environment could be created: type `sudo apt-get install \
                         python3 python3-venv python3-pip`, or set {} to the path of {}",
                        self.variable, self.name
                    )
                })?;
        }
        let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"];
        run(command(python, &pip).arg("--requirement").arg(self.requirements()))
    }
}

fn environment(folder: &Path) -> Result<()> {
    let python = if cfg!(windows) { "python" } else { "python3" };
    run(command(python, &["-m", "venv", "--clear"]).arg(folder))
}
