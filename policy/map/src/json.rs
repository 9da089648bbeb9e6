//! Parses JSON to a tree. `serde_json` decides what is valid JSON and what its values are; their places
//! follow from the text.

use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::spanned::{Node, Value};
use core::fmt;
use hashbrown::HashSet;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Returns the tree of a JSON text; `None`, after reporting why to `problems`, if it is not valid.
pub(crate) fn parse(text: &str, problems: &mut Problems<'_>) -> Option<Node> {
    match serde_json::from_str::<Node>(text) {
        Ok(mut root) => {
            Places { text: text.as_bytes(), at: 0, problems }.find(&mut root);
            Some(root)
        }
        Err(error) => {
            refuse(text, &error, problems);
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

/// Builds the tree, without places.
struct Tree;

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = deserializer.deserialize_any(Tree)?;
        Ok(Self { value, at: 0..0 })
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(Some(value)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Number(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Number(None))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Object(entries))
    }
}

/// Finds the places of a tree's values in its text, which is valid JSON.
struct Places<'t, 'p, 's> {
    text: &'t [u8],
    at: usize,
    problems: &'p mut Problems<'s>,
}

impl Places<'_, '_, '_> {
    fn find(&mut self, node: &mut Node) {
        self.skip(|byte| b" \t\r\n,:".contains(&byte));
        let start = self.at;
        match &mut node.value {
            Value::Object(entries) => self.entries(entries),
            Value::List(items) => {
                self.at += 1;
                items.iter_mut().for_each(|item| self.find(item));
                self.close();
            }
            Value::Text(_) => self.text(),
            _ => self.skip(|byte| !b" \t\r\n,]}".contains(&byte)),
        }
        node.at = start..self.at;
    }

    /// Finds the entries of an object, and refuses those whose key it has before.
    fn entries(&mut self, entries: &mut Vec<(Node, Node)>) {
        self.at += 1;
        let mut seen = HashSet::new();
        entries.retain_mut(|(key, value)| {
            self.find(key);
            self.find(value);
            let is_first = seen.insert(key.text().unwrap_or_default().to_owned());
            if !is_first {
                self.problems.repeated_key(key.at.clone());
            }
            is_first
        });
        self.close();
    }

    fn close(&mut self) {
        self.skip(|byte| !b"]}".contains(&byte));
        self.at += 1;
    }

    fn text(&mut self) {
        self.at += 1;
        self.skip(|byte| !b"\"\\".contains(&byte));
        while self.text.get(self.at) == Some(&b'\\') {
            // What is escaped is one byte at least, and no quotation mark that ends the text.
            self.at += 2;
            self.skip(|byte| !b"\"\\".contains(&byte));
        }
        self.at += 1;
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let rest = self.text.iter().skip(self.at);
        self.at += rest.take_while(|byte| is_skipped(**byte)).count();
    }
}
