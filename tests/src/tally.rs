//! Counts how often each kind of answer occurs: a test that never sees a kind does not test it.

use serde_json::Value;
use std::collections::BTreeMap;

/// The kinds of answers that occurred, by call.
#[derive(Debug, Default)]
pub struct Tally {
    calls: BTreeMap<String, u32>,
    kinds: BTreeMap<(String, String), u32>,
}

impl Tally {
    /// Counts an answer to a call, or to a kind of malformed line.
    pub fn count(&mut self, call: &str, kinds: impl IntoIterator<Item = String>) {
        *self.calls.entry(call.to_owned()).or_default() += 1;
        for kind in kinds {
            *self.kinds.entry((call.to_owned(), kind)).or_default() += 1;
        }
    }

    /// Returns the kinds among `wanted` that made up less than 1 % of their call's answers.
    pub fn too_few(&self, wanted: &[(&str, &str)]) -> Vec<String> {
        let mut few = Vec::new();
        for (call, kinds) in wanted {
            let all = self.calls.get(*call).copied().unwrap_or_default();
            for kind in kinds.split(", ") {
                let count = self.kinds.get(&((*call).to_owned(), kind.to_owned())).copied();
                let count = count.unwrap_or_default();
                if count == 0 || count * 100 < all {
                    few.push(format!("{call}, {kind}: {count} of {all}"));
                }
            }
        }
        few
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (call, all) in &self.calls {
            writeln!(f, "{call}: {all}")?;
            for ((_, kind), count) in self.kinds.iter().filter(|((of, _), _)| of == call) {
                writeln!(f, "  {kind}: {count}")?;
            }
        }
        Ok(())
    }
}

/// The kinds of answers of each call.
pub const KINDS: &[(&str, &str)] = &[
    (
        "resolve",
        "manual, trial, billing, default, no source, good, trialing, past-due, misconfigured, sound, \
         ends, ends not, changes, stays",
    ),
    (
        "check",
        "always-on, ungated, tier, add-on, switched-on, switched-off, not-included, requires, \
         unknown-feature, minimum tier, no minimum tier, add-ons, no add-ons, changes, stays",
    ),
    (
        "checkCap",
        "none, allowed, refused, warns, silent, unlimited, at-most, minimum tier, no minimum tier, \
         changes, stays",
    ),
    ("entitle", "add-ons, no add-ons, changes, stays"),
    ("describe", "answered"),
    ("onSignup", "trial, no trial"),
    ("onBilling", "good, trialing, past-due, ends, add-ons, caps, unknown products, nothing"),
];

/// Returns the kinds of an answer that is not an error.
pub fn kinds(call: &str, answer: &Value) -> Vec<String> {
    match call {
        "resolve" => vec![
            case(answer.get("source"), "no source"),
            case(answer.get("standing"), ""),
            either(answer["misconfigured"] == true, "misconfigured", "sound"),
            either(answer.get("expiresAt").is_some(), "ends", "ends not"),
            changes(answer),
        ],
        "check" => vec![
            case(answer.get("reason"), ""),
            minimum_tier(answer),
            add_ons(answer),
            changes(answer),
        ],
        "checkCap" if answer.is_null() => vec!["none".to_owned()],
        "checkCap" => vec![
            either(answer["allowed"] == true, "allowed", "refused"),
            either(answer["warn"] == true, "warns", "silent"),
            case(answer["state"].get("limit"), ""),
            minimum_tier(answer),
            changes(&answer["state"]),
        ],
        "entitle" => vec![changes(answer), add_ons(answer)],
        "onSignup" => vec![either(answer.get(1).is_some(), "trial", "no trial")],
        "onBilling" => billing(answer),
        _ => vec!["answered".to_owned()],
    }
}

fn either(is: bool, yes: &str, no: &str) -> String {
    if is { yes } else { no }.to_owned()
}

/// Returns the name of a case, with or without a payload.
fn case(value: Option<&Value>, none: &str) -> String {
    match value {
        Some(Value::Object(case)) => case.keys().next().cloned().unwrap_or_default(),
        Some(Value::String(case)) => case.clone(),
        _ => none.to_owned(),
    }
}

fn changes(answer: &Value) -> String {
    either(answer.get("validUntil").is_some(), "changes", "stays")
}

fn minimum_tier(answer: &Value) -> String {
    either(answer.get("minimumTier").is_some(), "minimum tier", "no minimum tier")
}

fn add_ons(answer: &Value) -> String {
    either(answer["addOns"].get(0).is_some(), "add-ons", "no add-ons")
}

fn billing(answer: &Value) -> Vec<String> {
    let list = |key: &str| answer[key].as_array().cloned().unwrap_or_default();
    let assignments = list("assignments");
    let mut kinds: Vec<String> =
        assignments.iter().map(|it| case(it.get("standing"), "")).collect();
    if assignments.iter().any(|it| it.get("expiresAt").is_some()) {
        kinds.push("ends".to_owned());
    }
    for (key, kind) in
        [("addOns", "add-ons"), ("caps", "caps"), ("unknownProducts", "unknown products")]
    {
        if !list(key).is_empty() {
            kinds.push(kind.to_owned());
        }
    }
    if kinds.is_empty() {
        kinds.push("nothing".to_owned());
    }
    kinds.sort();
    kinds.dedup();
    kinds
}
