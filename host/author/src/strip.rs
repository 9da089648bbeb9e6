//! Taking the core module out of a snapshot, rid of all that only configuring needed.

use crate::AuthorError;
use wasmparser::{Parser, Payload};

/// Exports of the template that no policy has.
const SETUP: &str = "tiergate:template/setup";

pub(crate) fn strip(component: &[u8]) -> Result<Vec<u8>, AuthorError> {
    let tool = |step| move |message: String| AuthorError::Tool { step, message };
    let mut core = None;
    for payload in Parser::new(0).parse_all(component) {
        if let Payload::ModuleSection { unchecked_range, .. } = payload.map_err(|e| tool("parse")(e.to_string()))? {
            core = component.get(unchecked_range);
            break;
        }
    }
    let core = core.ok_or_else(|| tool("find the core module")("none".into()))?;
    let mut module = walrus::ModuleConfig::new()
        .generate_producers_section(false)
        .generate_name_section(false)
        .parse(core)
        .map_err(|e| tool("parse")(format!("{e:#}")))?;
    let doomed: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name.contains(SETUP) || export.name.starts_with("__") || export.name.starts_with("cabi_realloc_"))
        .map(|export| export.id())
        .collect();
    for id in doomed {
        module.exports.delete(id);
    }
    let custom: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in custom {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}
