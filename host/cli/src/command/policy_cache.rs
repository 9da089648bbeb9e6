//! The cache of compiled policies.

use super::store_address;
use crate::exit::BadInput;
use crate::printed::warn;
use anyhow::{Error, Result};
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};
use tiergate::{LoadError, Policy, PolicyCache};

#[derive(clap::Args)]
pub(in crate::command) struct Compiled {
    /// A folder for compiled policies, so that a restart compiles nothing; only this user may be
    /// able to write to it. Defaults to `tiergate` in the user's cache folder; if empty, none are
    /// kept.
    #[arg(long = "policy-cache", env = "TIERGATE_POLICY_CACHE", value_name = "DIR")]
    #[arg(value_parser = store_address::path)]
    folder: Option<PathBuf>,
}

impl Compiled {
    /// Opens the cache. Returns `None` if no cache is wanted, or the user has no cache folder.
    pub(super) fn open(&self) -> Result<Option<PolicyCache>> {
        let Some(folder) = &self.folder else { return Ok(usual().and_then(try_open)) };
        if folder.as_os_str().is_empty() {
            return Ok(None);
        }
        let cache = PolicyCache::open(folder).map_err(Error::from);
        Ok(Some(cache.map_err(|error| BadInput(format!("{error:#}")))?))
    }
}

/// Loads a policy from its file, using the cache of compiled policies if there is one.
pub(super) fn load(file: &Path, cache: Option<&PolicyCache>) -> Result<Policy, LoadError> {
    let Some(cache) = cache else { return Policy::from_file(file) };
    let path = file.to_owned();
    cache.load(&std::fs::read(file).map_err(|source| LoadError::Read { path, source })?)
}

/// Opens the default cache. If it cannot be used, that only costs time, so it is a warning.
fn try_open(folder: PathBuf) -> Option<PolicyCache> {
    let opened = PolicyCache::open(folder).map_err(Error::from);
    opened.inspect_err(|error| warn(format_args!("compiled policies are not kept: {error:#}"))).ok()
}

/// Returns the folder in the user's cache folder, which each system keeps elsewhere: on Linux
/// `$XDG_CACHE_HOME` or `~/.cache`, on macOS `~/Library/Caches`, on Windows `%LOCALAPPDATA%`.
fn usual() -> Option<PathBuf> {
    let caches = etcetera::base_strategy::choose_native_strategy().ok()?.cache_dir();
    // `$HOME` may be empty, or relative to a folder of someone else's.
    caches.is_absolute().then(|| caches.join("tiergate").join("policies"))
}
