//! Encoding a core module as a component of `world policy`.

use crate::AuthorError;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const CONTRACT: &str = include_str!("../wit/deps/policy/tiergate.wit");

pub(crate) fn encode(module: Vec<u8>, name: &str, version: &str) -> Result<Vec<u8>, AuthorError> {
    encode_(module, name, version).map_err(|error| AuthorError::Tool { step: "encode the component", message: format!("{error:#}") })
}

fn encode_(mut module: Vec<u8>, name: &str, version: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("tiergate.wit", CONTRACT)?;
    let world = resolve.select_world(&[package], Some("policy"))?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    let component = ComponentEncoder::default().debug_names(false).validate(true).module(&module)?.encode()?;
    let mut metadata = wasm_metadata::AddMetadata::default();
    metadata.name = wasm_metadata::AddMetadataField::Set(name.to_owned());
    metadata.processed_by = vec![("tiergate-author".into(), env!("CARGO_PKG_VERSION").into())];
    let _ = version;
    Ok(metadata.to_wasm(&component)?)
}
