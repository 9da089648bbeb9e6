//! The portable profile: what a file must be to run alike on a server and in a browser.

use crate::contract::TRACK;
use crate::policy::LoadError;
use crate::policy::complexity;
use crate::policy::export_names;
use std::ops::Range;
use wasmparser::{
    CanonicalFunction, CanonicalOption, Encoding, Operator, Parser, Payload, Validator,
    WasmFeatures, types::Types,
};

/// The largest policy file, in bytes: 4 MiB.
pub const MAX_FILE: usize = 4 << 20;

/// How deep components may lie in one another: no tool makes more than a few levels.
const MAX_DEPTH: usize = 100;

/// How many components there may be in all: tools make one for each interface.
const MAX_COMPONENTS: usize = 1000;

/// How many component types may be declared inside others; a policy has none.
const MAX_TYPES_IN_TYPES: usize = 500;

/// Why a file is no policy. Its [`code`](Refusal::code) is the same in the browser's host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It does not begin as WebAssembly does.
    #[error("the file is not WebAssembly: give a policy that `tiergate build` made")]
    NotWebAssembly,
    /// It is a core module.
    #[error(
        "the file is a core module, not a component: encode it with `wasm-tools component new`"
    )]
    CoreModule,
    /// It is larger than [`MAX_FILE`].
    #[error("the file has {0} bytes, more than the {MAX_FILE} that a policy may have")]
    TooLarge(usize),
    /// It ends early, or its parts do not fit together.
    #[error("the file is cut short or broken: {0}")]
    Truncated(String),
    /// It imports something.
    #[error("the file imports `{0}`: a policy imports nothing")]
    Imports(String),
    /// It has no core module, or several.
    #[error("the file has {0} core modules: a policy has one")]
    CoreModules(usize),
    /// Its memory or a table is addressed by 64 bits.
    #[error("the file uses 64-bit addresses: a policy's are 32-bit")]
    Memory64,
    /// Its memory is shared, or it has atomic instructions.
    #[error("the file uses threads: a policy has none")]
    Threads,
    /// It uses relaxed SIMD, which gives other results on other machines.
    #[error("the file uses relaxed SIMD, whose results differ between machines")]
    RelaxedSimd,
    /// Its strings are not UTF-8.
    #[error("the file's strings are not UTF-8: lift and lower with `string-encoding=utf8`")]
    StringEncoding,
    /// It uses an instruction, type or section outside of the profile.
    #[error("the file uses what some hosts do not run: {0}")]
    UnsupportedInstruction(String),
    /// It would keep the compiler busy for minutes.
    #[error("the file {0} to be compiled in a few seconds: split its code up")]
    TooComplex(&'static str),
    /// It is not valid.
    #[error("the file is not valid: {0}")]
    Invalid(String),
    /// It lacks an export of `world policy`.
    #[error("the file does not export `{0}`: a policy exports all of `world policy`")]
    MissingExport(String),
    /// It has an export of the right name and another type.
    #[error("the file exports `{0}` with another type than the contract's")]
    WrongType(String),
    /// It was made for another track of the contract.
    #[error("made for contract {0}, this host knows {TRACK}")]
    ContractVersion(String),
    /// Its catalog contradicts itself.
    #[error("the policy's catalog is unsound: {0}")]
    Catalog(String),
}

impl Refusal {
    /// The refusal's name, the same on every host.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWebAssembly => "not-webassembly",
            Self::CoreModule => "core-module",
            Self::TooLarge(_) => "too-large",
            Self::Truncated(_) => "truncated",
            Self::Imports(_) => "imports",
            Self::CoreModules(_) => "core-modules",
            Self::Memory64 => "memory64",
            Self::Threads => "threads",
            Self::RelaxedSimd => "relaxed-simd",
            Self::StringEncoding => "string-encoding",
            Self::UnsupportedInstruction(_) => "unsupported-instruction",
            Self::TooComplex(_) => "too-complex",
            Self::Invalid(_) => "invalid",
            Self::MissingExport(_) => "missing-export",
            Self::WrongType(_) => "wrong-type",
            Self::ContractVersion(_) => "contract-version",
            Self::Catalog(_) => "catalog",
        }
    }
}

/// The instructions and types that every host runs alike. References are to functions only:
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
        return Err(Refusal::TooLarge(file.len()).into());
    }
    if !file.starts_with(b"\0asm") {
        return Err(Refusal::NotWebAssembly.into());
    }
    let modules = core_modules(file)?;
    let [module] = modules.as_slice() else {
        return Err(Refusal::CoreModules(modules.len()).into());
    };
    check_module(module)?;
    validate(module, FEATURES)?;
    let types = validate(file, FEATURES.union(WasmFeatures::COMPONENT_MODEL))?;
    complexity::check(module)?;
    Ok(export_names::check(file, &types)?)
}

fn validate(bytes: &[u8], features: WasmFeatures) -> Result<Types, Refusal> {
    Validator::new_with_features(features).validate_all(bytes).map_err(invalid)
}

pub(crate) fn truncated(error: wasmparser::BinaryReaderError) -> Refusal {
    Refusal::Truncated(error.to_string())
}

fn invalid(error: wasmparser::BinaryReaderError) -> Refusal {
    Refusal::Invalid(error.to_string())
}

/// The bytes of every core module of a component, nested components' too.
fn core_modules(file: &[u8]) -> Result<Vec<&[u8]>, Refusal> {
    let mut modules = Vec::new();
    let (mut depth, mut components) = (0, 0);
    for payload in Parser::new(0).parse_all(file) {
        let payload = payload.map_err(truncated)?;
        match &payload {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err(Refusal::CoreModule);
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

/// A part of the file that is read by itself. The parser does not see where it is cut short.
fn part<'a>(file: &'a [u8], range: &Range<usize>) -> Result<&'a [u8], Refusal> {
    let cut_short = || Refusal::Truncated("unexpected end-of-file".to_owned());
    file.get(range.clone()).ok_or_else(cut_short)
}

/// Refuses more components than a policy can use: reading them takes time that grows with the
/// square of their depth.
fn check_components(depth: usize, components: usize) -> Result<(), Refusal> {
    let too_deep = Refusal::Invalid(format!("more than {MAX_DEPTH} components in each other"));
    refuse_if(depth > MAX_DEPTH + 1, too_deep)?;
    refuse_if(components > MAX_COMPONENTS, Refusal::TooComplex("has too many components"))
}

/// Refuses a section of a component that imports, or that hosts would read otherwise.
fn check_section(file: &[u8], section: &Payload<'_>, depth: usize) -> Result<(), Refusal> {
    match section {
        Payload::ComponentImportSection(imports) if depth == 1 => {
            match imports.clone().into_iter().next() {
                Some(import) => {
                    Err(Refusal::Imports(import.map_err(truncated)?.name.name.to_owned()))
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

/// Refuses a section of component types that may lie so deep inside each other that reading
/// them overflows the stack, as wasmparser's reader does.
fn check_type_nesting(section: &[u8]) -> Result<(), Refusal> {
    // A type in a type is declared by these bytes, which are rarely anything else.
    let declares = |pair: &&[u8]| matches!(pair, [0x01, 0x41 | 0x42]);
    if section.windows(2).filter(declares).count() > MAX_TYPES_IN_TYPES {
        return Err(Refusal::TooComplex("has component types too deep inside each other"));
    }
    Ok(())
}

fn check_encoding(function: &CanonicalFunction) -> Result<(), Refusal> {
    let CanonicalFunction::Lift { options, .. } = function else { return Ok(()) };
    let other = |option| matches!(option, &CanonicalOption::UTF16 | &CanonicalOption::CompactUTF16);
    if options.iter().any(other) { Err(Refusal::StringEncoding) } else { Ok(()) }
}

/// Refuses a core module that imports, or that other hosts run otherwise or not at all.
fn check_module(module: &[u8]) -> Result<(), Refusal> {
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(truncated)? {
            Payload::ImportSection(imports) => {
                if let Some(import) = imports.into_imports().next() {
                    return Err(Refusal::Imports(import.map_err(truncated)?.name.to_owned()));
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    let memory = memory.map_err(truncated)?;
                    refuse_if(memory.shared, Refusal::Threads)?;
                    refuse_if(memory.memory64, Refusal::Memory64)?;
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    refuse_if(table.map_err(truncated)?.ty.table64, Refusal::Memory64)?;
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

fn unsupported(error: wasmparser::BinaryReaderError) -> Refusal {
    Refusal::UnsupportedInstruction(error.to_string())
}

fn refuse_if(refused: bool, refusal: Refusal) -> Result<(), Refusal> {
    if refused { Err(refusal) } else { Ok(()) }
}

fn check_operator(operator: &Operator<'_>) -> Result<(), Refusal> {
    match proposal(operator) {
        "mvp"
        | "sign_extension"
        | "saturating_float_to_int"
        | "bulk_memory"
        | "reference_types"
        | "simd" => Ok(()),
        "relaxed_simd" => Err(Refusal::RelaxedSimd),
        "threads" | "shared_everything_threads" => Err(Refusal::Threads),
        other => Err(Refusal::UnsupportedInstruction(other.replace('_', " "))),
    }
}

/// The proposal that brought an instruction to WebAssembly.
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
