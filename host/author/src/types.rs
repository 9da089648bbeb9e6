//! Writes the contract's types into a component, or into the type of an instance.

use crate::AuthorError;
use std::collections::HashMap;
use wasm_encoder::{
    Alias, ComponentOuterAliasKind, ComponentTypeEncoder, ComponentTypeRef, ComponentTypeSection,
    ComponentValType, InstanceType, PrimitiveValType, TypeBounds,
};
use wit_parser::{Function, Resolve, Type, TypeDefKind, TypeId};

/// A destination that types are written to.
pub(crate) trait Place {
    /// Returns the encoder of the next type.
    fn next(&mut self) -> ComponentTypeEncoder<'_>;
    /// Returns how many types there are.
    fn count(&self) -> u32;
}

impl Place for ComponentTypeSection {
    fn next(&mut self) -> ComponentTypeEncoder<'_> {
        self.ty()
    }

    fn count(&self) -> u32 {
        self.len()
    }
}

impl Place for InstanceType {
    fn next(&mut self) -> ComponentTypeEncoder<'_> {
        self.ty()
    }

    fn count(&self) -> u32 {
        self.type_count()
    }
}

/// The types that are written to one destination, each once.
pub(crate) struct Types<'a, P> {
    resolve: &'a Resolve,
    pub(crate) place: P,
    named: HashMap<TypeId, u32>,
    unnamed: Vec<(Unnamed, u32)>,
}

/// A type that has no name in the contract.
#[derive(PartialEq)]
enum Unnamed {
    Option(ComponentValType),
    List(ComponentValType),
    Tuple(Vec<ComponentValType>),
}

impl<'a, P: Place> Types<'a, P> {
    pub(crate) fn new(resolve: &'a Resolve, place: P) -> Self {
        Self { resolve, place, named: HashMap::new(), unnamed: Vec::new() }
    }

    /// Returns the index of a named type, which is written unless it was already.
    pub(crate) fn named(&mut self, id: TypeId) -> Result<u32, AuthorError> {
        if let Some(&index) = self.named.get(&id) {
            return Ok(index);
        }
        let index = self.write(id)?;
        self.named.insert(id, index);
        Ok(index)
    }

    /// Writes the type of a function, and returns its index.
    pub(crate) fn function(&mut self, function: &Function) -> Result<u32, AuthorError> {
        let params = function.params.iter();
        let params = params.map(|param| Ok((param.name.as_str(), self.value(param.ty)?)));
        let params: Vec<_> = params.collect::<Result<_, AuthorError>>()?;
        let result = function.result.map(|ty| self.value(ty)).transpose()?;
        Ok(self.add(|next| {
            next.function().params(params).result(result);
        }))
    }

    fn write(&mut self, id: TypeId) -> Result<u32, AuthorError> {
        match self.resolve.types.get(id).map(|ty| &ty.kind) {
            Some(TypeDefKind::Type(Type::Id(same))) => self.named(*same),
            Some(TypeDefKind::Type(primitive)) => {
                let primitive = as_primitive(*primitive)?;
                Ok(self.add(|next| next.defined_type().primitive(primitive)))
            }
            Some(TypeDefKind::Record(record)) => {
                let fields = record.fields.iter();
                let fields = fields.map(|field| Ok((field.name.as_str(), self.value(field.ty)?)));
                let fields: Vec<_> = fields.collect::<Result<_, AuthorError>>()?;
                Ok(self.add(|next| next.defined_type().record(fields)))
            }
            Some(TypeDefKind::Variant(variant)) => {
                let cases = variant.cases.iter();
                let cases = cases.map(|case| {
                    let payload = case.ty.map(|ty| self.value(ty)).transpose()?;
                    Ok((case.name.as_str(), payload))
                });
                let cases: Vec<_> = cases.collect::<Result<_, AuthorError>>()?;
                Ok(self.add(|next| next.defined_type().variant(cases)))
            }
            Some(TypeDefKind::Enum(it)) => {
                let cases: Vec<_> = it.cases.iter().map(|case| case.name.as_str()).collect();
                Ok(self.add(|next| next.defined_type().enum_type(cases)))
            }
            Some(TypeDefKind::Option(ty)) => {
                self.value(*ty).map(|ty| self.unnamed(Unnamed::Option(ty)))
            }
            Some(TypeDefKind::List(ty)) => {
                self.value(*ty).map(|ty| self.unnamed(Unnamed::List(ty)))
            }
            Some(TypeDefKind::Tuple(tuple)) => {
                let types = tuple.types.iter().map(|ty| self.value(*ty));
                let types = types.collect::<Result<_, _>>()?;
                Ok(self.unnamed(Unnamed::Tuple(types)))
            }
            _ => Err(unexpected()),
        }
    }

    fn value(&mut self, ty: Type) -> Result<ComponentValType, AuthorError> {
        match ty {
            Type::Id(id) => self.named(id).map(ComponentValType::Type),
            primitive => as_primitive(primitive).map(ComponentValType::Primitive),
        }
    }

    fn unnamed(&mut self, ty: Unnamed) -> u32 {
        if let Some((_, index)) = self.unnamed.iter().find(|(known, _)| *known == ty) {
            return *index;
        }
        let index = self.add(|next| match &ty {
            Unnamed::Option(ty) => next.defined_type().option(*ty),
            Unnamed::List(ty) => next.defined_type().list(*ty),
            Unnamed::Tuple(types) => next.defined_type().tuple(types.iter().copied()),
        });
        self.unnamed.push((ty, index));
        index
    }

    fn add(&mut self, write: impl FnOnce(ComponentTypeEncoder<'_>)) -> u32 {
        let index = self.place.count();
        write(self.place.next());
        index
    }
}

impl Types<'_, InstanceType> {
    /// Exports a type. `outer` is its index in the component, if it belongs to another instance.
    pub(crate) fn export(
        &mut self,
        name: &str,
        id: TypeId,
        outer: Option<u32>,
    ) -> Result<(), AuthorError> {
        let index = match outer {
            Some(index) => {
                let kind = ComponentOuterAliasKind::Type;
                self.place.alias(Alias::Outer { kind, count: 1, index });
                self.place.count() - 1
            }
            None => self.named(id)?,
        };
        // From here on it is referred to by the index that the export creates.
        self.named.insert(id, self.place.count());
        self.place.export(name, ComponentTypeRef::Type(TypeBounds::Eq(index)));
        Ok(())
    }
}

fn as_primitive(ty: Type) -> Result<PrimitiveValType, AuthorError> {
    match ty {
        Type::Bool => Ok(PrimitiveValType::Bool),
        Type::U32 => Ok(PrimitiveValType::U32),
        Type::U64 => Ok(PrimitiveValType::U64),
        Type::String => Ok(PrimitiveValType::String),
        _ => Err(unexpected()),
    }
}

fn unexpected() -> AuthorError {
    AuthorError::tool("read the contract")("it has an unexpected kind of type")
}
