//! Writes JSON values as text, in any of the ways in which the same JSON may be written.

use crate::dice::Dice;
use serde_json::Value;

/// The prefix of a string that `write` writes verbatim, without quotes: text that cannot be in a
/// [`Value`].
pub const VERBATIM: char = '\u{f8ff}';

/// Writes a value as JSON, with random spaces, escapes and order of keys, which have no meaning.
pub fn write(dice: &mut Dice, value: &Value) -> String {
    let mut text = String::new();
    let plain = dice.chance(50);
    Writer { dice, plain, text: &mut text }.value(value);
    text
}

struct Writer<'a> {
    dice: &'a mut Dice,
    /// Whether to write it as most programs would.
    plain: bool,
    text: &'a mut String,
}

impl Writer<'_> {
    fn space(&mut self) {
        if !self.plain && self.dice.chance(10) {
            let space = self.dice.pick_or(&[' ', '\t', '\r'], ' ');
            self.text.push(space);
        }
    }

    fn push(&mut self, text: &str) {
        self.space();
        self.text.push_str(text);
        self.space();
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => self.list(items),
            Value::Object(object) => self.object(object.iter().collect()),
            other => self.push(&other.to_string()),
        }
    }

    fn list(&mut self, items: &[Value]) {
        self.push("[");
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.push(",");
            }
            self.value(item);
        }
        self.push("]");
    }

    fn object(&mut self, mut entries: Vec<(&String, &Value)>) {
        if !self.plain {
            self.dice.shuffle(&mut entries);
        }
        self.push("{");
        for (at, (key, value)) in entries.into_iter().enumerate() {
            if at > 0 {
                self.push(",");
            }
            self.string(key);
            self.push(":");
            self.value(value);
        }
        self.push("}");
    }

    fn string(&mut self, text: &str) {
        if let Some(verbatim) = text.strip_prefix(VERBATIM) {
            return self.push(verbatim);
        }
        self.space();
        self.text.push('"');
        for letter in text.chars() {
            self.letter(letter);
        }
        self.text.push('"');
        self.space();
    }

    fn letter(&mut self, letter: char) {
        let must = letter < ' ' || letter == '"' || letter == '\\';
        if !must && (self.plain || !self.dice.chance(5)) {
            return self.text.push(letter);
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            self.text.push_str(&format!("\\u{unit:04x}"));
        }
    }
}
