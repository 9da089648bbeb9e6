//! What every policy is asked, and its answers by name.

use serde_json::{Value, json};
use tiergate::{CallError, Policy, Request, UnavailableError};

/// A moment, and one before it.
const NOW: u64 = 1_772_700_000;

/// A tenant of whom much is known, so that arguments have to be passed in memory too.
fn tenant(plan: &str) -> Value {
    json!({
        "edition": "enterprise",
        "assignments": [
            {"source": "billing", "plan": plan, "expiresAt": NOW + 1000},
            {"source": "trial", "plan": "premium", "standing": {"trialing": NOW + 100}}],
        "addOns": [{"id": "assistant", "quantity": 2, "giver": "billing"}],
        "switches": [{"feature": "export", "enabled": false, "by": "tenant"}],
        "caps": [{"cap": "maxNotes", "limit": {"at-most": 7}, "giver": "manual"}],
        "attributes": [["school", "yes"]],
    })
}

/// Each call once, `entitle` first: it is the one that a server makes.
pub fn requests(plan: &str) -> Vec<Value> {
    let tenant = tenant(plan);
    vec![
        json!({"call": "entitle", "tenant": tenant, "now": NOW}),
        json!({"call": "check", "tenant": tenant, "feature": "export", "now": NOW}),
        json!({"call": "resolve", "tenant": tenant, "now": NOW}),
        json!({"call": "checkCap", "tenant": tenant, "cap": "maxNotes", "used": 5, "now": NOW}),
        json!({"call": "onSignup", "now": NOW, "returning": true}),
        json!({"call": "onBilling", "subscriptions": [{
            "id": "s", "status": "past-due", "pastDueSince": NOW,
            "collectionPaused": true, "trialEndsAt": NOW, "endsAt": NOW + 1000,
            "items": [{"names": ["price-pro", "alga-psa-pro"], "quantity": 3}]}]}),
        json!({"call": "describe"}),
    ]
}

/// A policy's answer to one request, or how it failed.
pub fn ask(policy: &Policy, request: &Value) -> Result<String, UnavailableError> {
    let request = Request::from_json(request.to_string().as_bytes()).unwrap();
    policy.answer(&request).map_err(|error| match error {
        CallError::Unavailable(unavailable) => unavailable,
        other => panic!("the request is right, and was refused: {other}"),
    })
}

/// The name of a way to fail, as the headers of hostile files have it.
pub fn name(unavailable: &UnavailableError) -> &'static str {
    match unavailable {
        UnavailableError::OutOfFuel => "out-of-fuel",
        UnavailableError::TimedOut => "timed-out",
        UnavailableError::OutOfMemory(_) => "out-of-memory",
        UnavailableError::StackOverflow => "stack-overflow",
        UnavailableError::Trapped(_) => "trapped",
        UnavailableError::BadAnswer(_) => "bad-answer",
        UnavailableError::NotWhole => "not-whole",
        UnavailableError::Busy => "busy",
        other => panic!("`{other}` has no name yet"),
    }
}
