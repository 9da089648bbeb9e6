//! Core modules: those that policies are built from, and a policy's own, for platforms that compile no
//! bytes.

use crate::exit::BadInput;
use crate::input;
use crate::printed::print;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use tiergate::Policy;
use wasmparser::{Parser, Payload};

/// How every WebAssembly file begins.
const MAGIC: [u8; 4] = *b"\0asm";

/// The largest file that is read as a core module. One with names for debuggers may be many times as large as
/// its policy.
const MAX_MODULE: u64 = 64 << 20;

/// Reads a WebAssembly file. Returns `None` if it is anything else.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let mut file = File::open(path).map_err(|error| input::bad(path, &error))?;
    let mut start = Vec::new();
    if (&mut file).take(4).read_to_end(&mut start).is_err() || start != MAGIC {
        return Ok(None);
    }
    let rest = file.take(MAX_MODULE).read_to_end(&mut start);
    rest.with_context(|| format!("cannot read `{}`", path.display()))?;
    if start.len() as u64 > MAX_MODULE {
        let (shown, most) = (path.display(), MAX_MODULE >> 20);
        let help = "build the module without names for debuggers";
        return Err(BadInput(format!("`{shown}` is larger than {most} MiB: {help}")).into());
    }
    Ok(Some(start))
}

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
