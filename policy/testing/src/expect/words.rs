//! Answers in words, for messages and for first test files.

use tiergate_policy::types::{Limit, Reason, Source};

/// Returns the name of a source in the contract, or `none`.
pub(crate) fn source_name(source: Option<Source>) -> String {
    match source {
        None => "none",
        Some(Source::Manual) => "manual",
        Some(Source::Trial) => "trial",
        Some(Source::Billing) => "billing",
        Some(Source::Default) => "default",
    }
    .to_owned()
}

/// Returns the name of a reason in the contract.
pub(crate) fn reason_name(reason: &Reason) -> String {
    match serde_json::to_value(reason) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(serde_json::Value::Object(it)) => it.into_iter().map(|(name, _)| name).collect(),
        _ => String::new(),
    }
}

pub(super) fn allowed_or_denied(allowed: &bool) -> String {
    if *allowed { "allowed" } else { "denied" }.to_owned()
}

pub(super) fn or_none(id: Option<String>) -> String {
    id.unwrap_or_else(|| "none".to_owned())
}

pub(crate) fn list(it: &[String]) -> String {
    if it.is_empty() { "nothing".to_owned() } else { format!("`{}`", it.join("`, `")) }
}

pub(crate) fn shown(limit: &Limit) -> String {
    match limit {
        Limit::Unlimited => "unlimited".to_owned(),
        Limit::AtMost(most) => most.to_string(),
    }
}
