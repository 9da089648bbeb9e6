//! The npm package, built.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The folder of the npm package: `TIERGATE_JS`, or `js/` of this repository. It is built
/// where it is not.
///
/// # Errors
///
/// Where npm cannot build it.
pub fn package() -> Result<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../js");
    let package = std::env::var_os("TIERGATE_JS").map_or(own, PathBuf::from);
    let package = package.canonicalize().with_context(|| format!("`{}`", package.display()))?;
    if !package.join("dist/index.js").exists() {
        npm(&package, &["ci"])?;
        npm(&package, &["run", "build"])?;
    }
    Ok(package)
}

fn npm(package: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("npm").args(arguments).current_dir(package).status()?;
    ensure!(status.success(), "`npm {}` failed", arguments.join(" "));
    Ok(())
}
