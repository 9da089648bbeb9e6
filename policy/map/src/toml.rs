//! Parses TOML to a tree.

use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::sort::sort_by;
use crate::spanned::{Node, Value};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Returns the tree of a TOML text; `None`, after reporting why to `problems`, if it is not valid.
pub(crate) fn parse(text: &str, problems: &mut Problems<'_>) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().unwrap_or(text.len()..text.len());
        match error.message() {
            "duplicate key" => problems.repeated_key(at),
            message => problems.syntax(at, message, "TOML"),
        }
    }
    let value = Value::Object(entries(table.into_inner()));
    errors.is_empty().then_some(Node { value, at: 0..text.len() })
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let at = value.span();
    let value = match value.into_inner() {
        DeValue::Boolean(it) => Value::Bool(it),
        DeValue::Integer(it) => Value::Number(u64::from_str_radix(it.as_str(), it.radix()).ok()),
        DeValue::Float(_) => Value::Number(None),
        DeValue::String(it) => Value::Text(it.into_owned()),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(it) => Value::List(it.into_iter().map(node).collect()),
        DeValue::Table(it) => Value::Object(entries(it)),
    };
    Node { value, at }
}

fn entries(table: DeTable<'_>) -> Vec<(Node, Node)> {
    let mut entries: Vec<_> =
        table.into_iter().map(|(name, value)| (key(name), node(value))).collect();
    // The table is sorted by key, but a map's order is the written one.
    sort_by(&mut entries, |(one, _), (other, _)| one.at.start.cmp(&other.at.start));
    entries
}

fn key(name: Spanned<DeString<'_>>) -> Node {
    Node { at: name.span(), value: Value::Text(name.into_inner().into_owned()) }
}
