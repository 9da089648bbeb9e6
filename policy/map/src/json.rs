//! Parses JSON to a tree. `serde_json` decides what is valid JSON; `jsonc-parser`, which is less
//! strict, provides the positions.

use crate::diagnostics::Problems;
use crate::spanned::{Node, Span, Value};
use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Returns the tree of a JSON text; `None`, after reporting why to `problems`, if it is not valid.
pub(crate) fn parse(text: &str, problems: &mut Problems<'_>) -> Option<Node> {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        refuse(text, &error, problems);
        return None;
    }
    match parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) {
        Ok(parsed) => Some(node(parsed.value?, problems)),
        Err(error) => {
            problems.syntax(span(error.range()), &error.kind().to_string(), "JSON");
            None
        }
    }
}

fn refuse(text: &str, error: &serde_json::Error, problems: &mut Problems<'_>) {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line_start: usize = lines.map(str::len).sum();
    let start = line_start + error.column().saturating_sub(1);
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string().replace(&place, "");
    problems.syntax(start..start + 1, &message, "JSON");
}

fn node(value: ast::Value<'_>, problems: &mut Problems<'_>) -> Node {
    let at = span(value.range());
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(it) => Value::Bool(it.value),
        ast::Value::NumberLit(it) => Value::Number(it.value.parse().ok()),
        ast::Value::StringLit(it) => Value::Text(it.value.into_owned()),
        ast::Value::Array(it) => {
            Value::List(it.elements.into_iter().map(|value| node(value, problems)).collect())
        }
        ast::Value::Object(it) => Value::Object(entries(it.properties, problems)),
    };
    Node { value, at }
}

fn entries(properties: Vec<ast::ObjectProp<'_>>, problems: &mut Problems<'_>) -> Vec<(Node, Node)> {
    let mut seen = std::collections::HashSet::new();
    let mut entries = Vec::new();
    for property in properties {
        let at = span(property.name.range());
        let key = property.name.into_string();
        if seen.insert(key.clone()) {
            let value = node(property.value, problems);
            entries.push((Node { value: Value::Text(key), at }, value));
        } else {
            problems.repeated_key(at);
        }
    }
    entries
}

fn span(range: Range) -> Span {
    range.start..range.end
}
