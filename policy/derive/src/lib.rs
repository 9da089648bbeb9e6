//! Derives for the types that are generated from `wit/tiergate.wit`, by whichever
//! generator. This is the only Rust code that defines the contract's JSON:
//!
//! - a record is an object, keys in camelCase and in the WIT's order; `none` is an absent
//!   key, and `null` is read as `none`;
//! - a case without a payload is its name in kebab-case, one with a payload is
//!   `{"name": payload}`;
//! - on input an absent list is empty, an absent `standing` is `good`, an absent `quantity` of
//!   an add-on is 1 and an absent `collectionPaused` is false; an unknown key is an error.

// Tests: tests/tests/differential.rs, and host/server/tests/http/contract_schemas.rs for schemas.

mod schema;
mod variant;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, Type, parse_macro_input, parse_quote};

/// Derives `serde::Serialize` and `serde::Deserialize` as the contract's JSON.
#[proc_macro_derive(Json)]
pub fn json(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let impls = match &input.data {
        Data::Struct(record) => record_json(&input, &record.fields),
        Data::Enum(variant) => variant::json(&input, variant),
        Data::Union(_) => quote!(compile_error!("the contract has no unions")),
    };
    quote!(const _: () = { extern crate alloc; #impls };).into()
}

/// Derives `utoipa::ToSchema` for the JSON of [`Json`], and `crate::openapi::Shape`, if the crate
/// that derives it has its feature `openapi`.
#[proc_macro_derive(Schema)]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::schema(&parse_macro_input!(input as DeriveInput)).into()
}

/// serde's own derives, on a copy of the record that has their attributes.
fn record_json(input: &DeriveInput, fields: &Fields) -> proc_macro2::TokenStream {
    let name = &input.ident;
    let remote = name.to_string();
    let one = fields.iter().any(|field| is_named(field, "quantity"));
    let one = one.then(|| {
        quote!(
            #[allow(dead_code)]
            fn one() -> u64 {
                1
            }
        )
    });
    let fields = fields.iter().map(with_serde_attributes);
    quote! {
        #one

        #[derive(::serde::Serialize, ::serde::Deserialize)]
        #[serde(remote = #remote, rename_all = "camelCase", deny_unknown_fields)]
        struct Json { #(#fields),* }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                Json::serialize(self, to)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                from.deserialize_map(Object)
            }
        }

        // serde's own would take an array of the fields too.
        struct Object;

        impl<'de> ::serde::de::Visitor<'de> for Object {
            type Value = #name;

            fn expecting(&self, to: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: ::serde::de::MapAccess<'de>>(self, map: A) -> ::core::result::Result<#name, A::Error> {
                Json::deserialize(::serde::de::value::MapAccessDeserializer::new(map))
            }
        }
    }
}

fn with_serde_attributes(field: &Field) -> Field {
    let ty = &field.ty;
    let mut field = Field { attrs: Vec::new(), ..field.clone() };
    match last_segment(ty).as_str() {
        "Option" => field.attrs.push(parse_quote!(
            #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
        )),
        "Vec" => field.attrs.push(parse_quote!(#[serde(default)])),
        "bool" if is_named(&field, "collection_paused") => {
            field.attrs.push(parse_quote!(#[serde(default)]));
        }
        "u64" if is_named(&field, "quantity") => {
            field.attrs.push(parse_quote!(#[serde(default = "one")]));
        }
        "Standing" => {
            let good = format!("<{}>::good", quote!(#ty));
            field.attrs.push(parse_quote!(#[serde(default = #good)]));
        }
        _ => {}
    }
    field
}

fn is_named(field: &Field, name: &str) -> bool {
    field.ident.as_ref().is_some_and(|ident| ident == name)
}

/// The last name in a type's path: `Vec` of `alloc::vec::Vec<u8>`.
fn last_segment(ty: &Type) -> String {
    let Type::Path(path) = ty else { return String::new() };
    path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// Derives `crate::safe_integer::SafeIntegers`: whether every number is one of the contract's.
#[proc_macro_derive(SafeIntegers)]
pub fn safe_integers(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let name = &input.ident;
    let body = match &input.data {
        Data::Struct(record) => {
            let fields = record.fields.iter().filter_map(|field| field.ident.as_ref());
            quote!(true #(&& crate::safe_integer::SafeIntegers::is_safe(&self.#fields))*)
        }
        Data::Enum(variant) => variant::is_safe(variant),
        Data::Union(_) => quote!(compile_error!("the contract has no unions")),
    };
    let tokens = quote! {
        impl crate::safe_integer::SafeIntegers for #name {
            fn is_safe(&self) -> bool { #body }
        }
    };
    tokens.into()
}
