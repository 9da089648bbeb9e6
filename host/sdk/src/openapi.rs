//! OpenAPI schemas of the contract's JSON: `tiergate_derive::Schema` puts them together.

use crate::safe_integer::MAX_SAFE_INTEGER;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ArrayItems, ObjectBuilder, OneOfBuilder, Schema as Inline,
    Type,
};
use utoipa::openapi::{Ref, RefOr};

/// A schema, or a reference to one.
pub(crate) type Schema = RefOr<Inline>;

/// Schemas with their names.
pub(crate) type Named = Vec<(String, Schema)>;

/// A type of the contract that has a schema.
pub(crate) trait Shape {
    /// Returns the schema, or a reference to it if it has a name.
    fn shape() -> Schema;

    /// Adds the schemas that have a name, once each.
    fn named(_: &mut Named) {}
}

/// What an absent key of a record is read as.
pub(crate) enum Absent {
    /// None.
    None,
    /// This value.
    Is(Value),
    /// It must not be absent.
    Never,
}

impl Shape for u64 {
    fn shape() -> Schema {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0_u64));
        number.maximum(Some(MAX_SAFE_INTEGER)).into()
    }
}

impl Shape for u32 {
    fn shape() -> Schema {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0_u32));
        number.maximum(Some(u32::MAX)).into()
    }
}

impl Shape for bool {
    fn shape() -> Schema {
        ObjectBuilder::new().schema_type(Type::Boolean).into()
    }
}

impl Shape for String {
    fn shape() -> Schema {
        ObjectBuilder::new().schema_type(Type::String).into()
    }
}

/// None of a record is an absent key, so it has no schema of its own.
impl<T: Shape> Shape for Option<T> {
    fn shape() -> Schema {
        T::shape()
    }

    fn named(all: &mut Named) {
        T::named(all);
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn shape() -> Schema {
        ArrayBuilder::new().items(T::shape()).into()
    }

    fn named(all: &mut Named) {
        T::named(all);
    }
}

impl<A: Shape, B: Shape> Shape for (A, B) {
    fn shape() -> Schema {
        let items = [inline(A::shape()), inline(B::shape())];
        let pair = ArrayBuilder::new().prefix_items(items).items(ArrayItems::False);
        pair.min_items(Some(2)).max_items(Some(2)).into()
    }

    fn named(all: &mut Named) {
        A::named(all);
        B::named(all);
    }
}

/// Returns a schema in place of a reference, for positions that take none.
fn inline(schema: Schema) -> Inline {
    match schema {
        RefOr::T(schema) => schema,
        reference => OneOfBuilder::new().item(reference).into(),
    }
}

/// The same, or null.
pub(crate) fn nullable(schema: Schema) -> Schema {
    OneOfBuilder::new().item(schema).item(ObjectBuilder::new().schema_type(Type::Null)).into()
}

/// A reference to the schema of this name.
pub(crate) fn reference(name: &str) -> Schema {
    Ref::from_schema_name(name).into()
}

/// Adds a schema that has a name, and those that it refers to.
pub(crate) fn add<T: ToSchema>(all: &mut Named) {
    let name = T::name();
    if all.iter().all(|(known, _)| *known != name) {
        all.push((name.into_owned(), T::schema()));
        T::schemas(all);
    }
}

/// The schema of a record, of these fields: name, documentation, schema, and what an absent one is.
pub(crate) fn record<const N: usize>(
    docs: &str,
    fields: [(&str, &str, Schema, Absent); N],
) -> Schema {
    let mut record = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(docs))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for (name, docs, schema, absent) in fields {
        let default = match absent {
            Absent::Never => {
                record = record.required(name);
                None
            }
            Absent::Is(value) => Some(value),
            Absent::None => None,
        };
        record = record.property(name, described(schema, docs, default));
    }
    record.into()
}

/// The schema of a variant or an enum, of these cases: name, documentation, schema of the payload.
pub(crate) fn variant<const N: usize>(
    docs: &str,
    cases: [(&str, &str, Option<Schema>); N],
) -> Schema {
    let mut variant = OneOfBuilder::new().description(Some(docs));
    for (name, docs, payload) in cases {
        let case = match payload {
            None => ObjectBuilder::new().schema_type(Type::String).enum_values(Some([name])),
            Some(payload) => ObjectBuilder::new()
                .schema_type(Type::Object)
                .property(name, payload)
                .required(name)
                .additional_properties(Some(AdditionalProperties::FreeForm(false))),
        };
        variant = variant.item(case.description(Some(docs)));
    }
    variant.into()
}

/// The same schema with the documentation of one field, and its default.
fn described(schema: Schema, docs: &str, default: Option<Value>) -> Schema {
    match schema {
        RefOr::Ref(mut reference) => {
            reference.description = docs.to_owned();
            reference.default = default;
            reference.into()
        }
        RefOr::T(Inline::Array(mut array)) => {
            (array.description, array.default) = (Some(docs.to_owned()), default);
            array.into()
        }
        RefOr::T(Inline::Object(mut object)) => {
            (object.description, object.default) = (Some(docs.to_owned()), default);
            object.into()
        }
        other => other,
    }
}
