//! The types and exports of the template's world, generated from the WIT.
#![allow(
    missing_docs,
    unsafe_code,
    clippy::all,
    clippy::restriction,
    reason = "generated; the WIT documents each type, and the export macros are the glue"
)]

#[cfg(not(feature = "json"))]
wit_bindgen::generate!({
    world: "tiergate:template/template",
    path: "wit",
    additional_derives: [PartialEq],
    generate_all,
});

#[cfg(feature = "json")]
wit_bindgen::generate!({
    world: "tiergate:template/template",
    path: "wit",
    additional_derives: [PartialEq, tiergate_derive::Json],
    generate_all,
});
