//! Builds and tests the operator's screen, and puts it into the server's crate.

use crate::{postgres, tools};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the screen's sources.
const SOURCES: &str = "js/admin";

/// The folder that the server's crate includes, checked in: someone who only has Rust builds the
/// command with the screen in it.
const SHIPPED: &str = "host/server/admin-dist";

/// Builds the screen, and replaces the one that is checked in.
pub(crate) fn write() -> Result<()> {
    let built = build()?;
    let shipped = tools::root().join(SHIPPED);
    if shipped.exists() {
        fs::remove_dir_all(&shipped)
            .with_context(|| format!("cannot remove {}", shipped.display()))?;
    }
    for (name, bytes) in files(&built)? {
        let file = shipped.join(name);
        fs::create_dir_all(file.parent().unwrap_or(&shipped))?;
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Fails if the screen that is checked in is not the one that its sources make.
pub(crate) fn check() -> Result<()> {
    let built = build()?;
    let shipped = tools::root().join(SHIPPED);
    if files(&built)? != files(&shipped)? {
        bail!("{SHIPPED} is stale: type `cargo xtask admin`");
    }
    Ok(())
}

/// Runs the screen's tests, over real servers and in Chromium.
pub(crate) fn test(chromium: &Path) -> Result<()> {
    check()?;
    tools::install("js/admin/types", &["--ignore-scripts"])?;
    let mut tests = tools::npm(&["run", "--silent", "test"]);
    tests.current_dir(tools::root().join(SOURCES)).env("TIERGATE_CHROMIUM", chromium);
    tests.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    // The command was built by its tests.
    tools::run(tests.env("TIERGATE_BIN", tools::target().canonicalize()?.join("debug/tiergate")))
}

/// Builds the screen, and returns the folder that has it.
fn build() -> Result<PathBuf> {
    tools::build_js()?;
    tools::install(SOURCES, &["--ignore-scripts"])?;
    let sources = tools::root().join(SOURCES);
    tools::run(tools::npm(&["run", "--silent", "build"]).current_dir(&sources))?;
    Ok(sources.join("dist"))
}

/// Returns the files of a folder, by their paths in it.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries =
            fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}
