//! Extracts the core module from a snapshot, without the parts that only configuring needed.

use crate::AuthorError;
use crate::template::{Core, TEMPLATE};
use walrus::{ConstExpr, DataKind, Module, ModuleConfig, ir::Value};

/// The prefix of the exports that only the template has.
const SETUP: &str = "tiergate:template/";

/// Fewer zeros than this between two pieces of memory are kept: a separate data segment takes about
/// as much.
const GAP: usize = 24;

/// Returns the core module of a snapshot, in the form that a policy contains.
pub(crate) fn strip(snapshot: &[u8]) -> Result<Vec<u8>, AuthorError> {
    let core = Core::read(snapshot)?;
    let mut module = ModuleConfig::new()
        .generate_producers_section(false)
        .generate_name_section(false)
        .parse(core.module)
        .map_err(AuthorError::tool("read the snapshot"))?;
    remove_setup(&mut module);
    replace_data(&mut module, &pieces(&core, stack_top()?));
    Ok(module.emit_wasm())
}

/// Removes the exports that only the template has, and everything that is then unreachable.
fn remove_setup(module: &mut Module) {
    let exports = module.exports.iter();
    let kept = |name: &str| {
        name == "memory"
            || name == "cabi_realloc"
            || name.contains("tiergate:policy/") && !name.contains(SETUP)
    };
    let doomed: Vec<_> = exports.filter(|it| !kept(&it.name)).map(|it| it.id()).collect();
    for id in doomed {
        module.exports.delete(id);
    }
    let custom: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in custom {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(module);
}

/// Returns the top of the template's stack. All of the template's data lies above it, so that below
/// there are only remains of functions that have returned.
fn stack_top() -> Result<u32, AuthorError> {
    let template = Core::read(TEMPLATE)?;
    if template.memory.iter().any(|(at, _)| *at < template.stack_top) {
        return Err(AuthorError::tool("read the template")("its stack is not below its data"));
    }
    Ok(template.stack_top)
}

/// Returns the memory from `bottom` upwards, as few pieces without long runs of zeros.
fn pieces(core: &Core<'_>, bottom: u32) -> Vec<(u32, Vec<u8>)> {
    let mut pieces: Vec<(u32, Vec<u8>)> = Vec::new();
    for (at, bytes) in &core.memory {
        let dead = bottom.saturating_sub(*at);
        let Some(bytes) = bytes.get(dead as usize..).filter(|bytes| !bytes.is_empty()) else {
            continue;
        };
        let at = at + dead;
        let last = pieces.last_mut().map(|(start, piece)| ((at - *start) as usize, piece));
        match last {
            Some((offset, piece)) if offset - piece.len() < GAP => {
                piece.resize(offset, 0);
                piece.extend_from_slice(bytes);
            }
            _ => pieces.push((at, bytes.to_vec())),
        }
    }
    pieces
}

fn replace_data(module: &mut Module, pieces: &[(u32, Vec<u8>)]) {
    let Some(memory) = module.memories.iter().next().map(|memory| memory.id()) else { return };
    let old: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in old {
        module.data.delete(id);
    }
    for (at, bytes) in pieces {
        let offset = ConstExpr::Value(Value::I32(at.cast_signed()));
        module.data.add(DataKind::Active { memory, offset }, bytes.clone());
    }
}
