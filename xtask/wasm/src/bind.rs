//! Makes a module that was compiled with wasm-bindgen one for JavaScript.

use anyhow::Result;
use std::path::Path;
use wasm_bindgen_cli_support::{Bindgen, Output};

/// Writes the module and its glue to a folder, as `kit`.
pub(crate) fn write(module: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("kit").web(true)?.omit_default_module_path(true);
    bindgen.typescript(true).remove_name_section(true).remove_producers_section(true);
    let mut made = bindgen.generate_output()?;
    // The description of the component that the rules become elsewhere.
    while let Some(name) = described(&made) {
        made.wasm_mut().customs.remove_raw(&name);
    }
    made.emit(folder)?;
    // The contract's names are not valid in it, and nothing imports it.
    Ok(std::fs::remove_file(folder.join("kit_bg.wasm.d.ts"))?)
}

/// Returns the name of a section of the module that describes a component.
fn described(made: &Output) -> Option<String> {
    let mut names = made.wasm().customs.iter().map(|(_, section)| section.name());
    names.find(|name| name.starts_with("component-type:")).map(str::to_owned)
}
