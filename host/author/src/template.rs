//! The template: the rules with no tier map yet.

use crate::AuthorError;
use wasmparser::{DataKind, Operator, Parser, Payload};

/// Built by `cargo xtask template`.
pub(crate) const TEMPLATE: &[u8] = include_bytes!("../template/template.wasm");

/// What a component's one core module is, and the memory that it starts with.
pub(crate) struct Core<'a> {
    pub(crate) module: &'a [u8],
    /// Where its stack begins: the stack grows down from here to 0.
    pub(crate) stack_top: u32,
    /// Each piece of its memory that is not zero, by where it lies.
    pub(crate) memory: Vec<(u32, &'a [u8])>,
}

impl<'a> Core<'a> {
    /// Reads the one core module of a component whose only mutable global is the stack
    /// pointer, as it is in the template.
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
                            core.stack_top = at.ok_or_else(|| tool("a global is no address"))?;
                        }
                    }
                }
                Payload::DataSection(pieces) => {
                    for piece in pieces {
                        let piece = piece.map_err(parsed)?;
                        let at = match &piece.kind {
                            DataKind::Active { offset_expr, .. } => address(offset_expr),
                            // wizer leaves these in place of those that it replaced.
                            DataKind::Passive if piece.data.is_empty() => continue,
                            DataKind::Passive => None,
                        };
                        let at = at.ok_or_else(|| tool("a data segment has no place"))?;
                        core.memory.push((at, piece.data));
                    }
                }
                _ => {}
            }
        }
        Ok(core)
    }
}

/// The address that a constant expression says.
fn address(expression: &wasmparser::ConstExpr<'_>) -> Option<u32> {
    match expression.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => Some(value.cast_unsigned()),
        _ => None,
    }
}
