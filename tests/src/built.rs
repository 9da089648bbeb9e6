//! Policies to test with.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tiergate_map::Map;

/// A policy that was built from a tier map: its file and the map.
#[derive(Debug)]
pub struct Built {
    /// The map's name.
    pub name: String,
    /// The map that it was made from.
    pub map: Map,
    /// The policy's file.
    pub file: Vec<u8>,
    /// The path of the file, for engines that read it.
    pub path: PathBuf,
    /// The folder, which is removed when this is dropped.
    _folder: tempfile::TempDir,
}

impl Built {
    /// Builds a policy from a map in JSON.
    ///
    /// # Errors
    ///
    /// If the map is refused or the policy cannot be written.
    pub fn from_json(name: &str, text: &str) -> Result<Self> {
        let map = Map::from_json(name, text)?;
        let file = tiergate_author::build(&map)?;
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("policy.wasm");
        std::fs::write(&path, &file)?;
        Ok(Self { name: name.to_owned(), map, file, path, _folder: folder })
    }

    /// Builds one of the example maps, by its name.
    ///
    /// # Errors
    ///
    /// If there is no such map, or as [`Built::from_json`].
    pub fn example(name: &str) -> Result<Self> {
        let path = folder("policies").join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Self::from_json(name, &text)
    }
}

/// Returns the path of a folder of this crate.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
