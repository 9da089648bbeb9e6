//! Core modules that were compiled from any language.

mod error;
mod exports;

pub use error::ModuleError;

use crate::AuthorError;
use crate::encode;
use crate::size::MAX_FILE;
use exports::Exports;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Encoding, Parser, Payload};

/// Wraps a core module that exports the contract's functions as a policy: a component of the
/// contract's `world policy`, as [`build`](crate::build) makes of a tier map.
///
/// The module exports each function by its interface, such as
/// `tiergate:policy/engine@0.1.0#check`; `cabi_realloc`, with which hosts allocate memory for
/// arguments; and `memory`. It may export functions named `cabi_post_` and the name of a function, which
/// hosts call once they have read the answer. It imports nothing. Its custom sections, such as names
/// for debuggers, are left out.
///
/// Whether it decides as it should is not checked: load the policy, and ask it.
///
/// # Errors
///
/// [`ModuleError`] if the file is not such a module, with everything that is missing, or if the policy
/// would be larger than [`MAX_FILE`](crate::MAX_FILE).
///
/// # Examples
///
/// ```
/// use tiergate_author::{ModuleError, wrap};
///
/// let error = wrap(b"\0asm\x01\0\0\0").unwrap_err();
/// assert!(matches!(error, ModuleError::Missing { .. }));
/// ```
pub fn wrap(module: &[u8]) -> Result<Vec<u8>, ModuleError> {
    let module = without_custom_sections(module)?;
    let exports = Exports::read(&module)?;
    exports.check()?;
    let policy = encode::encode(&module, None)?;
    match policy.len() {
        size if size > MAX_FILE => Err(ModuleError::TooLarge { size, most: MAX_FILE }),
        _ => Ok(policy),
    }
}

/// Copies a core module without its custom sections.
fn without_custom_sections(file: &[u8]) -> Result<Vec<u8>, ModuleError> {
    let mut copy = Module::new();
    for payload in Parser::new(0).parse_all(file) {
        let payload = payload.map_err(invalid)?;
        match &payload {
            Payload::Version { encoding: Encoding::Component, .. } => {
                return Err(ModuleError::Component);
            }
            Payload::CustomSection(_) => {}
            section => {
                if let Some((id, range)) = section.as_section()
                    && let Some(data) = file.get(range)
                {
                    copy.section(&RawSection { id, data });
                }
            }
        }
    }
    let copy = copy.finish();
    wasmparser::Validator::new().validate_all(&copy).map_err(invalid)?;
    Ok(copy)
}

fn invalid(error: wasmparser::BinaryReaderError) -> ModuleError {
    ModuleError::Invalid { message: error.to_string() }
}

impl From<AuthorError> for ModuleError {
    fn from(error: AuthorError) -> Self {
        Self::Tool { message: error.to_string() }
    }
}
