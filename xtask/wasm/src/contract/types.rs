//! Generates the types that a JavaScript caller sees, with the WIT's own documentation.

use std::fmt::Write;

use wit_parser::{Docs, Function, Record, Type, TypeDefKind, TypeId, Variant};

use super::names::{camel, key, pascal};
use super::{Contract, at_least_one, default};

/// Returns the text of every type of the WIT, and then of each call's arguments and answer.
pub fn text(contract: &Contract) -> String {
    let mut text = String::new();
    for (name, id) in contract.declared() {
        let docs = &contract.resolve.types[id].docs;
        let _ =
            writeln!(text, "{}{}", comment(contract, docs, ""), declaration(contract, name, id));
    }
    text.push_str("/** The arguments and the answer of each call. */\nexport interface Calls {\n");
    for (_, function) in contract.functions() {
        text.push_str(&call(contract, function));
    }
    text + "}\n"
}

fn declaration(contract: &Contract, name: &str, id: TypeId) -> String {
    let pascal = pascal(name);
    match &contract.resolve.types[id].kind {
        TypeDefKind::Record(record) => {
            let given = !contract.answered.contains(&id);
            format!("export interface {pascal} {{\n{}}}\n", fields(contract, name, record, given))
                + &given_form(name, record, given)
        }
        TypeDefKind::Variant(variant) => {
            format!("export type {pascal} ={};\n", cases(contract, variant))
        }
        TypeDefKind::Enum(of) => {
            let cases = of.cases.iter();
            let cases: String = cases
                .map(|case| {
                    format!("\n{}  | \"{}\"", comment(contract, &case.docs, "  "), case.name)
                })
                .collect();
            format!("export type {pascal} ={cases};\n")
        }
        kind => format!("export type {pascal} = {};\n", unnamed(contract, kind, false)),
    }
}

/// Returns the form in which a caller may give a record that also occurs in answers, if that form
/// is shorter.
fn given_form(name: &str, record: &Record, given: bool) -> String {
    let left_out = record.fields.iter().find_map(|of| Some((of, default(name, &of.name)?)));
    let Some((field, value)) = left_out.filter(|_| !given) else { return String::new() };
    let (record, key) = (pascal(name), camel(&field.name));
    format!(
        "\n/** {{@link {record}}} as a caller may give it: `{key}` defaults to `{value}`. */\n\
         export type Given{record} = Omit<{record}, \"{key}\"> & Partial<Pick<{record}, \"{key}\">>;\n"
    )
}

fn fields(contract: &Contract, owner: &str, record: &Record, given: bool) -> String {
    let fields = record.fields.iter();
    fields
        .map(|of| {
            let field = field(contract, owner, &of.name, of.ty, given);
            format!("{}  {field};\n", comment(contract, &of.docs, "  "))
        })
        .collect()
}

/// Returns a field or a parameter. One that a caller may leave out is marked as optional.
fn field(contract: &Contract, owner: &str, name: &str, ty: Type, given: bool) -> String {
    let of = reference(contract, ty, given);
    let name_in_json = camel(name);
    match contract.kind(ty) {
        Some(TypeDefKind::Option(ty)) => {
            let of = reference(contract, *ty, given);
            let none = if given { " | null | undefined" } else { "" };
            format!("{name_in_json}?: {of}{none}")
        }
        Some(TypeDefKind::List(_)) if given && !at_least_one(owner, name) => {
            format!("{name_in_json}?: {of} | undefined")
        }
        _ if given && default(owner, name).is_some() => {
            format!("{name_in_json}?: {of} | undefined")
        }
        _ => format!("{name_in_json}: {of}"),
    }
}

fn cases(contract: &Contract, variant: &Variant) -> String {
    let cases = variant.cases.iter().map(|case| {
        let of = match case.ty {
            Some(ty) => format!("{{ {}: {} }}", key(&case.name), reference(contract, ty, false)),
            None => format!("\"{}\"", case.name),
        };
        format!("\n{}  | {of}", comment(contract, &case.docs, "  "))
    });
    cases.collect()
}

/// Returns a reference to a type; `given` is whether only a caller gives it.
fn reference(contract: &Contract, ty: Type, given: bool) -> String {
    match ty {
        Type::Bool => "boolean".to_owned(),
        Type::String => "string".to_owned(),
        Type::Id(id) => {
            let def = &contract.resolve.types[id];
            match (&def.name, &def.kind) {
                (Some(name), TypeDefKind::Record(record)) if given => {
                    let shorter = record.fields.iter().any(|of| default(name, &of.name).is_some());
                    let form =
                        if shorter && contract.answered.contains(&id) { "Given" } else { "" };
                    form.to_owned() + &pascal(name)
                }
                (Some(name), _) => pascal(name),
                (None, kind) => unnamed(contract, kind, given),
            }
        }
        _ => "number".to_owned(),
    }
}

fn unnamed(contract: &Contract, kind: &TypeDefKind, given: bool) -> String {
    let readonly = if given { "readonly " } else { "" };
    match kind {
        TypeDefKind::Option(ty) => format!("{} | null", reference(contract, *ty, given)),
        TypeDefKind::List(ty) => {
            let of = reference(contract, *ty, given);
            let of = if of.starts_with("readonly ") { format!("({of})") } else { of };
            format!("{readonly}{of}[]")
        }
        TypeDefKind::Tuple(tuple) => {
            let types = tuple.types.iter().map(|ty| reference(contract, *ty, given));
            format!("{readonly}[{}]", types.collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Type(ty) => reference(contract, *ty, given),
        other => unreachable!("{} passed the check", other.as_str()),
    }
}

fn call(contract: &Contract, function: &Function) -> String {
    let params = function.params.iter();
    let params = params.map(|of| field(contract, &function.name, &of.name, of.ty, true));
    let params = params.collect::<Vec<_>>().join("; ");
    let asks = if params.is_empty() { "{}".to_owned() } else { format!("{{ {params} }}") };
    let answers = function.result.map(|ty| reference(contract, ty, false)).unwrap_or_default();
    let name = camel(&function.name);
    format!(
        "{}  {name}: {{ asks: {asks}; answers: {answers} }};\n",
        comment(contract, &function.docs, "  ")
    )
}

/// Formats the WIT's documentation as TSDoc.
fn comment(contract: &Contract, docs: &Docs, indent: &str) -> String {
    let Some(docs) = &docs.contents else { return String::new() };
    let docs = in_json(contract, docs);
    let lines: Vec<&str> = docs.trim().lines().collect();
    match lines.as_slice() {
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines: String = lines.iter().map(|line| format!("{indent} * {line}\n")).collect();
            format!("{indent}/**\n{lines}{indent} */\n")
        }
    }
}

/// Returns documentation in which fields have their names in JSON.
fn in_json(contract: &Contract, docs: &str) -> String {
    let records = contract.resolve.types.iter().filter_map(|(_, ty)| match &ty.kind {
        TypeDefKind::Record(record) => Some(record),
        _ => None,
    });
    records.flat_map(|record| &record.fields).fold(docs.to_owned(), |docs, field| {
        docs.replace(&format!("`{}`", field.name), &format!("`{}`", camel(&field.name)))
    })
}
