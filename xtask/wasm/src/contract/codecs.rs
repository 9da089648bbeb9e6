//! Generates the table by which values are lowered and lifted: one constant for each type
//! of the WIT that others share, made with the functions of `compound.ts` and `scalar.ts`.

use std::fmt::Write;

use wit_parser::{Function, Record, Type, TypeDefKind, TypeId, Variant};

use super::names::{camel, key};
use super::{Contract, TIME, at_least_one, default};

/// With more core values than these, a function takes a pointer to them.
const MOST_PARAMETERS: usize = 16;

/// The imports of the table.
pub const IMPORT: &str = "\
import { atLeastOne, choice, list, option, or, record, tuple, unit, variant } from \"./abi/compound.js\";
import { bool, string, time, u32, u64 } from \"./abi/scalar.js\";
";

const TRACK: &str = "
/**
 * The releases of the contract that this host accepts: these and their patches.
 * @internal
 */
";
/// What precedes each function.
const FUNCTION: &str = "
/** @internal */
";
const FUNCTIONS: &str = "
/**
 * Each call: its interface and its name, the width of each of its core parameters (empty
 * if it takes a pointer to them), its arguments, and its answer.
 * @internal
 */
";

/// Returns the text of the table.
pub fn text(contract: &Contract) -> String {
    let mut text = String::new();
    // The parser puts each type after the types that it consists of.
    for (id, ty) in &contract.resolve.types {
        if let Some(name) = &ty.name
            && contract.is_shared(id)
        {
            let _ = writeln!(text, "const {} = {};", camel(name), definition(contract, name, id));
        }
    }
    let _ = writeln!(text, "{TRACK}export const track = \"{}\";", contract.track);
    for (interface, function) in contract.functions() {
        text.push_str(&entry(contract, interface, function));
    }
    let names: Vec<String> = contract.functions().map(|(_, it)| camel(&it.name)).collect();
    let _ =
        writeln!(text, "{FUNCTIONS}export const functions = {{ {} }} as const;", names.join(", "));
    text
}

fn entry(contract: &Contract, interface: &str, function: &Function) -> String {
    let name = &function.name;
    let widths = widths(contract, function);
    let params = function.params.iter();
    let params = params.map(|param| field(contract, name, &param.name, param.ty));
    let params = object(params);
    let answer = function.result.map(|ty| reference(contract, ty)).unwrap_or_default();
    let signature =
        format!("[\"{interface}#{name}\", \"{widths}\", {}, {answer}]", made("record", &params));
    format!("{FUNCTION}export const {} = {signature} as const;\n", camel(name))
}

/// Returns a call of a function that makes a codec. A bundler leaves it out if nothing uses the codec.
fn made(function: &str, arguments: &str) -> String {
    format!("/* @__PURE__ */ {function}({arguments})")
}

/// Returns the width in memory of each core value that a function takes; empty if it takes a
/// pointer to them.
fn widths(contract: &Contract, function: &Function) -> String {
    let params = function.params.iter();
    let widths: Vec<u8> = params.flat_map(|param| contract.widths(param.ty)).collect();
    let widths = if widths.len() > MOST_PARAMETERS { Vec::new() } else { widths };
    widths.iter().map(u8::to_string).collect()
}

/// Returns the expression that makes a type of the WIT from others.
fn definition(contract: &Contract, name: &str, id: TypeId) -> String {
    match &contract.resolve.types[id].kind {
        TypeDefKind::Record(record) => fields(contract, name, record),
        TypeDefKind::Variant(variant) => cases(contract, variant),
        TypeDefKind::Enum(of) => {
            let names = of.cases.iter().map(|case| format!("\"{}\"", case.name));
            made("choice", &names.collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Tuple(tuple) => {
            let types = tuple.types.iter().map(|ty| reference(contract, *ty));
            made("tuple", &types.collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Option(ty) => made("option", &reference(contract, *ty)),
        TypeDefKind::List(ty) => made("list", &reference(contract, *ty)),
        TypeDefKind::Type(ty) => reference(contract, *ty),
        other => unreachable!("{} passed the check", other.as_str()),
    }
}

/// Returns a reference to a type.
fn reference(contract: &Contract, ty: Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::String => "string".to_owned(),
        Type::Id(id) => match &contract.resolve.types[id].name {
            Some(name) if name == TIME => "time".to_owned(),
            Some(name) if contract.is_shared(id) => camel(name),
            name => definition(contract, name.as_deref().unwrap_or_default(), id),
        },
        other => unreachable!("{other:?} passed the check"),
    }
}

fn fields(contract: &Contract, name: &str, record: &Record) -> String {
    let fields = record.fields.iter();
    made("record", &object(fields.map(|of| field(contract, name, &of.name, of.ty))))
}

fn field(contract: &Contract, owner: &str, name: &str, ty: Type) -> String {
    let codec = reference(contract, ty);
    let codec = if at_least_one(owner, name) { made("atLeastOne", &codec) } else { codec };
    let codec = match default(owner, name) {
        Some(value) => made("or", &format!("{codec}, {value}")),
        None => codec,
    };
    let name = camel(name);
    if name == codec { name } else { format!("{name}: {codec}") }
}

fn cases(contract: &Contract, variant: &Variant) -> String {
    let cases = variant.cases.iter().map(|case| {
        let payload = case.ty.map_or("unit".to_owned(), |ty| reference(contract, ty));
        format!("{}: {payload}", key(&case.name))
    });
    made("variant", &object(cases))
}

fn object(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}
