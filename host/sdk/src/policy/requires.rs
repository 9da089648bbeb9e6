//! Whether the required feature that a decision names can be its reason.

use crate::contract::{Decision, Reason};
use crate::policy::call_error::UnavailableError;

/// Refuses a decision on `feature` whose reason names a required feature that cannot be the reason:
/// the feature itself, an available one, or one that the policy does not have. Following such
/// reasons would never end.
///
/// `is_allowed` returns whether a feature is available; `None` for one that the policy does not
/// have.
pub(crate) fn check(
    feature: &str,
    decision: &Decision,
    is_allowed: impl FnOnce(&str) -> Result<Option<bool>, UnavailableError>,
) -> Result<(), UnavailableError> {
    let Reason::Requires(needed) = &decision.reason else { return Ok(()) };
    if needed != feature && is_allowed(needed)? == Some(false) {
        return Ok(());
    }
    let text = format!("it says that `{feature}` lacks `{needed}`, which it does not");
    Err(UnavailableError::BadAnswer(text))
}
