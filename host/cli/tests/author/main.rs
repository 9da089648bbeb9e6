//! `tiergate test`, `laws`, `diff`, `map` and `build`: what they print, and how they exit.
#![cfg(test)]

mod differ;
mod drawn;
mod lawful;
mod module;
mod reports;
mod tested;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the command with arguments.
fn tiergate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tiergate")).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    let code = output.status.code().unwrap();
    println!("exit {code}\n{}\n{}", text(output), String::from_utf8_lossy(&output.stderr));
    code
}

/// Returns the path of a file of the repository.
fn repository(path: &str) -> String {
    format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))
}

/// Writes a map with its test file into a folder, and returns the paths.
fn write(folder: &Path, map: &str, tests: &str) -> [PathBuf; 2] {
    let paths = ["m.json", "m.test.toml"].map(|it| folder.join(it));
    std::fs::write(&paths[0], map).unwrap();
    std::fs::write(&paths[1], tests).unwrap();
    paths
}
