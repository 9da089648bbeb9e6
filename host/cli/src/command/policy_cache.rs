//! Where compiled policies are kept.

use super::store_address;
use crate::exit::BadInput;
use crate::printed::warn;
use anyhow::{Error, Result};
use std::path::{Path, PathBuf};
use tiergate::{LoadError, Policy, PolicyCache};

#[derive(clap::Args)]
pub(in crate::command) struct Compiled {
    /// A folder of this user's alone for compiled policies, so that a restart compiles nothing;
    /// `tiergate` in the user's cache folder, unless said. An empty one: keep none.
    #[arg(long = "policy-cache", env = "TIERGATE_POLICY_CACHE", value_name = "DIR")]
    #[arg(value_parser = store_address::path)]
    folder: Option<PathBuf>,
}

impl Compiled {
    /// The cache; none where none is wanted, or the user has no folder for one.
    pub(super) fn open(&self) -> Result<Option<PolicyCache>> {
        let Some(folder) = &self.folder else { return Ok(usual().and_then(try_open)) };
        if folder.as_os_str().is_empty() {
            return Ok(None);
        }
        let cache = PolicyCache::open(folder).map_err(Error::from);
        Ok(Some(cache.map_err(|error| BadInput(format!("{error:#}")))?))
    }
}

/// Loads a policy from its file, compiled already where it can be.
pub(super) fn load(file: &Path, cache: Option<&PolicyCache>) -> Result<Policy, LoadError> {
    let Some(cache) = cache else { return Policy::from_file(file) };
    let path = file.to_owned();
    cache.load(&std::fs::read(file).map_err(|source| LoadError::Read { path, source })?)
}

/// Where nobody asked for a cache, one that cannot be used costs time, and nothing else.
fn try_open(folder: PathBuf) -> Option<PolicyCache> {
    let opened = PolicyCache::open(folder).map_err(Error::from);
    opened.inspect_err(|error| warn(format_args!("compiled policies are not kept: {error:#}"))).ok()
}

/// The folder in the user's cache folder, as the XDG Base Directory Specification has it,
/// <https://specifications.freedesktop.org/basedir-spec/latest/>.
fn usual() -> Option<PathBuf> {
    let absolute =
        |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    Some(caches?.join("tiergate/policies"))
}
