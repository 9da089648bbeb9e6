//! The values of a map other than plain text, booleans and lists.

use crate::deserialize::{Read, entries};
use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::spanned::{Node, Span, Value};
use crate::suggest::suggest;
use alloc::borrow::Cow;
use core::fmt;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use tiergate_policy::MAX_SAFE_INTEGER;
use tiergate_policy::catalog;
use tiergate_policy::types::Limit;

/// Implements a type's part of the JSON Schema.
macro_rules! schema {
    ([$($generics:tt)*] $name:ty, |$generator:ident| $schema:expr) => {
        impl<$($generics)*> JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            // Unused: only a schema that is not inline is referred to by its name.
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// A text that is not empty: the id of something, or a reference to it.
pub(crate) struct Id {
    pub(crate) text: String,
    pub(crate) at: Span,
}

impl Read for Id {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        let text = String::read(node, problems)?;
        if text.is_empty() {
            problems.refuse(&node.at, "this must not be empty".into(), "give it a name");
            return None;
        }
        Some(Self { text, at: node.at.clone() })
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

schema!([] Id, |_generator| json_schema!({ "type": "string", "minLength": 1 }));

/// A whole number in this range.
pub(crate) struct Whole<const MIN: u64, const MAX: u64> {
    pub(crate) value: u64,
    pub(crate) at: Span,
}

/// How many a cap allows or an add-on adds.
pub(crate) type Amount = Whole<0, MAX_SAFE_INTEGER>;
/// A number of days, at least `MIN`.
pub(crate) type Days<const MIN: u64> = Whole<MIN, { u32::MAX as u64 }>;
/// A part of a cap's limit, in percent.
pub(crate) type Percent = Whole<1, 1000>;

impl<const MIN: u64, const MAX: u64> Whole<MIN, MAX> {
    /// Returns the number, which must be of a range within 32 bits.
    pub(crate) fn small(&self) -> u32 {
        u32::try_from(self.value).unwrap_or(u32::MAX)
    }
}

impl<const MIN: u64, const MAX: u64> Read for Whole<MIN, MAX> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        let help = format!("write a whole number from {MIN} to {MAX}, using only digits");
        match node.value {
            Value::Number(Some(value)) if (MIN..=MAX).contains(&value) => {
                return Some(Self { value, at: node.at.clone() });
            }
            Value::Number(_) => problems.refuse(&node.at, "number out of range".into(), help),
            _ => problems.unexpected(node, "a number", help),
        }
        None
    }
}

schema!([const MIN: u64, const MAX: u64] Whole<MIN, MAX>, |_generator| {
    json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
});

const UNLIMITED: &str = "unlimited";

/// A number, or the word `unlimited`, which is read as `None`.
pub(crate) struct OrUnlimited<T>(pub(crate) Option<T>);

impl<T: Read> Read for OrUnlimited<T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if node.text().is_none() {
            let value = T::read(node, problems);
            if value.is_none() {
                problems.add_help(&node.at, ", or `unlimited` in quotes");
            }
            return value.map(|value| Self(Some(value)));
        }
        let otherwise = format!("write a number without quotes, or `{UNLIMITED}` in quotes");
        word(node, [(UNLIMITED, Self(None))], &otherwise, problems)
    }
}

impl OrUnlimited<Amount> {
    pub(crate) fn limit(&self) -> Limit {
        self.0.as_ref().map_or(Limit::Unlimited, |amount| Limit::AtMost(amount.value))
    }
}

schema!([T: JsonSchema] OrUnlimited<T>, |generator| {
    json_schema!({ "anyOf": [generator.subschema_for::<T>(), { "const": UNLIMITED }] })
});

/// How many days an unpaid subscription counts. `None` is without end: `unlimited`, as everywhere
/// in a map, or `null`.
pub(crate) struct Grace(pub(crate) Option<u32>);

impl Read for Grace {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if matches!(node.value, Value::Null) {
            return Some(Self(None));
        }
        let OrUnlimited(days) = OrUnlimited::<Days<0>>::read(node, problems)?;
        Some(Self(days.map(|days| days.small())))
    }
}

schema!([] Grace, |generator| {
    json_schema!({ "anyOf": [generator.subschema_for::<OrUnlimited<Days<0>>>(), { "type": "null" }] })
});

/// Whether something ends or is kept.
pub(crate) struct EndOrKeep {
    pub(crate) keep: bool,
}

impl Read for EndOrKeep {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        let words = [("end", Self { keep: false }), ("keep", Self { keep: true })];
        word(node, words, "write `end` or `keep`", problems)
    }
}

schema!([] EndOrKeep, |_generator| json_schema!({ "enum": ["end", "keep"] }));

/// The time after which usage of a cap is counted again from 0.
pub(crate) struct Period(pub(crate) catalog::Period);

impl Read for Period {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        let words = [
            ("day", Self(catalog::Period::Day)),
            ("week", Self(catalog::Period::Week)),
            ("month", Self(catalog::Period::Month)),
            ("year", Self(catalog::Period::Year)),
            ("billing", Self(catalog::Period::Billing)),
        ];
        word(node, words, "write `day`, `week`, `month`, `year` or `billing`", problems)
    }
}

schema!([] Period, |_generator| {
    json_schema!({ "enum": ["day", "week", "month", "year", "billing"] })
});

/// What products that the map does not list give.
pub(crate) enum Unknown<T> {
    Flag,
    Ignore,
    Gives(T),
}

impl<T: Read> Read for Unknown<T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if node.text().is_none() {
            return T::read(node, problems).map(Self::Gives);
        }
        let otherwise = "write `flag`, `ignore`, or an object with a `tier`";
        word(node, [("flag", Self::Flag), ("ignore", Self::Ignore)], otherwise, problems)
    }
}

schema!([T: JsonSchema] Unknown<T>, |generator| {
    json_schema!({ "anyOf": [{ "enum": ["flag", "ignore"] }, generator.subschema_for::<T>()] })
});

/// A list that is not empty.
pub(crate) struct AtLeastOne<T>(Vec<T>);

impl<T: Read> Read for AtLeastOne<T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if matches!(&node.value, Value::List(items) if items.is_empty()) {
            problems.refuse(&node.at, "expected at least one, found none".into(), "add one");
            return None;
        }
        Vec::read(node, problems).map(Self)
    }
}

impl<'t, T> IntoIterator for &'t AtLeastOne<T> {
    type Item = &'t T;
    type IntoIter = core::slice::Iter<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

schema!([T: JsonSchema] AtLeastOne<T>, |generator| {
    json_schema!({ "type": "array", "items": generator.subschema_for::<T>(), "minItems": 1 })
});

/// An object that has exactly one of its known keys.
pub(crate) struct OneOf<T>(pub(crate) T);

impl<T: Read> Read for OneOf<T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        let given = entries(node, problems)?.len();
        if given != 1 {
            let help = format!("give one of `{}`", T::KEYS.join("`, `"));
            problems.refuse(&node.at, format!("expected one key, found {given}"), help);
        }
        T::read(node, problems).map(Self)
    }
}

schema!([T: JsonSchema] OneOf<T>, |generator| {
    let mut schema = T::json_schema(generator);
    schema.insert("minProperties".into(), 1.into());
    schema.insert("maxProperties".into(), 1.into());
    schema
});

/// An object that has at least one of its known keys.
pub(crate) struct SomeOf<T>(pub(crate) T);

impl<T: Read> Read for SomeOf<T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if entries(node, problems)?.is_empty() {
            let help = format!("give at least one of `{}`", T::KEYS.join("`, `"));
            problems.refuse(&node.at, "expected at least one key, found none".into(), help);
        }
        T::read(node, problems).map(Self)
    }
}

schema!([T: JsonSchema] SomeOf<T>, |generator| {
    let mut schema = T::json_schema(generator);
    schema.insert("minProperties".into(), 1.into());
    schema
});

/// Returns the value of the node's word; `None`, after refusing it, if it is none of `words`.
fn word<T, const N: usize>(
    node: &Node,
    words: [(&str, T); N],
    otherwise: &str,
    problems: &mut Problems<'_>,
) -> Option<T> {
    let text = String::read(node, problems)?;
    let help = suggest(&text, words.iter().map(|(word, _)| *word), otherwise);
    let found = words.into_iter().find(|(word, _)| *word == text);
    if found.is_none() {
        problems.refuse(&node.at, format!("`{text}` is not a valid value"), help);
    }
    found.map(|(_, value)| value)
}
