//! The portable profile: the requirements on a file so that it runs the same on a server and in a
//! browser.

use crate::contract::MAX_FILE;
use crate::policy::load_error::{LoadError, ProfileError, truncated};
use crate::policy::{complexity, export_names};
use std::ops::Range;
use wasmparser::{
    CanonicalFunction, CanonicalOption, Encoding, Operator, Parser, Payload, Validator,
    WasmFeatures, types::Types,
};

/// How deep components may be nested: no tool makes more than a few levels.
const MAX_DEPTH: usize = 100;

/// How many components there may be in all: tools make one for each interface.
const MAX_COMPONENTS: usize = 1000;

/// How many component types may be declared inside others; a policy has none.
const MAX_TYPES_IN_TYPES: usize = 500;

/// The instructions and types that every host runs the same way. References are to functions only:
/// others need a garbage collector.
const FEATURES: WasmFeatures = WasmFeatures::WASM1
    .difference(WasmFeatures::GC_TYPES)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::REFERENCE_TYPES)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::SIMD);

/// Refuses a file that is not of the portable profile, or that would take too much to load.
pub(crate) fn check(file: &[u8]) -> Result<(), LoadError> {
    if file.len() > MAX_FILE {
        return Err(ProfileError::TooLarge(file.len()).into());
    }
    if !file.starts_with(b"\0asm") {
        return Err(ProfileError::NotWebAssembly.into());
    }
    let modules = core_modules(file)?;
    let [module] = modules.as_slice() else {
        return Err(ProfileError::CoreModules(modules.len()).into());
    };
    check_module(module)?;
    validate(module, FEATURES)?;
    let types = validate(file, FEATURES.union(WasmFeatures::COMPONENT_MODEL))?;
    complexity::check(module)?;
    Ok(export_names::check(file, &types)?)
}

fn validate(bytes: &[u8], features: WasmFeatures) -> Result<Types, ProfileError> {
    Validator::new_with_features(features).validate_all(bytes).map_err(invalid)
}

fn invalid(error: wasmparser::BinaryReaderError) -> ProfileError {
    ProfileError::Invalid(error.to_string())
}

/// Returns the bytes of every core module of a component, including those of nested components.
fn core_modules(file: &[u8]) -> Result<Vec<&[u8]>, ProfileError> {
    let mut modules = Vec::new();
    let (mut depth, mut components) = (0, 0);
    for payload in Parser::new(0).parse_all(file) {
        let payload = payload.map_err(truncated)?;
        match &payload {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err(ProfileError::CoreModule);
            }
            Payload::Version { .. } => {
                (depth, components) = (depth + 1, components + 1);
                check_components(depth, components)?;
            }
            Payload::End(_) => depth -= 1,
            Payload::ModuleSection { unchecked_range, .. } => {
                modules.push(part(file, unchecked_range)?);
            }
            Payload::ComponentSection { unchecked_range, .. } => {
                part(file, unchecked_range)?;
            }
            other => check_section(file, other, depth)?,
        }
    }
    Ok(modules)
}

/// Returns a part of the file that is read on its own. The parser does not notice if it is cut
/// short.
fn part<'a>(file: &'a [u8], range: &Range<usize>) -> Result<&'a [u8], ProfileError> {
    let cut_short = || ProfileError::Truncated("unexpected end-of-file".to_owned());
    file.get(range.clone()).ok_or_else(cut_short)
}

/// Refuses more components than a policy can use: reading them takes time that grows with the
/// square of their depth.
fn check_components(depth: usize, components: usize) -> Result<(), ProfileError> {
    let too_deep =
        ProfileError::Invalid(format!("more than {MAX_DEPTH} components nested in each other"));
    refuse_if(depth > MAX_DEPTH + 1, too_deep)?;
    refuse_if(components > MAX_COMPONENTS, ProfileError::TooComplex("has too many components"))
}

/// Refuses a section of a component that imports, or that hosts would read differently.
fn check_section(file: &[u8], section: &Payload<'_>, depth: usize) -> Result<(), ProfileError> {
    match section {
        Payload::ComponentImportSection(imports) if depth == 1 => {
            match imports.clone().into_iter().next() {
                Some(import) => {
                    Err(ProfileError::Imports(import.map_err(truncated)?.name.name.to_owned()))
                }
                None => Ok(()),
            }
        }
        Payload::ComponentTypeSection(types) => check_type_nesting(part(file, &types.range())?),
        Payload::ComponentCanonicalSection(functions) => functions
            .clone()
            .into_iter()
            .try_for_each(|function| check_encoding(&function.map_err(truncated)?)),
        _ => Ok(()),
    }
}

/// Refuses a section of component types that may be nested so deep that reading them overflows the
/// stack, as wasmparser's reader does.
fn check_type_nesting(section: &[u8]) -> Result<(), ProfileError> {
    // A type in a type is declared by these bytes, which are rarely anything else.
    let declares = |pair: &&[u8]| matches!(pair, [0x01, 0x41 | 0x42]);
    if section.windows(2).filter(declares).count() > MAX_TYPES_IN_TYPES {
        return Err(ProfileError::TooComplex("has component types nested too deep"));
    }
    Ok(())
}

fn check_encoding(function: &CanonicalFunction) -> Result<(), ProfileError> {
    let CanonicalFunction::Lift { options, .. } = function else { return Ok(()) };
    let other = |option| matches!(option, &CanonicalOption::UTF16 | &CanonicalOption::CompactUTF16);
    if options.iter().any(other) { Err(ProfileError::StringEncoding) } else { Ok(()) }
}

/// Refuses a core module that imports, or that other hosts run differently or not at all.
fn check_module(module: &[u8]) -> Result<(), ProfileError> {
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(truncated)? {
            Payload::ImportSection(imports) => {
                if let Some(import) = imports.into_imports().next() {
                    return Err(ProfileError::Imports(import.map_err(truncated)?.name.to_owned()));
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    let memory = memory.map_err(truncated)?;
                    refuse_if(memory.shared, ProfileError::Threads)?;
                    refuse_if(memory.memory64, ProfileError::Memory64)?;
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    refuse_if(table.map_err(truncated)?.ty.table64, ProfileError::Memory64)?;
                }
            }
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader().map_err(truncated)? {
                    check_operator(&operator.map_err(unsupported)?)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn unsupported(error: wasmparser::BinaryReaderError) -> ProfileError {
    ProfileError::UnsupportedInstruction(error.to_string())
}

fn refuse_if(refused: bool, refusal: ProfileError) -> Result<(), ProfileError> {
    if refused { Err(refusal) } else { Ok(()) }
}

fn check_operator(operator: &Operator<'_>) -> Result<(), ProfileError> {
    match proposal(operator) {
        "mvp"
        | "sign_extension"
        | "saturating_float_to_int"
        | "bulk_memory"
        | "reference_types"
        | "simd" => Ok(()),
        "relaxed_simd" => Err(ProfileError::RelaxedSimd),
        "threads" | "shared_everything_threads" => Err(ProfileError::Threads),
        other => Err(ProfileError::UnsupportedInstruction(other.replace('_', " "))),
    }
}

/// Returns the proposal that added an instruction to WebAssembly.
fn proposal(operator: &Operator<'_>) -> &'static str {
    macro_rules! by_proposal {
        ($(@$proposal:ident $op:ident $({ $($argument:tt)* })? => $visit:ident ($($arity:tt)*))*) => {
            match operator {
                $(Operator::$op { .. } => stringify!($proposal),)*
                _ => "an unknown proposal",
            }
        };
    }
    wasmparser::for_each_operator!(by_proposal)
}
