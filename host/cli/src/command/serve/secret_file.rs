//! Files that hold secrets.

use crate::exit::BadInput;
use crate::input;
use std::path::Path;

/// Reads a secret. Logs a warning if others on this machine may read it too.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, BadInput> {
    let secret = std::fs::read(file).map_err(|error| input::bad(file, &error))?;
    warn_if_open(file);
    Ok(secret)
}

/// Logs a warning if others on this machine may read a secret.
pub(super) fn warn_if_open(file: &Path) {
    if is_open(file) {
        let file = file.display();
        tracing::warn!(%file, "others on this machine may read this secret: chmod 600 it");
    }
}

/// Checks whether the group or others may read a file.
#[cfg(unix)]
fn is_open(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|it| it.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}
