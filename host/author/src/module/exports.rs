//! What a core module exports, compared with the contract.

use super::{ModuleError, invalid};
use crate::AuthorError;
use crate::encode::contract;
use std::collections::BTreeMap;
use wasmparser::{CompositeInnerType, ExternalKind, FuncType, Parser, Payload, ValType};
use wit_parser::abi::{AbiVariant, WasmSignature, WasmType};
use wit_parser::{InterfaceId, Resolve};

/// The exports and imports of a core module.
#[derive(Default)]
pub(super) struct Exports {
    types: Vec<Option<FuncType>>,
    /// The type of each function, imported ones first.
    functions: Vec<u32>,
    exports: BTreeMap<String, (ExternalKind, u32)>,
    imports: Vec<String>,
}

impl Exports {
    /// Reads a valid module.
    pub(super) fn read(module: &[u8]) -> Result<Self, ModuleError> {
        let mut read = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.map_err(invalid)? {
                Payload::TypeSection(groups) => {
                    for group in groups {
                        read.types.extend(group.map_err(invalid)?.into_types().map(|ty| {
                            match ty.composite_type.inner {
                                CompositeInnerType::Func(ty) => Some(ty),
                                _ => None,
                            }
                        }));
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.map_err(invalid)?;
                        read.imports.push(format!("{}.{}", import.module, import.name));
                    }
                }
                Payload::FunctionSection(functions) => {
                    for ty in functions {
                        read.functions.push(ty.map_err(invalid)?);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export.map_err(invalid)?;
                        read.exports.insert(export.name.to_owned(), (export.kind, export.index));
                    }
                }
                _ => {}
            }
        }
        Ok(read)
    }

    /// Refuses a module that imports something, or does not export what the contract has.
    pub(super) fn check(self) -> Result<(), ModuleError> {
        if !self.imports.is_empty() {
            return Err(ModuleError::Imports { names: self.imports });
        }
        let (resolve, interfaces) = contract().map_err(AuthorError::tool("read the contract"))?;
        let required = required(&resolve, &interfaces);
        let missing = required.iter().filter(|(name, ..)| !self.exports.contains_key(name));
        let names: Vec<String> = missing.map(|(name, ..)| name.clone()).collect();
        if !names.is_empty() {
            return Err(ModuleError::Missing { other: self.other_version(&names), names });
        }
        required.iter().try_for_each(|(name, expected, signature)| {
            let found = self.describe(name);
            if found == *expected {
                self.check_post(name, signature)
            } else {
                Err(wrong(name, found, expected))
            }
        })
    }

    /// Checks the type of the function that frees an answer, if the module has one.
    fn check_post(&self, name: &str, signature: &Option<WasmSignature>) -> Result<(), ModuleError> {
        let post = format!("cabi_post_{name}");
        let Some(signature) = signature.as_ref().filter(|_| self.exports.contains_key(&post))
        else {
            return Ok(());
        };
        let expected = function(signature.results.iter().map(core), std::iter::empty());
        let found = self.describe(&post);
        if found == expected { Ok(()) } else { Err(wrong(&post, found, &expected)) }
    }

    /// Returns what an export is, such as ``a function (i32) -> i32``.
    fn describe(&self, name: &str) -> String {
        match self.exports.get(name) {
            Some((ExternalKind::Func, index)) => {
                let ty = self.functions.get(*index as usize);
                let ty = ty.and_then(|ty| self.types.get(*ty as usize)?.as_ref());
                ty.map_or_else(String::new, |ty| {
                    function(ty.params().iter().copied(), ty.results().iter().copied())
                })
            }
            Some((ExternalKind::Memory, _)) => MEMORY.to_owned(),
            Some((ExternalKind::Table, _)) => "a table".to_owned(),
            Some((ExternalKind::Global, _)) => "a global".to_owned(),
            Some(_) => "of another kind".to_owned(),
            None => "missing".to_owned(),
        }
    }

    /// Returns the version of the contract for which a module exports the missing names.
    fn other_version(&self, missing: &[String]) -> Option<String> {
        let split = |name: &str| {
            let (face, rest) = name.split_once('@')?;
            let (version, function) = rest.split_once('#')?;
            Some((format!("{face}#{function}"), version.to_owned()))
        };
        let missing: Vec<_> = missing.iter().filter_map(|name| split(name)).collect();
        let exported = self.exports.keys().filter_map(|name| split(name));
        let mut others = exported.filter(|(name, _)| missing.iter().any(|(it, _)| it == name));
        others.next().map(|(_, version)| version)
    }
}

const MEMORY: &str = "a memory";

/// Returns the name of each export that a policy must have, what it is, and a function's signature.
fn required(
    resolve: &Resolve,
    interfaces: &[InterfaceId],
) -> Vec<(String, String, Option<WasmSignature>)> {
    let realloc = function([ValType::I32; 4], [ValType::I32]);
    let mut required = vec![
        ("memory".to_owned(), MEMORY.to_owned(), None),
        ("cabi_realloc".to_owned(), realloc, None),
    ];
    for &id in interfaces {
        let (Some(face), Some(name)) = (resolve.interfaces.get(id), resolve.id_of(id)) else {
            continue;
        };
        for item in face.functions.values() {
            let signature = resolve.wasm_signature(AbiVariant::GuestExport, item);
            let expected =
                function(signature.params.iter().map(core), signature.results.iter().map(core));
            required.push((format!("{name}#{}", item.name), expected, Some(signature)));
        }
    }
    required
}

fn wrong(name: &str, found: String, expected: &str) -> ModuleError {
    ModuleError::WrongType { name: name.to_owned(), found, expected: expected.to_owned() }
}

/// Returns the text form of a function's type.
fn function(
    params: impl IntoIterator<Item = ValType>,
    results: impl IntoIterator<Item = ValType>,
) -> String {
    let list = |types: Vec<ValType>| types.iter().map(ToString::to_string).collect::<Vec<_>>();
    let params = list(params.into_iter().collect()).join(" ");
    let results = list(results.into_iter().collect()).join(" ");
    let results = if results.is_empty() { String::new() } else { format!(" -> {results}") };
    format!("a function ({params}){results}")
}

/// Returns the type of a core value on 32-bit memory.
fn core(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
    }
}
