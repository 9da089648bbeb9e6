//! What a JSON or TOML file says, and where: the one shape that both are read from.

use std::ops::Range;

/// A stretch of the file, in bytes.
pub(crate) type Span = Range<usize>;

/// A value and its place.
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) at: Span,
}

pub(crate) enum Value {
    Null,
    Bool(bool),
    /// None where it is negative, has a point or an exponent, or needs more than 64 bits.
    Number(Option<u64>),
    Text(String),
    /// TOML has them; no map does.
    Date,
    List(Vec<Node>),
    /// Keys and values in the order in which they are written. A key is a text.
    Object(Vec<(Node, Node)>),
}

impl Node {
    /// Its text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a yes or no",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::Date => "a date",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}
