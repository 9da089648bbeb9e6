//! Finds test files.

use crate::exit::BadInput;
use std::path::{Path, PathBuf};

/// Returns the test files among paths, and those in folders among them, sorted.
pub(super) fn test_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, BadInput> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            add_folder(path, &mut found)?;
        } else if is_test_file(&path.to_string_lossy()) {
            found.push(path.clone());
        } else {
            let shown = path.display();
            let text = "the name of a test file ends with `.test.toml` or `.test.json`; `tiergate \
                        test --init MAP` prints a first one";
            return Err(BadInput(format!("`{shown}` is not a test file: {text}")));
        }
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        let text = "no test was found: name a `.test.toml` or `.test.json` file, or a folder with \
                    one; `tiergate test --init MAP` prints a first one";
        return Err(BadInput(text.to_owned()));
    }
    Ok(found)
}

fn add_folder(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), BadInput> {
    let bad = |error: std::io::Error| BadInput(format!("`{}`: {error}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(bad)? {
        let entry = entry.map_err(bad)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(bad)?;
        // Links are not followed: they may lead out of the folder, or round in circles.
        if kind.is_dir() && !name.starts_with('.') && name != "node_modules" && name != "target" {
            add_folder(&entry.path(), found)?;
        } else if kind.is_file() && is_test_file(&name) {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn is_test_file(name: &str) -> bool {
    name.ends_with(".test.toml") || name.ends_with(".test.json")
}
