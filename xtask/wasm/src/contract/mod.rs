//! Generates TypeScript from the WIT: the types that a JavaScript caller sees, and the
//! table by which values are lowered into a policy and lifted out of it.

#![expect(clippy::indexing_slicing, reason = "an id of wit-parser's is found in its own arena")]

mod codecs;
mod names;
mod supported;
mod types;

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, ensure};
use wit_parser::{Function, Interface, Resolve, Type, TypeDefKind, TypeId, WorldItem};

const HEADER: &str = "// Made from wit/ by `cargo xtask contract`; change it there.\n";

/// Fields and parameters that a caller may leave out although they are neither options nor lists:
/// the owner (a record or a function), the name, and the default value.
const DEFAULTS: [(&str, &str, &str); 5] = [
    ("assignment", "standing", "\"good\""),
    ("held-add-on", "quantity", "1"),
    ("subscription", "collection-paused", "false"),
    ("check-cap", "amount", "1"),
    ("on-signup", "returning", "false"),
];

/// Numbers and lists of which a caller must give at least one: the owner and the name.
const AT_LEAST_ONE: [(&str, &str); 3] =
    [("held-add-on", "quantity"), ("check-cap", "amount"), ("item", "names")];

/// The type of numbers that are times.
const TIME: &str = "timestamp";

/// Writes `js/src/contract.ts`.
pub fn write(root: &Path) -> anyhow::Result<()> {
    let file = root.join("js/src/contract.ts");
    std::fs::write(&file, typescript(&root.join("wit"))?)
        .with_context(|| format!("cannot write `{}`", file.display()))
}

/// Checks that `js/src/contract.ts` is what [`write`] would write.
pub fn check(root: &Path) -> anyhow::Result<()> {
    let file = root.join("js/src/contract.ts");
    let found = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    ensure!(
        found == typescript(&root.join("wit"))?,
        "`js/src/contract.ts` does not match wit/: run `cargo xtask contract`"
    );
    Ok(())
}

/// Returns the text of `js/src/contract.ts` for the WIT package in `wit_dir`.
pub fn typescript(wit_dir: &Path) -> anyhow::Result<String> {
    let contract = Contract::read(wit_dir)?;
    supported::check(&contract)?;
    Ok([HEADER, codecs::IMPORT, &types::text(&contract), &codecs::text(&contract)].join("\n"))
}

/// The world of policies, with the information that the generators need.
struct Contract {
    resolve: Resolve,
    /// The major and minor number of the contract's version.
    track: String,
    /// The interfaces that a policy exports, in order.
    interfaces: Vec<Interface>,
    /// The types that occur in an answer.
    answered: HashSet<TypeId>,
}

impl Contract {
    fn read(wit_dir: &Path) -> anyhow::Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(wit_dir)?;
        let version = resolve.packages[package].name.version.clone();
        let version = version.context("the package in wit/ has no version")?;
        let world = resolve.select_world(&[package], Some("policy"))?;
        let exports = resolve.worlds[world].exports.values();
        let interfaces = exports
            .filter_map(|item| match item {
                WorldItem::Interface { id, .. } => Some(resolve.interfaces[*id].clone()),
                _ => None,
            })
            .collect();
        let track = format!("{}.{}", version.major, version.minor);
        let mut contract = Self { resolve, track, interfaces, answered: HashSet::new() };
        let mut answered = HashSet::new();
        for (_, function) in contract.functions() {
            contract.reach(function.result, &mut answered);
        }
        contract.answered = answered;
        Ok(contract)
    }

    /// Returns every function, with the name of its interface.
    fn functions(&self) -> impl Iterator<Item = (&str, &Function)> {
        self.interfaces.iter().flat_map(|interface| {
            let name = interface.name.as_deref().unwrap_or_default();
            interface.functions.values().map(move |function| (name, function))
        })
    }

    /// Returns every type that the contract itself declares, in the order of the WIT.
    fn declared(&self) -> impl Iterator<Item = (&str, TypeId)> {
        let all = self.interfaces.iter().flat_map(|interface| &interface.types);
        all.map(|(name, id)| (name.as_str(), *id)).filter(|(_, id)| !self.is_use(*id))
    }

    /// Checks whether a type belongs to another interface, and is named by `use`.
    fn is_use(&self, id: TypeId) -> bool {
        let of = |id: TypeId| self.resolve.types[id].owner;
        match self.resolve.types[id].kind {
            TypeDefKind::Type(Type::Id(target)) => of(target) != of(id),
            _ => false,
        }
    }

    /// Checks whether a type is made with constructors, and mentioned more than once.
    fn is_shared(&self, id: TypeId) -> bool {
        let all = self.resolve.types.iter().flat_map(|(_, ty)| match ty.kind {
            // Another name does not count as a mention, or every `use` would.
            TypeDefKind::Type(_) => Vec::new(),
            ref kind => parts(kind),
        });
        let functions = self.functions().flat_map(|(_, function)| {
            function.params.iter().map(|param| param.ty).chain(function.result)
        });
        let is_primitive = self.kind(Type::Id(id)).is_none();
        let mentions = all.chain(functions).filter(|ty| self.plain(*ty) == Type::Id(id)).count();
        !is_primitive && mentions > 1
    }

    /// Resolves a type's names.
    fn plain(&self, ty: Type) -> Type {
        match ty {
            Type::Id(id) => match self.resolve.types[id].kind {
                TypeDefKind::Type(target) => self.plain(target),
                _ => ty,
            },
            _ => ty,
        }
    }

    /// Returns the kind of a type; `None` if it is primitive.
    fn kind(&self, ty: Type) -> Option<&TypeDefKind> {
        match self.plain(ty) {
            Type::Id(id) => Some(&self.resolve.types[id].kind),
            _ => None,
        }
    }

    /// Returns the width in memory of each core value that a type is passed as.
    fn widths(&self, ty: Type) -> Vec<u8> {
        match self.kind(ty) {
            Some(TypeDefKind::List(_)) => vec![4, 4],
            Some(TypeDefKind::Option(ty)) => [vec![1], self.widths(*ty)].concat(),
            Some(kind) => parts(kind).iter().flat_map(|ty| self.widths(*ty)).collect(),
            None => match self.plain(ty) {
                Type::Bool => vec![1],
                Type::U64 => vec![8],
                Type::String => vec![4, 4],
                _ => vec![4],
            },
        }
    }

    /// Adds every type that `ty` consists of to `reached`.
    fn reach(&self, ty: impl Into<Option<Type>>, reached: &mut HashSet<TypeId>) {
        let Some(Type::Id(id)) = ty.into() else { return };
        if !reached.insert(id) {
            return;
        }
        for part in parts(&self.resolve.types[id].kind) {
            self.reach(part, reached);
        }
    }
}

/// Returns the types that a type directly consists of.
fn parts(kind: &TypeDefKind) -> Vec<Type> {
    match kind {
        TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
        TypeDefKind::Tuple(tuple) => tuple.types.clone(),
        TypeDefKind::Option(ty) | TypeDefKind::List(ty) | TypeDefKind::Type(ty) => vec![*ty],
        _ => Vec::new(),
    }
}

/// Returns the default value of something that a caller may leave out.
fn default(owner: &str, name: &str) -> Option<&'static str> {
    DEFAULTS.iter().find(|(o, n, _)| (*o, *n) == (owner, name)).map(|(_, _, value)| *value)
}

/// Checks whether a caller must give at least one of something.
fn at_least_one(owner: &str, name: &str) -> bool {
    AT_LEAST_ONE.contains(&(owner, name))
}
