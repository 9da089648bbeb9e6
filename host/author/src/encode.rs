//! Encodes a core module as a component of `world policy`.
//!
//! wit-component makes a separate component for each exported interface, and repeats all the types
//! that the interface uses. Here the interfaces are instances that share their types, so the same
//! world takes half the space.

use crate::AuthorError;
use crate::types::Types;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, CanonicalOption, Component, ComponentAliasSection,
    ComponentExportKind, ComponentExportSection, ComponentInstanceSection, ComponentNameSection,
    ComponentSectionId, ComponentTypeRef, ComponentTypeSection, CustomSection, ExportKind,
    InstanceSection, InstanceType, ModuleArg, ProducersField, ProducersSection, RawSection,
};
use wasmparser::{Parser, Payload};
use wit_parser::{Function, Interface, InterfaceId, Resolve, Type, TypeDefKind, WorldItem};

const CONTRACT: &str = include_str!("../wit/deps/policy/tiergate.wit");

/// Returns the component of `world policy` whose core is `module`, which exports what the contract
/// has. Its name and version are added if they are given.
pub(crate) fn encode(module: &[u8], named: Option<(&str, &str)>) -> Result<Vec<u8>, AuthorError> {
    let (resolve, interfaces) = contract().map_err(AuthorError::tool("read the contract"))?;
    let mut component = Component::new();
    component.section(&RawSection { id: ComponentSectionId::CoreModule.into(), data: module });
    let mut instances = InstanceSection::new();
    instances.instantiate::<[(&str, ModuleArg); 0], &str>(0, []);
    component.section(&instances);
    let freeing = freeing(module)?;
    Interfaces::new(&resolve, &freeing).encode(&interfaces, &mut component)?;
    describe(&mut component, named);
    let component = component.finish();
    let mut validator = wasmparser::Validator::new();
    validator.validate_all(&component).map_err(AuthorError::tool("validate the component"))?;
    Ok(component)
}

/// Returns the contract, and the interfaces of `world policy` in order.
pub(crate) fn contract() -> Result<(Resolve, Vec<InterfaceId>), Box<dyn std::error::Error>> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("tiergate.wit", CONTRACT)?;
    let world = resolve.select_world(&[package], Some("policy"))?;
    let exports = resolve.worlds.get(world).into_iter().flat_map(|world| world.exports.values());
    let interfaces = exports.filter_map(|item| match item {
        WorldItem::Interface { id, .. } => Some(*id),
        WorldItem::Function(_) | WorldItem::Type { .. } => None,
    });
    let interfaces = interfaces.collect();
    Ok((resolve, interfaces))
}

/// Returns the names of the functions that free an answer. The template has none for `describe`, whose
/// answer is never freed.
fn freeing(module: &[u8]) -> Result<HashSet<&str>, AuthorError> {
    let read = AuthorError::tool("read the core module");
    let mut names = HashSet::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(exports) = payload.map_err(&read)? {
            for export in exports {
                names.extend(export.map_err(&read)?.name.strip_prefix(FREEING));
            }
        }
    }
    Ok(names)
}

/// Adds the name and version of the policy, and the tool that made the component.
fn describe(component: &mut Component, named: Option<(&str, &str)>) {
    if let Some((name, version)) = named {
        let mut names = ComponentNameSection::new();
        names.component(name);
        component.section(&names);
        let data = Cow::Borrowed(version.as_bytes());
        component.section(&CustomSection { name: "version".into(), data });
    }
    let mut tools = ProducersField::new();
    tools.value(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let mut producers = ProducersSection::new();
    producers.field("processed-by", &tools);
    component.section(&producers);
}

/// The sections that turn a core module into a world, as far as they are written.
struct Interfaces<'a> {
    resolve: &'a Resolve,
    freeing: &'a HashSet<&'a str>,
    types: Types<'a, ComponentTypeSection>,
    aliases: ComponentAliasSection,
    core_functions: u32,
    functions: CanonicalFunctionSection,
    instances: ComponentInstanceSection,
    exports: ComponentExportSection,
}

/// How the name of a function that frees an answer begins.
const FREEING: &str = "cabi_post_";

/// The first core function, by which the host allocates.
const REALLOC: u32 = 0;

impl<'a> Interfaces<'a> {
    fn new(resolve: &'a Resolve, freeing: &'a HashSet<&'a str>) -> Self {
        let mut new = Self {
            resolve,
            freeing,
            types: Types::new(resolve, ComponentTypeSection::new()),
            aliases: ComponentAliasSection::new(),
            core_functions: 0,
            functions: CanonicalFunctionSection::new(),
            instances: ComponentInstanceSection::new(),
            exports: ComponentExportSection::new(),
        };
        new.alias("memory", ExportKind::Memory);
        new.core_function("cabi_realloc");
        new
    }

    fn encode(
        mut self,
        interfaces: &[InterfaceId],
        component: &mut Component,
    ) -> Result<(), AuthorError> {
        for &interface in interfaces {
            self.interface(interface)?;
        }
        component.section(&self.types.place);
        component.section(&self.aliases);
        component.section(&self.functions);
        component.section(&self.instances);
        component.section(&self.exports);
        Ok(())
    }

    fn interface(&mut self, id: InterfaceId) -> Result<(), AuthorError> {
        let unknown = || AuthorError::tool("read the contract")("an interface has no name");
        let interface = self.resolve.interfaces.get(id).ok_or_else(unknown)?;
        let name = self.resolve.id_of(id).ok_or_else(unknown)?;
        let mut items: Vec<(&str, ComponentExportKind, u32)> = Vec::new();
        for (name, &ty) in &interface.types {
            items.push((name, ComponentExportKind::Type, self.types.named(ty)?));
        }
        for (short, function) in &interface.functions {
            items.push((short, ComponentExportKind::Func, self.functions.len()));
            self.lift(&name, function)?;
        }
        let ty = self.instance_type(interface)?.map(|ty| {
            self.types.place.instance(&ty);
            ComponentTypeRef::Instance(self.types.place.len() - 1)
        });
        let instance = self.instances.len();
        self.instances.export_items(items);
        self.exports.export(name.as_str(), ComponentExportKind::Instance, instance, ty);
        Ok(())
    }

    fn lift(&mut self, interface: &str, function: &Function) -> Result<(), AuthorError> {
        let name = format!("{interface}#{}", function.name);
        let core = self.core_function(&name);
        let mut options = vec![
            CanonicalOption::UTF8,
            CanonicalOption::Memory(0),
            CanonicalOption::Realloc(REALLOC),
        ];
        if self.freeing.contains(name.as_str()) {
            let post_return = self.core_function(&format!("{FREEING}{name}"));
            options.push(CanonicalOption::PostReturn(post_return));
        }
        let ty = self.types.function(function)?;
        self.functions.lift(core, ty, options);
        Ok(())
    }

    /// Returns the type of an interface's instance, which distinguishes the types that it uses from
    /// its own; `None` if it uses no types of other interfaces.
    fn instance_type(
        &mut self,
        interface: &Interface,
    ) -> Result<Option<InstanceType>, AuthorError> {
        let mut used = HashMap::new();
        for (name, id) in &interface.types {
            let kind = self.resolve.types.get(*id).map(|ty| &ty.kind);
            if let Some(TypeDefKind::Type(Type::Id(_))) = kind {
                used.insert(name, self.types.named(*id)?);
            }
        }
        if used.is_empty() {
            return Ok(None);
        }
        let mut types = Types::new(self.resolve, InstanceType::new());
        for (name, &id) in &interface.types {
            types.export(name, id, used.get(name).copied())?;
        }
        for (name, function) in &interface.functions {
            let ty = types.function(function)?;
            types.place.export(name.as_str(), ComponentTypeRef::Func(ty));
        }
        Ok(Some(types.place))
    }

    fn core_function(&mut self, name: &str) -> u32 {
        self.alias(name, ExportKind::Func);
        self.core_functions += 1;
        self.core_functions - 1
    }

    /// Makes an export of the core module available to the component.
    fn alias(&mut self, name: &str, kind: ExportKind) {
        self.aliases.alias(Alias::CoreInstanceExport { instance: 0, kind, name });
    }
}
