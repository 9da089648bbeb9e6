//! Compiled policies in a folder of the host's own, so that a restart compiles nothing.

use crate::policy::compiler::{self, MAX_COMPILED};
use crate::policy::load_error::LoadError;
use crate::policy::{self, Policy, profile};
use sha2::{Digest, Sha256};
use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use wasmtime::component::Component;

/// The length of the checksum that a file begins with, in bytes: that of SHA-256.
const CHECKSUM: usize = 32;

/// A folder of compiled policies.
///
/// Its files are executed as machine code, so the folder must be the host's alone: a folder that
/// others can write to is refused. A file is used if it belongs to this user alone and its checksum
/// is right; otherwise the policy is compiled again, and the file replaced.
///
/// A folder that cannot be written to, as in a container's read-only image, may be filled in advance.
/// It must then belong to this user or to root, and its files to the same user.
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
    owner: Owner,
}

/// Why a folder is not a cache of compiled policies.
///
/// # Examples
///
/// ```
/// use tiergate::{CacheError, PolicyCache};
///
/// let file = tempfile::NamedTempFile::new()?;
/// let error = PolicyCache::open(file.path().join("policies")).err();
/// assert!(matches!(error, Some(CacheError::Folder { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// It cannot be created or inspected.
    #[error("cannot use the folder `{path}`", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Users other than its owner may write to it, or it belongs to another user.
    #[error(
        "others can write to `{path}`, but compiled policies are executed: empty it, then make it this user's alone (chmod 700)",
        path = .0.display()
    )]
    NotOwn(PathBuf),
}

impl PolicyCache {
    /// Opens a folder, and creates it if it does not exist.
    ///
    /// # Errors
    ///
    /// [`CacheError`] if it cannot be used, or others can write to it.
    ///
    /// # Examples
    ///
    /// ```
    /// let folder = tempfile::tempdir()?;
    /// let cache = tiergate::PolicyCache::open(folder.path().join("policies"))?;
    /// assert!(folder.path().join("policies").is_dir());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, CacheError> {
        let folder = folder.into();
        match own(&folder) {
            Ok(Some(owner)) => Ok(Self { folder, owner }),
            Ok(None) => Err(CacheError::NotOwn(folder)),
            Err(source) => Err(CacheError::Folder { path: folder, source }),
        }
    }

    /// Loads a policy from the bytes of its file. If the folder has it compiled, it is loaded from
    /// there; otherwise it is compiled now and kept there. If the folder cannot be written to, this
    /// only costs time.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the bytes are not a policy.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// # let (file, folder) = (policy.file().to_vec(), tempfile::tempdir()?);
    /// let cache = tiergate::PolicyCache::open(folder.path())?;
    /// let first = cache.load(&file)?;
    /// let again = cache.load(&file)?; // not compiled again
    /// assert_eq!(first.digest(), again.digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(&self, file: &[u8]) -> Result<Policy, LoadError> {
        let digest = policy::digest(file);
        let path = self.folder.join(format!("{digest}.cwasm"));
        if let Some(component) = self.read(&path, &digest) {
            return Policy::new(&component, digest, file);
        }
        profile::check(file)?;
        let compiled = compiler::compile(file)?;
        // OK because the next load compiles again.
        let _ = replace(&path, &[&checksum(&digest, &compiled), compiled.as_slice()]);
        Policy::new(&compiler::component(&compiled)?, digest, file)
    }

    /// Returns the compiled policy in a file; `None` unless this user wrote it, completely, with
    /// this version of tiergate and wasmtime.
    fn read(&self, path: &Path, digest: &str) -> Option<Component> {
        let file = File::open(path).ok()?;
        let found = file.metadata().ok()?;
        let most = (CHECKSUM + MAX_COMPILED) as u64;
        if !found.is_file() || found.len() > most || !self.owner.alone_may_write(&found) {
            return None;
        }
        let mut contents = Vec::new();
        file.take(most).read_to_end(&mut contents).ok()?;
        let (sum, compiled) = contents.split_at_checked(CHECKSUM)?;
        // Of the very bytes that are executed: the file may change at any time.
        if sum != checksum(digest, compiled) {
            return None;
        }
        compiler::component(compiled).ok()
    }
}

/// Returns the checksum of a compiled policy for this version of tiergate: another version may have
/// other limits, so what it compiled is not used.
fn checksum(digest: &str, compiled: &[u8]) -> [u8; CHECKSUM] {
    let version = env!("CARGO_PKG_VERSION");
    let sum = Sha256::new().chain_update(format!("tiergate {version} {digest}\n"));
    sum.chain_update(compiled).finalize().into()
}

/// Replaces a file in one step, so that no reader finds a part of it, even after a loss of power.
fn replace(path: &Path, contents: &[&[u8]]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    let mut half = tempfile::NamedTempFile::new_in(folder)?;
    contents.iter().try_for_each(|part| half.write_all(part))?;
    half.as_file().sync_all()?;
    half.persist(path)?;
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Does nothing: a folder cannot be opened here.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The owner of what this process writes.
#[derive(Clone, Copy, Debug)]
struct Owner {
    #[cfg(unix)]
    uid: u32,
}

impl Owner {
    #[cfg(unix)]
    fn alone_may_write(self, found: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt;
        found.uid() == self.uid && found.mode() & 0o022 == 0
    }

    /// Returns `true`: restricting access is up to the system's administrator.
    #[cfg(not(unix))]
    fn alone_may_write(self, _: &Metadata) -> bool {
        true
    }
}

/// Returns the user whose files are used, if the folder, which is created if it does not exist, can
/// be written to by that user alone: this process's user or, if the folder cannot be written to,
/// root.
#[cfg(unix)]
fn own(folder: &Path) -> io::Result<Option<Owner>> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = std::fs::metadata(folder)?;
    // A file that this process creates shows which user it runs as.
    let owner = match tempfile::tempfile_in(folder) {
        Ok(file) => Owner { uid: file.metadata()?.uid() },
        Err(error) if is_read_only(&error) && found.uid() == 0 => Owner { uid: 0 },
        Err(error) if is_read_only(&error) => Owner { uid: this_user()? },
        Err(error) => return Err(error),
    };
    Ok(owner.alone_may_write(&found).then_some(owner))
}

#[cfg(unix)]
fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Returns the user that this process runs as, if it cannot write to its folder.
#[cfg(unix)]
fn this_user() -> io::Result<u32> {
    use std::os::unix::fs::MetadataExt;
    // Only Linux has the first.
    let process = std::fs::metadata("/proc/self").or_else(|_| tempfile::tempfile()?.metadata())?;
    Ok(process.uid())
}

#[cfg(not(unix))]
fn own(folder: &Path) -> io::Result<Option<Owner>> {
    std::fs::create_dir_all(folder).map(|()| Some(Owner {}))
}
