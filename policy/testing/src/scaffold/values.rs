//! Writes values in TOML.

use crate::expect::shown;
use std::fmt::Write;
use tiergate_policy::types::{CapState, Limit};

/// Returns a text as a string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            it if it.is_control() || it == '\u{7f}' => {
                // OK because writing to a string does not fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(it));
            }
            it => quoted.push(it),
        }
    }
    quoted + "\""
}

/// Returns a key, in quotes only if it needs them.
pub(super) fn key(id: &str) -> String {
    let is_bare = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    if !id.is_empty() && id.chars().all(is_bare) { id.to_owned() } else { quoted(id) }
}

pub(super) fn list(ids: &[String]) -> String {
    format!("[{}]", ids.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", "))
}

pub(super) fn table<'k>(entries: impl Iterator<Item = (&'k str, String)>) -> String {
    let entries = entries.map(|(id, value)| format!("{} = {value}", key(id)));
    let entries = entries.collect::<Vec<_>>().join(", ");
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {entries} }}") }
}

pub(super) fn caps(caps: &[CapState]) -> String {
    table(caps.iter().map(|it| (it.cap.as_str(), cap(it))))
}

fn cap(it: &CapState) -> String {
    let limit = match it.limit {
        Limit::AtMost(most) => most.to_string(),
        unlimited => quoted(&shown(&unlimited)),
    };
    match (it.limit, it.warn_at, it.blocked_at) {
        (Limit::AtMost(_), Some(warn), Some(block)) => {
            format!("{{ limit = {limit}, warnAt = {warn}, blockedAt = {block} }}")
        }
        _ => limit,
    }
}
