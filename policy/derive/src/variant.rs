//! Enums and variants.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DataEnum, DeriveInput, Variant};

/// serde's `Serialize` on a copy, and a `Deserialize` that is stricter than serde's: it
/// takes no `{"name": null}` for a case without a payload.
pub(crate) fn json(input: &DeriveInput, variant: &DataEnum) -> TokenStream {
    let name = &input.ident;
    let remote = name.to_string();
    let cases = variant.variants.iter().map(|case| Variant { attrs: Vec::new(), ..case.clone() });
    let names = variant.variants.iter().map(kebab);
    let visitor = visitor(name, variant);
    let good = variant
        .variants
        .iter()
        .any(|case| case.ident == "Good")
        .then(|| quote!(impl #name { fn good() -> Self { Self::Good } }));
    quote! {
        #[derive(::serde::Serialize)]
        #[serde(remote = #remote, rename_all = "kebab-case")]
        enum Json { #(#cases),* }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                Json::serialize(self, to)
            }
        }

        const NAMES: &[&str] = &[#(#names),*];

        #visitor

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                from.deserialize_any(Cases)
            }
        }

        #good
    }
}

/// What reads a case: a text, or an object if it has a payload.
fn visitor(name: &Ident, variant: &DataEnum) -> TokenStream {
    let bare = variant.variants.iter().filter(|case| case.fields.is_empty()).map(|case| {
        let (text, ident) = (kebab(case), &case.ident);
        quote!(#text => Ok(#name::#ident))
    });
    let visit_map = visit_map(name, variant);
    quote! {
        struct Cases;

        impl<'de> ::serde::de::Visitor<'de> for Cases {
            type Value = #name;

            fn expecting(&self, to: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                write!(to, "one of {}", NAMES.join(", "))
            }

            fn visit_str<E: ::serde::de::Error>(self, text: &str) -> ::core::result::Result<#name, E> {
                match text {
                    #(#bare,)*
                    _ => Err(E::unknown_variant(text, NAMES)),
                }
            }

            #visit_map
        }
    }
}

/// What reads an object with one case and its payload; `None` if no case has a payload.
fn visit_map(name: &Ident, variant: &DataEnum) -> Option<TokenStream> {
    let full: Vec<_> = variant.variants.iter().filter(|case| !case.fields.is_empty()).collect();
    let arms = full.iter().map(|case| {
        let (text, ident) = (kebab(case), &case.ident);
        quote!(#text => #name::#ident(map.next_value()?))
    });
    (!full.is_empty()).then(|| {
        quote! {
            fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut map: A) -> ::core::result::Result<#name, A::Error> {
                use ::serde::de::Error as _;
                let key: alloc::string::String =
                    map.next_key()?.ok_or_else(|| A::Error::custom("an empty object names no case"))?;
                let value = match key.as_str() {
                    #(#arms,)*
                    _ => return Err(A::Error::unknown_variant(&key, NAMES)),
                };
                match map.next_key::<::serde::de::IgnoredAny>()? {
                    None => Ok(value),
                    Some(_) => Err(A::Error::custom("an object of two cases")),
                }
            }
        }
    })
}

/// Whether the payload of the case at hand is whole.
pub(crate) fn is_safe(variant: &DataEnum) -> TokenStream {
    let cases = variant.variants.iter().map(|case| {
        let ident = &case.ident;
        if case.fields.is_empty() {
            quote!(Self::#ident => true)
        } else {
            quote!(Self::#ident(payload) => crate::safe_integer::SafeIntegers::is_safe(payload))
        }
    });
    quote!(match self { #(#cases,)* })
}

/// The name that a case has in the WIT.
pub(crate) fn kebab(case: &Variant) -> String {
    let mut name = String::new();
    for letter in case.ident.to_string().chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
