//! Wraps a core module as a component, with the contract or a variation of it.

use anyhow::{Result, ensure};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const CONTRACT: &str = include_str!("../../../wit/tiergate.wit");

/// What a core module claims about itself as a component.
pub struct Wrapping {
    /// The version of the contract.
    pub version: String,
    /// How its strings are encoded.
    pub strings: StringEncoding,
    /// A text of the contract, and its replacement.
    pub change: Option<(String, String)>,
}

impl Default for Wrapping {
    fn default() -> Self {
        Self { version: "0.1.0".to_owned(), strings: StringEncoding::UTF8, change: None }
    }
}

impl Wrapping {
    /// The text between an interface and a function in the name of an export.
    pub(super) fn version_mark(&self) -> String {
        format!("@{}#", self.version)
    }

    fn contract(&self) -> Result<String> {
        let package = format!("package tiergate:policy@{};", self.version);
        let contract = CONTRACT.replacen("package tiergate:policy@0.1.0;", &package, 1);
        let Some((old, new)) = &self.change else { return Ok(contract) };
        ensure!(contract.contains(old), "the contract has no `{old}`");
        Ok(contract.replacen(old, new, 1))
    }
}

/// Encodes a core module as a component of `world policy`.
///
/// # Errors
///
/// If the module does not have the form that the contract requires.
pub fn component(mut module: Vec<u8>, wrapping: &Wrapping) -> Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("tiergate.wit", &wrapping.contract()?)?;
    let world = resolve.select_world(&[package], Some("policy"))?;
    embed_component_metadata(&mut module, &resolve, world, wrapping.strings)?;
    // Not validated, because some must be invalid.
    ComponentEncoder::default().module(&module)?.encode()
}

/// Returns a module of the template's fields, each replaced by the field of the same name in
/// `fields` if there is one, and of the other fields in `fields`.
pub(super) fn overlay(template: &str, fields: &str) -> String {
    let mut fields: Vec<_> = split(fields).into_iter().map(Some).collect();
    let mut module = String::from("(module\n");
    for field in split(template) {
        let same = |it: &&mut Option<&str>| {
            it.is_some_and(|it| name(it).is_some() && name(it) == name(field))
        };
        let replacement = fields.iter_mut().find(same).and_then(Option::take);
        module.push_str(replacement.unwrap_or(field));
        module.push('\n');
    }
    for field in fields.into_iter().flatten() {
        module.push_str(field);
        module.push('\n');
    }
    module + ")"
}

/// Returns the kind of a field, and its `$name`.
fn name(field: &str) -> Option<(&str, &str)> {
    let mut words = field.trim_start_matches('(').split([' ', '\n', '(', ')']);
    let kind = words.next()?;
    words.next().filter(|name| name.starts_with('$')).map(|name| (kind, name))
}

/// Returns the parenthesized fields of a text, whose strings contain no parentheses or quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut fields, mut start, mut depth, mut at) = (Vec::new(), 0, 0, 0);
    for line in text.split_inclusive('\n') {
        let code = line.split(";;").next().unwrap_or_default();
        for (column, letter) in code.char_indices() {
            match letter {
                '(' if depth == 0 => (start, depth) = (at + column, 1),
                '(' => depth += 1,
                ')' => {
                    depth -= 1;
                    if depth == 0 {
                        fields.extend(text.get(start..=at + column));
                    }
                }
                _ => {}
            }
        }
        at += line.len();
    }
    fields
}
