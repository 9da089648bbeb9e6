//! The public API of each crate, as a text next to it: `public-api.txt`. Who changes the API sees it
//! in the change, and so does who reviews it.

use crate::cargo_tools::PUBLIC_API;
use crate::tools;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set in the environment of this program when cargo runs it instead of rustdoc.
const AS_RUSTDOC: &str = "TIERGATE_AS_RUSTDOC";

/// Each library that is published: its folder, and its name in code.
const LIBRARIES: [(&str, &str); 9] = [
    ("host/author", "tiergate_author"),
    ("host/sdk", "tiergate"),
    ("host/server", "tiergate_server"),
    ("host/store", "tiergate_store"),
    ("policy/derive", "tiergate_derive"),
    ("policy/laws", "tiergate_laws"),
    ("policy/map", "tiergate_map"),
    ("policy/rules", "tiergate_policy"),
    ("policy/testing", "tiergate_testing"),
];

/// Writes the public API of each crate.
pub(crate) fn write() -> Result<()> {
    describe()?;
    for (folder, library) in LIBRARIES {
        std::fs::write(page(folder), listed(library)?)?;
    }
    Ok(())
}

/// Fails if the public API of a crate is not the one that is written next to it.
pub(crate) fn check() -> Result<()> {
    describe()?;
    for (folder, library) in LIBRARIES {
        let path = page(folder);
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        let listed = listed(library)?;
        if listed != known {
            for line in differences(&known, &listed) {
                println!("{line}");
            }
            bail!(
                "the public API of {library} is not that of {folder}/public-api.txt: if the change \
                 is meant, run `cargo xtask public-api`, and name it in CHANGELOG.md"
            );
        }
    }
    Ok(())
}

/// Runs rustdoc, if cargo started this program instead of it. Rust's stable release writes JSON
/// only if `RUSTC_BOOTSTRAP` is set. If cargo itself had it, it would compile everything again.
pub(crate) fn as_rustdoc() -> Option<Result<()>> {
    std::env::var_os(AS_RUSTDOC)?;
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(std::env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1");
    let status = rustdoc.status().context("cannot run `rustdoc`");
    Some(status.and_then(|it| if it.success() { Ok(()) } else { bail!("rustdoc failed") }))
}

/// Has rustdoc describe each library as JSON.
fn describe() -> Result<()> {
    let mut doc = tools::cargo_command(&["doc", "--workspace", "--no-deps", "--lib", "--quiet"]);
    doc.env("RUSTDOC", std::env::current_exe()?).env(AS_RUSTDOC, "1");
    tools::run(doc.env(
        "RUSTDOCFLAGS",
        "-Zunstable-options --output-format=json -Drustdoc::broken-intra-doc-links",
    ))
}

fn listed(library: &str) -> Result<String> {
    let json = tools::target().join("doc").join(format!("{library}.json")).canonicalize()?;
    let json = json.display().to_string();
    tools::output(&mut PUBLIC_API.command(&["-sss", "--rustdoc-json", &json])?)
}

fn page(folder: &str) -> PathBuf {
    tools::root().join(Path::new(folder)).join("public-api.txt")
}

/// Returns the lines that are in only one of two texts.
fn differences(before: &str, after: &str) -> Vec<String> {
    let only = |one: &str, other: &str, mark: &str| {
        let other: std::collections::BTreeSet<&str> = other.lines().collect();
        let lines = one.lines().filter(|line| !other.contains(line));
        lines.map(|line| format!("{mark} {line}")).collect::<Vec<_>>()
    };
    [only(before, after, "-"), only(after, before, "+")].concat()
}
