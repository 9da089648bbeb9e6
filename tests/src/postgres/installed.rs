//! Finds PostgreSQL's programs. `xtask` includes this file too.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

/// Returns the folder with `initdb` and `postgres`: the one that `TIERGATE_POSTGRES_BIN` names, one
/// on `PATH`, or the newest of Debian's.
pub(crate) fn programs() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("TIERGATE_POSTGRES_BIN") {
        return Some(folder.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find_map(|folder| complete(&folder)).or_else(newest)
}

/// Returns the folder that a folder's `initdb` links to, if it has a `postgres` next to it.
fn complete(folder: &Path) -> Option<PathBuf> {
    let initdb = folder.join(format!("initdb{EXE_SUFFIX}")).canonicalize().ok()?;
    let folder = initdb.parent()?;
    folder.join(format!("postgres{EXE_SUFFIX}")).is_file().then(|| folder.to_owned())
}

/// Returns the newest of Debian's folders: there is one for each major version, none of them on
/// `PATH`.
fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let found = versions.flatten().filter_map(|version| {
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        Some((number, complete(&version.path().join("bin"))?))
    });
    found.max().map(|(_, folder)| folder)
}
