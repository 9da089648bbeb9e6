//! Converts the tree to types. Each type defines how it is read and, for schemars, its schema.

use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::spanned::{Node, Span, Value};
use crate::suggest::suggest;
use alloc::borrow::Cow;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A type that can be read from a part of a map.
pub(crate) trait Read: Sized {
    /// Its keys, if it is an object with known keys.
    const KEYS: &'static [&'static str] = &[];

    /// Reads the node's value. If it cannot, reports why to `problems` and returns `None`.
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self>;
}

impl Read for String {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if node.text().is_none() {
            problems.unexpected(node, "text", "put it in double quotes");
        }
        node.text().map(str::to_owned)
    }
}

impl Read for bool {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if let Value::Bool(yes) = node.value {
            return Some(yes);
        }
        problems.unexpected(node, "a boolean", "write `true` or `false`, without quotes");
        None
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        if let Value::List(items) = &node.value {
            return Some(items.iter().filter_map(|item| T::read(item, problems)).collect());
        }
        problems.unexpected(node, "a list", "put it in square brackets");
        None
    }
}

/// Returns the keys and values of an object; `None`, after refusing the node, if it is not one.
pub(crate) fn entries<'n>(
    node: &'n Node,
    problems: &mut Problems<'_>,
) -> Option<&'n [(Node, Node)]> {
    if let Value::Object(entries) = &node.value {
        return Some(entries);
    }
    problems.unexpected(node, "an object", "write keys and their values");
    None
}

/// An object whose keys are the author's own, in the order in which they are written. A refused
/// value is `None`, but its key is kept.
pub(crate) struct Table<K, T>(Vec<(K, Option<T>)>);

impl<K, T> Table<K, T> {
    pub(crate) fn all(&self) -> impl Iterator<Item = (&K, Option<&T>)> {
        self.0.iter().map(|(key, value)| (key, value.as_ref()))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.all().map(|(key, _)| key)
    }

    /// Returns the entries whose values were not refused.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&K, &T)> {
        self.all().filter_map(|(key, value)| Some((key, value?)))
    }
}

impl<K: Read, T: Read> Read for Table<K, T> {
    fn read(node: &Node, problems: &mut Problems<'_>) -> Option<Self> {
        let mut table = Vec::new();
        for (key, value) in entries(node, problems)? {
            let (key, value) = (K::read(key, problems), T::read(value, problems));
            table.extend(key.map(|key| (key, value)));
        }
        Some(Self(table))
    }
}

impl<K: JsonSchema, T: JsonSchema> JsonSchema for Table<K, T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Table_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<K>(),
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}

/// An object whose keys are known: each key is read, and `close` refuses all others.
pub(crate) struct Keys<'n, 'p, 's> {
    at: Span,
    entries: &'n [(Node, Node)],
    problems: &'p mut Problems<'s>,
}

impl<'n, 'p, 's> Keys<'n, 'p, 's> {
    pub(crate) fn open(node: &'n Node, problems: &'p mut Problems<'s>) -> Option<Self> {
        let entries = entries(node, problems)?;
        Some(Self { at: node.at.clone(), entries, problems })
    }

    pub(crate) fn required<T: Read>(&mut self, key: &'static str) -> Option<T> {
        if !self.entries.iter().any(|(name, _)| name.text() == Some(key)) {
            self.problems.refuse(
                &self.at,
                format!("`{key}` is missing here"),
                format!("add `{key}`"),
            );
        }
        self.optional(key)
    }

    pub(crate) fn optional<T: Read>(&mut self, key: &'static str) -> Option<T> {
        let (_, value) = self.entries.iter().find(|(name, _)| name.text() == Some(key))?;
        T::read(value, self.problems)
    }

    pub(crate) fn close(self, known: &[&str]) {
        for (key, _) in self.entries {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let help = suggest(name, known.iter().copied(), "remove it");
                self.problems.refuse(&key.at, format!("unknown key `{name}`"), help);
            }
        }
    }
}

/// Declares a struct that is read from an object with these keys. Even a required key may be
/// `None`, after its absence was reported.
macro_rules! keys {
    ($(#[$about:meta])* $name:ident
     required { $($(#[$required_about:meta])* $required_key:literal $required:ident: $required_type:ty,)* }
     optional { $($(#[$optional_about:meta])* $optional_key:literal $optional:ident: $optional_type:ty,)* }
    ) => {
        #[derive(schemars::JsonSchema)]
        $(#[$about])*
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $name {
            $(
                $(#[$required_about])*
                #[schemars(required, rename = $required_key)]
                pub(crate) $required: Option<$required_type>,
            )*
            $(
                $(#[$optional_about])*
                #[schemars(
                    required,
                    default,
                    skip_serializing_if = "Option::is_none",
                    rename = $optional_key
                )]
                pub(crate) $optional: Option<$optional_type>,
            )*
        }

        impl $crate::deserialize::Read for $name {
            const KEYS: &'static [&'static str] = &[$($required_key,)* $($optional_key,)*];

            fn read(
                node: &$crate::spanned::Node,
                problems: &mut $crate::diagnostics::Problems<'_>,
            ) -> Option<Self> {
                let mut keys = $crate::deserialize::Keys::open(node, problems)?;
                let read = Self {
                    $($required: keys.required($required_key),)*
                    $($optional: keys.optional($optional_key),)*
                };
                keys.close(Self::KEYS);
                Some(read)
            }
        }
    };
}
pub(crate) use keys;
