//! The contents of a JSON or TOML file with their positions, in one form for both.

use crate::prelude::*;
use core::ops::Range;

/// A range of the file, in bytes.
pub(crate) type Span = Range<usize>;

/// A value and its position.
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) at: Span,
}

pub(crate) enum Value {
    Null,
    Bool(bool),
    /// `None` if it is negative, has a point or an exponent, or needs more than 64 bits.
    Number(Option<u64>),
    Text(String),
    /// TOML has dates, but maps do not.
    Date,
    List(Vec<Node>),
    /// Keys and values in the order in which they are written. A key is text.
    Object(Vec<(Node, Node)>),
}

impl Node {
    /// Returns the text, if the value is text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns what kind of value it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::Date => "a date",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}
