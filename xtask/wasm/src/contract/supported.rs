//! Checks that the contract uses only the part of WIT that the browser's host can lower and lift.
//! That part is just as large as needed, so a contract that outgrows it is refused here.

use anyhow::{bail, ensure};
use std::collections::HashSet;
use wit_parser::{Type, TypeDefKind, TypeId};

use super::{Contract, parts};

/// Checks that `js/src` supports everything that the contract uses.
pub fn check(contract: &Contract) -> anyhow::Result<()> {
    let mut names = HashSet::new();
    for (name, _) in contract.declared() {
        ensure!(names.insert(name), "two types are called `{name}`; TypeScript needs two names");
    }
    for (id, _) in &contract.resolve.types {
        check_type(contract, id)?;
    }
    for (_, function) in contract.functions() {
        let result = function.result.filter(|ty| returned_in_memory(contract, *ty));
        ensure!(result.is_some(), "`{}` must return more than one core value", function.name);
    }
    Ok(())
}

fn check_type(contract: &Contract, id: TypeId) -> anyhow::Result<()> {
    let ty = &contract.resolve.types[id];
    let name = ty.name.as_deref().unwrap_or("a type");
    match &ty.kind {
        TypeDefKind::Record(_) | TypeDefKind::Tuple(_) | TypeDefKind::List(_) => {}
        TypeDefKind::Option(_) | TypeDefKind::Type(_) => {}
        // One byte selects the case.
        TypeDefKind::Enum(of) if of.cases.len() <= 256 => {}
        TypeDefKind::Variant(of) if of.cases.len() <= 256 => {}
        other => bail!("`{name}`: a {} cannot be lowered yet", other.as_str()),
    }
    for part in parts(&ty.kind) {
        let known = matches!(part, Type::Bool | Type::U32 | Type::U64 | Type::String | Type::Id(_));
        ensure!(known, "`{name}`: {part:?} cannot be lowered yet");
    }
    Ok(())
}

/// Checks whether a function's result is more than one core value, and so is returned in memory.
fn returned_in_memory(contract: &Contract, ty: Type) -> bool {
    match contract.kind(ty) {
        Some(TypeDefKind::List(_) | TypeDefKind::Option(_)) => true,
        Some(TypeDefKind::Record(record)) => record.fields.len() > 1,
        _ => ty == Type::String,
    }
}
