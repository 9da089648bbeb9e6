//! Lists the files of the operator's screen, so that `src/admin` can include them.
//!
//! They are checked in, as built by `cargo xtask admin`, because a machine that installs the command has
//! Rust, and perhaps no Node.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folder of the files.
const FOLDER: &str = "admin-dist";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_ADMIN").is_none() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={FOLDER}");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let folder = variable("CARGO_MANIFEST_DIR")?.join(FOLDER);
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(&folder, &mut files)?;
        files.sort();
    }
    let mut list = String::from("&[\n");
    // By `env!` and not by the folder's path now: another copy of the sources that shares the target
    // directory takes this list over.
    let crate_folder = r#"env!("CARGO_MANIFEST_DIR")"#;
    for path in &files {
        let name = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
        // OK because writing to a `String` cannot fail.
        let _ = writeln!(
            list,
            "    ({name:?}, include_bytes!(concat!({crate_folder}, \"/{FOLDER}/\", {name:?})).as_slice()),"
        );
    }
    list.push(']');
    fs::write(variable("OUT_DIR")?.join("admin_files.rs"), list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
