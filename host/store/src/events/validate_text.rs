//! Which texts can be stored.

use crate::error::WriteError;
use crate::events::change::Change;
use crate::events::event::By;
use crate::hidden::is_hidden;
use crate::policies::error::PolicyError;

/// A text that cannot be stored.
pub(crate) struct BadText {
    what: &'static str,
    text: String,
    problem: &'static str,
}

impl From<BadText> for WriteError {
    fn from(BadText { what, text, problem }: BadText) -> Self {
        Self::BadText { what, text, problem }
    }
}

impl From<BadText> for PolicyError {
    fn from(BadText { what, text, problem }: BadText) -> Self {
        Self::BadText { what, text, problem }
    }
}

/// The maximum length of an identifier, in bytes.
const MOST: usize = 255;

/// The maximum length of a reason, or of the value of an attribute, in bytes.
const MOST_FREE: usize = 4_000;

/// Refuses a tenant or the digest of a pin that cannot be stored.
pub(crate) fn check_pin(tenant: &str, digest: &str) -> Result<(), BadText> {
    identifier("tenant", tenant)?;
    identifier("digest", digest)
}

/// Refuses a tenant or a writer that cannot be stored.
pub(crate) fn check(tenant: &str, by: &By) -> Result<(), BadText> {
    identifier("tenant", tenant)?;
    check_by(by)
}

/// Refuses the identifier of a new tenant that people could not tell from another one, or not type,
/// or that an address cannot name. Existing tenants keep theirs.
pub(crate) fn check_new(tenant: &str) -> Result<(), BadText> {
    let problem = match tenant {
        "." | ".." => "a URL cannot name it: use another one",
        _ if tenant.trim() != tenant => "it begins or ends with white space: remove that",
        _ if tenant.contains(is_hidden) => "it has an invisible character: remove that",
        _ => return Ok(()),
    };
    bad("tenant", tenant, problem)
}

/// Refuses a writer that cannot be stored.
pub(crate) fn check_by(by: &By) -> Result<(), BadText> {
    identifier("actor", &by.actor)?;
    by.key.iter().try_for_each(|key| identifier("idempotency key", key))?;
    by.reason.iter().try_for_each(|reason| words(reason))
}

/// Refuses free texts that are too long. What comes from the policy is short enough.
pub(crate) fn check_change(change: &Change) -> Result<(), BadText> {
    match change {
        Change::SetAttribute { name, value } => {
            identifier("attribute", name)?;
            value.iter().try_for_each(|value| free("attribute's value", value))
        }
        Change::Pin { digest } => digest.iter().try_for_each(|digest| identifier("digest", digest)),
        Change::Import { plan, label, .. } => {
            label.iter().try_for_each(|label| check_label(label))?;
            plan.iter().try_for_each(|plan| identifier("plan", plan))
        }
        Change::Create { label, .. } | Change::SetLabel { label } => {
            label.iter().try_for_each(|label| check_label(label))
        }
        Change::Grant { .. }
        | Change::Revoke
        | Change::Trial { .. }
        | Change::EndTrial
        | Change::Bill { .. }
        | Change::EndImport { .. }
        | Change::GiveAddOn { .. }
        | Change::TakeAddOn { .. }
        | Change::SwitchFeature { .. }
        | Change::UnswitchFeature { .. }
        | Change::SetCap { .. }
        | Change::UnsetCap { .. }
        | Change::SetEdition { .. }
        | Change::Delete
        | Change::Rebuild => Ok(()),
    }
}

/// Refuses a label that people could not read, or not tell from having none.
fn check_label(label: &str) -> Result<(), BadText> {
    match label {
        _ if label.trim() != label => {
            bad("label", label, "it begins or ends with white space: remove that")
        }
        _ if label.contains(is_hidden) => {
            bad("label", label, "it has an invisible character: remove that")
        }
        _ => identifier("label", label),
    }
}

fn identifier(what: &'static str, text: &str) -> Result<(), BadText> {
    let problem = match text {
        "" => "it is empty",
        _ if text.len() > MOST => "it is longer than 255 bytes",
        _ if text.contains(char::is_control) => "it has a control character",
        // Nothing sorts after this character, which the search by prefix relies on.
        _ if text.contains('\u{10FFFF}') => "it has the last code point, U+10FFFF",
        _ => return Ok(()),
    };
    bad(what, text, problem)
}

/// Refuses control characters, which a terminal that shows the history would act on.
fn words(reason: &str) -> Result<(), BadText> {
    if reason.contains(|it: char| it.is_control() && !matches!(it, '\n' | '\t')) {
        return bad(
            "reason",
            reason,
            "it has a control character: only line breaks and tabs are allowed",
        );
    }
    free("reason", reason)
}

fn free(what: &'static str, text: &str) -> Result<(), BadText> {
    match text {
        _ if text.contains('\0') => bad(what, text, "it has a NUL"),
        _ if text.len() > MOST_FREE => bad(what, text, "it is longer than 4,000 bytes"),
        _ => Ok(()),
    }
}

fn bad(what: &'static str, text: &str, problem: &'static str) -> Result<(), BadText> {
    let text = text.chars().take(40).collect::<String>().escape_debug().to_string();
    Err(BadText { what, text, problem })
}
