//! The template: the rules without a tier map.

use crate::AuthorError;
use wasmparser::{DataKind, Operator, Parser, Payload};

/// The component that `cargo xtask template` builds.
pub(crate) const TEMPLATE: &[u8] = include_bytes!("../template/template.wasm");

/// A component's only core module, and the memory that it starts with.
pub(crate) struct Core<'a> {
    pub(crate) module: &'a [u8],
    /// The top of its stack, which grows from here down to 0.
    pub(crate) stack_top: u32,
    /// Each piece of its memory that is not zero, with its address.
    pub(crate) memory: Vec<(u32, &'a [u8])>,
}

impl<'a> Core<'a> {
    /// Reads the only core module of a component whose only mutable global is the stack pointer, as
    /// in the template.
    pub(crate) fn read(component: &'a [u8]) -> Result<Self, AuthorError> {
        let tool = |message: &str| AuthorError::tool("read the template")(message);
        let parsed = |error| AuthorError::tool("read the template")(error);
        let mut core = Core { module: &[], stack_top: 0, memory: Vec::new() };
        for payload in Parser::new(0).parse_all(component) {
            match payload.map_err(parsed)? {
                Payload::ModuleSection { unchecked_range, .. } => {
                    core.module = component.get(unchecked_range).unwrap_or_default();
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        let global = global.map_err(parsed)?;
                        if global.ty.mutable {
                            let at = address(&global.init_expr);
                            core.stack_top =
                                at.ok_or_else(|| tool("a global is not an address"))?;
                        }
                    }
                }
                Payload::DataSection(pieces) => {
                    for piece in pieces {
                        let piece = piece.map_err(parsed)?;
                        let at = match &piece.kind {
                            DataKind::Active { offset_expr, .. } => address(offset_expr),
                            // wizer leaves these in place of the segments that it replaced.
                            DataKind::Passive if piece.data.is_empty() => continue,
                            DataKind::Passive => None,
                        };
                        let at = at.ok_or_else(|| tool("a data segment has no address"))?;
                        core.memory.push((at, piece.data));
                    }
                }
                _ => {}
            }
        }
        Ok(core)
    }
}

/// Returns the address in a constant expression.
fn address(expression: &wasmparser::ConstExpr<'_>) -> Option<u32> {
    match expression.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => Some(value.cast_unsigned()),
        _ => None,
    }
}
