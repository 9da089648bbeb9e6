//! Whether a component and its core module agree.
//!
//! A browser has no components: its host calls the core module's exports by their names. This host
//! calls the component's. A component may give any core function any name, so without this check
//! one file could answer differently on the two sides.

use crate::policy::load_error::{ProfileError, truncated};
use wasmparser::component_types::{ComponentAnyTypeId, ComponentDefinedType, ComponentValType};
use wasmparser::types::Types;
use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ExternalKind, Instance, Parser, Payload,
};

/// Each function of the contract, and the first name in its answer: no two are equal.
const FUNCTIONS: [(&str, &str, &str); 7] = [
    ("catalog", "describe", "name"),
    ("engine", "resolve", "tier"),
    ("engine", "check", "feature"),
    ("engine", "check-cap", "state"),
    ("engine", "entitle", "resolution"),
    ("billing", "on-signup", "source"),
    ("billing", "on-billing", "assignments"),
];

/// Refuses a valid component that calls functions of its core module other than those that the
/// names say.
pub(crate) fn check(file: &[u8], types: &Types) -> Result<(), ProfileError> {
    let mut core = Core::default();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(file) {
        match payload.map_err(truncated)? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::InstanceSection(instances) => {
                for instance in instances {
                    core.instantiate(&instance.map_err(truncated)?)?;
                }
            }
            Payload::ComponentAliasSection(aliases) if depth == 1 => {
                for alias in aliases {
                    core.name(&alias.map_err(truncated)?);
                }
            }
            Payload::ComponentCanonicalSection(functions) => {
                for function in functions {
                    core.lift(&function.map_err(truncated)?, types, depth)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The names by which a component calls the exports of its core module.
#[derive(Default)]
struct Core<'a> {
    instances: usize,
    functions: Vec<&'a str>,
    memories: Vec<&'a str>,
}

impl<'a> Core<'a> {
    /// Refuses a second instance, and one that renames exports.
    fn instantiate(&mut self, instance: &Instance<'_>) -> Result<(), ProfileError> {
        self.instances += 1;
        let is_plain = matches!(instance, Instance::Instantiate { .. });
        if is_plain && self.instances == 1 { Ok(()) } else { Err(twisted("has core instances")) }
    }

    fn name(&mut self, alias: &ComponentAlias<'a>) {
        match alias {
            ComponentAlias::CoreInstanceExport { kind: ExternalKind::Func, name, .. } => {
                self.functions.push(name);
            }
            ComponentAlias::CoreInstanceExport { kind: ExternalKind::Memory, name, .. } => {
                self.memories.push(name);
            }
            _ => {}
        }
    }

    fn lift(
        &self,
        function: &CanonicalFunction,
        types: &Types,
        depth: i32,
    ) -> Result<(), ProfileError> {
        let CanonicalFunction::Lift { core_func_index, type_index, options } = function else {
            return Err(twisted("has a canonical function that is not a lift"));
        };
        if depth != 1 {
            return Err(twisted("lifts in a nested component"));
        }
        let Some((interface, function, _)) = contracts(*type_index, types) else { return Ok(()) };
        let core = self.function(*core_func_index);
        let of = core.strip_prefix("tiergate:policy/").and_then(|it| it.strip_prefix(interface));
        let named =
            of.is_some_and(|it| it.starts_with('@') && it.split('#').nth(1) == Some(function));
        let are_named = options.iter().all(|option| self.is_named(option, core));
        if named && are_named { Ok(()) } else { Err(twisted("does not call by their names")) }
    }

    fn is_named(&self, option: &CanonicalOption, function: &str) -> bool {
        match option {
            CanonicalOption::Memory(at) => self.memories.get(*at as usize) == Some(&"memory"),
            CanonicalOption::Realloc(at) => self.function(*at) == "cabi_realloc",
            CanonicalOption::PostReturn(at) => {
                self.function(*at).strip_prefix("cabi_post_") == Some(function)
            }
            _ => true,
        }
    }

    fn function(&self, at: u32) -> &'a str {
        self.functions.get(at as usize).copied().unwrap_or_default()
    }
}

/// Returns the function of the contract that answers with such a type.
fn contracts(
    ty: u32,
    types: &Types,
) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let ComponentAnyTypeId::Func(ty) = types.component_any_type_at(ty) else {
        return None;
    };
    let first = first_name(types[ty].result?, types)?;
    FUNCTIONS.iter().find(|(_, _, name)| *name == first)
}

/// Returns the first field of a record, or of the record in an option or a list.
fn first_name(ty: ComponentValType, types: &Types) -> Option<&str> {
    let ComponentValType::Type(ty) = ty else { return None };
    match &types[ty] {
        ComponentDefinedType::Record(record) => Some(record.fields.keys().next()?.as_str()),
        ComponentDefinedType::Option { ty, .. }
        | ComponentDefinedType::List { element: ty, .. } => first_name(*ty, types),
        _ => None,
    }
}

fn twisted(how: &str) -> ProfileError {
    ProfileError::Invalid(format!("its component {how} of its core module"))
}
