//! The OpenAPI schemas of what [`Json`](crate::json) writes and reads.

use crate::{is_named, last_segment, variant::kebab};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DataEnum, DeriveInput, Expr, Field, Fields, Lit, Meta, Type};

/// `utoipa::ToSchema`, and `crate::openapi::Shape` for the types that hold this one.
pub(crate) fn schema(input: &DeriveInput) -> TokenStream {
    let (ty, name, docs) = (&input.ident, input.ident.to_string(), docs(&input.attrs));
    let (schema, held) = match &input.data {
        Data::Struct(record) => record_schema(&docs, &record.fields),
        Data::Enum(variant) => variant_schema(&docs, variant),
        Data::Union(_) => return quote!(compile_error!("the contract has no unions")),
    };
    quote! {
        #[cfg(feature = "openapi")]
        const _: () = {
            use crate::openapi::{Named, Schema, Shape};

            impl ::utoipa::PartialSchema for #ty {
                fn schema() -> Schema {
                    #schema
                }
            }

            impl ::utoipa::ToSchema for #ty {
                fn name() -> ::std::borrow::Cow<'static, str> {
                    #name.into()
                }

                fn schemas(all: &mut Named) {
                    #(<#held as Shape>::named(all);)*
                }
            }

            impl Shape for #ty {
                fn shape() -> Schema {
                    crate::openapi::reference(#name)
                }

                fn named(all: &mut Named) {
                    crate::openapi::add::<Self>(all);
                }
            }
        };
    }
}

/// The schema of a record, and the types that it holds.
fn record_schema<'a>(docs: &str, fields: &'a Fields) -> (TokenStream, Vec<&'a Type>) {
    let properties = fields.iter().map(|field| {
        let (name, docs, ty) = (camel(field), self::docs(&field.attrs), &field.ty);
        // What has a default when it is read, as in `crate::with_serde_attributes`.
        let absent = match last_segment(ty).as_str() {
            "Option" => quote!(Absent::None),
            "Vec" => quote!(Absent::Is(::serde_json::json!([]))),
            "Standing" => quote!(Absent::Is(::serde_json::json!("good"))),
            "bool" if is_named(field, "collection_paused") => {
                quote!(Absent::Is(::serde_json::json!(false)))
            }
            "u64" if is_named(field, "quantity") => quote!(Absent::Is(::serde_json::json!(1))),
            _ => quote!(Absent::Never),
        };
        quote!((#name, #docs, <#ty as Shape>::shape(), #absent))
    });
    let schema = quote! {
        use crate::openapi::Absent;
        crate::openapi::record(#docs, [#(#properties),*])
    };
    (schema, fields.iter().map(|field| &field.ty).collect())
}

/// The schema of an enum or a variant, and the types that it holds.
fn variant_schema<'a>(docs: &str, variant: &'a DataEnum) -> (TokenStream, Vec<&'a Type>) {
    let payload = |fields: &'a Fields| fields.iter().next().map(|field| &field.ty);
    let cases = variant.variants.iter().map(|case| {
        let (name, docs) = (kebab(case), self::docs(&case.attrs));
        let payload = match payload(&case.fields) {
            // A payload has no key that could be absent, so `none` is `null`.
            Some(ty) if last_segment(ty) == "Option" => {
                quote!(::core::option::Option::Some(crate::openapi::nullable(<#ty as Shape>::shape())))
            }
            Some(ty) => quote!(::core::option::Option::Some(<#ty as Shape>::shape())),
            None => quote!(::core::option::Option::None),
        };
        quote!((#name, #docs, #payload))
    });
    let held = variant.variants.iter().filter_map(|case| payload(&case.fields));
    (quote!(crate::openapi::variant(#docs, [#(#cases),*])), held.collect())
}

/// The documentation, which the WIT has, as one text.
fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(value) => match &value.lit {
                Lit::Str(line) => Some(line.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// The name that a field has in JSON.
fn camel(field: &Field) -> String {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut words = name.trim_start_matches("r#").split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
