//! Compiled policies in a folder of the host's own, so that a restart compiles nothing.

use crate::policy::{self, LoadError, Policy};
use crate::profile;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use wasmtime::component::Component;

/// A folder of compiled policies.
///
/// What lies in it is run as machine code, so it must be the host's alone: a folder that
/// others can write to is refused.
///
/// # Examples
///
/// ```no_run
/// let cache = tiergate::PolicyCache::open("/var/cache/notes/policies")?;
/// let policy = cache.load(&std::fs::read("notes.policy.wasm")?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PolicyCache {
    folder: PathBuf,
}

/// Why a folder is no cache of compiled policies.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// It cannot be made or looked at.
    #[error("cannot use the folder `{path}`", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than its owner may write to it, or it is somebody else's.
    #[error(
        "others can write to `{path}`: compiled policies are run, so give a folder of this user's alone (chmod 700)",
        path = .0.display()
    )]
    NotOwn(PathBuf),
}

impl PolicyCache {
    /// Opens a folder, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// [`CacheError`] where it cannot be used, or others can write to it.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, CacheError> {
        let folder = folder.into();
        match is_own(&folder) {
            Ok(true) => Ok(Self { folder }),
            Ok(false) => Err(CacheError::NotOwn(folder)),
            Err(source) => Err(CacheError::Folder { path: folder, source }),
        }
    }

    /// Loads a policy from the bytes of its file: from the folder where it has it compiled,
    /// else compiled now and kept there. A folder that cannot be written to costs time, and
    /// nothing else.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where the bytes are no policy.
    pub fn load(&self, file: &[u8]) -> Result<Policy, LoadError> {
        let digest = policy::digest(file);
        let path = self.folder.join(format!("{digest}.cwasm"));
        if let Some(component) = read_compiled(&path)? {
            return Policy::new(component, digest, file);
        }
        profile::check(file)?;
        let component = policy::compile(file)?;
        if let Ok(compiled) = component.serialize() {
            // OK because the next load compiles again.
            let _ = replace(&path, &compiled);
        }
        Policy::new(component, digest, file)
    }
}

/// The compiled policy in a file; none where there is none that this wasmtime made.
#[expect(unsafe_code, reason = "wasmtime cannot tell whether machine code was tampered with")]
fn read_compiled(path: &Path) -> Result<Option<Component>, LoadError> {
    let engine = policy::start()?;
    if !path.exists() {
        return Ok(None);
    }
    // SAFETY: the folder is this user's alone, and this module alone writes such files in it,
    // each whole and under the digest of what it was compiled from.
    Ok(unsafe { Component::deserialize_file(&engine, path) }.ok())
}

/// Puts a file in place in one step, so that no reader finds a part of it.
fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    let mut half = tempfile::NamedTempFile::new_in(folder)?;
    half.write_all(contents)?;
    half.persist(path)?;
    Ok(())
}

/// Whether the folder, made where it was missing, is for this user alone to write to.
#[cfg(unix)]
fn is_own(folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = std::fs::metadata(folder)?;
    // A file that this process makes tells which user it runs as.
    let own = tempfile::tempfile_in(folder)?.metadata()?;
    Ok(found.uid() == own.uid() && found.mode() & 0o022 == 0)
}

/// Whether the folder is there. Its access is for whoever sets the system up to narrow.
#[cfg(not(unix))]
fn is_own(folder: &Path) -> io::Result<bool> {
    std::fs::create_dir_all(folder).map(|()| true)
}
