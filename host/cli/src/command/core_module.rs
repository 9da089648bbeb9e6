//! A policy's core module, for platforms that compile no bytes.

use crate::printed::print;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use tiergate::Policy;
use wasmparser::{Parser, Payload};

/// Writes the core module of the policy that is in this file, and a JavaScript module next to it. The
/// digest stays the policy's own, so the JavaScript module passes it on: its default export is what
/// `Policy.load` of the npm package takes.
pub(crate) fn write(policy: &Policy, file: &Path) -> Result<()> {
    let (wasm, script) = (next_to(file, "core.wasm"), next_to(file, "core.js"));
    let name = wasm.file_name().unwrap_or_default().to_string_lossy();
    let import = serde_json::to_string(&format!("./{name}"))?;
    let text = format!(
        "// Written by `tiergate build --core`: give it to `Policy.load`.\n\
         import module from {import};\n\n\
         export default {{ module, digest: \"{}\" }};\n",
        policy.digest()
    );
    for (path, bytes) in [(&wasm, core_of(policy.file())?), (&script, text.as_bytes())] {
        std::fs::write(path, bytes)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        print(path.display())?;
    }
    Ok(())
}

/// Returns the bytes of the one core module of a policy's file.
fn core_of(file: &[u8]) -> Result<&[u8]> {
    for payload in Parser::new(0).parse_all(file) {
        if let Payload::ModuleSection { unchecked_range, .. } = payload? {
            return file.get(unchecked_range).context("the core module is cut short");
        }
    }
    bail!("the policy has no core module")
}

/// Returns the file's path with another extension than `.policy.wasm` or `.wasm`.
fn next_to(file: &Path, extension: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".wasm").unwrap_or(&name);
    let stem = stem.strip_suffix(".policy").unwrap_or(stem);
    file.with_file_name(format!("{stem}.{extension}"))
}
