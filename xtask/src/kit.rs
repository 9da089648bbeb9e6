//! The authoring kit: tier maps and the rules, compiled to WebAssembly for JavaScript.

use crate::{licences, tools, wasm};
use anyhow::Result;
use std::path::{Path, PathBuf};

const PACKAGE: &str = "tiergate-kit";

/// Compiles the kit, and writes it, with its glue and the licences of what it is made of, to the
/// folder that `js/src/author` imports from. Git ignores the folder, because each change of the rules
/// or of the maps' reader changes it.
pub(crate) fn write() -> Result<()> {
    let module = compile()?;
    let folder = tools::root().join("js/src/author/wasm");
    wasm::bind(&module, &folder)?;
    std::fs::write(folder.join("licences.txt"), licences::of(PACKAGE, tools::WASM)?)?;
    let size = std::fs::metadata(folder.join("kit_bg.wasm"))?.len();
    println!("the authoring kit has {size} bytes");
    Ok(())
}

fn compile() -> Result<PathBuf> {
    tools::need_wasm_target()?;
    // In a separate folder, because it would otherwise wait for the other builds' lock.
    let target = tools::target().join("kit");
    let mut cargo = tools::cargo_command(&[
        "rustc",
        "--package",
        PACKAGE,
        "--lib",
        "--crate-type=cdylib",
        "--profile=kit",
        "--target",
        tools::WASM,
    ]);
    cargo.arg("--target-dir").arg(&target).env("CARGO_ENCODED_RUSTFLAGS", flags());
    tools::run(&mut cargo)?;
    Ok(target.join(tools::WASM).join("kit/tiergate_kit.wasm"))
}

/// Flags that leave this machine's folders out of the module, so that any machine builds the same
/// bytes.
fn flags() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let root = tools::root().canonicalize().unwrap_or_else(|_| tools::root().to_owned());
    let remap = |from: &Path, to| format!("--remap-path-prefix={}={to}", from.display());
    let home = home.map(|it| remap(&it, "/cargo"));
    home.into_iter().chain([remap(&root, "/tiergate")]).collect::<Vec<_>>().join("\u{1f}")
}
