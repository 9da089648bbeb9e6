//! Reads single fields of Stripe's objects, whatever else they have.

use crate::billing::event::Problem;
use serde_json::Value;
use tiergate::{MAX_SAFE_INTEGER, Timestamp, check_moment};

/// Returns the text of a field; `None` if it is absent, empty or not a text.
pub(in crate::billing) fn text<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object.get(field)?.as_str().filter(|text| !text.is_empty())
}

/// Returns the identifier in a field that has an object or only its identifier.
pub(in crate::billing) fn id<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    text(object, field).or_else(|| text(object.get(field)?, "id"))
}

/// Returns the value in a field of a field.
pub(super) fn inner<'a>(object: &'a Value, fields: &[&str]) -> Option<&'a Value> {
    fields.iter().try_fold(object, |object, field| object.get(field))
}

/// Returns whether a field is `true`.
pub(in crate::billing) fn is_true(object: &Value, field: &str) -> bool {
    object.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// Returns the list in the `data` of a field.
pub(in crate::billing) fn list<'a>(object: &'a Value, field: &str) -> Option<&'a Vec<Value>> {
    inner(object, &[field, "data"])?.as_array()
}

/// Returns the moment in a field; `None` if it is absent or `null`.
///
/// # Errors
///
/// If it is not a time in seconds after 1970.
pub(super) fn moment(object: &Value, field: &'static str) -> Result<Option<Timestamp>, Problem> {
    let Some(value) = object.get(field).filter(|value| !value.is_null()) else { return Ok(None) };
    let moment = value.as_u64().filter(|at| *at > 0 && check_moment(field, *at).is_ok());
    moment.map(Some).ok_or_else(|| invalid(field, value))
}

/// Returns how many a field says; `None` if it is absent or `null`.
///
/// # Errors
///
/// If it is not a whole number that the contract allows.
pub(super) fn count(object: &Value, field: &'static str) -> Result<Option<u64>, Problem> {
    let Some(value) = object.get(field).filter(|value| !value.is_null()) else { return Ok(None) };
    let count = value.as_u64().filter(|count| *count <= MAX_SAFE_INTEGER);
    count.map(Some).ok_or_else(|| invalid(field, value))
}

/// Returns the problem of a field with a value that it cannot have. Texts may be personal, so that
/// only numbers are shown.
fn invalid(field: &'static str, value: &Value) -> Problem {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Null => "null".to_owned(),
    };
    Problem::Invalid { field, text }
}

/// Returns an object as it was before a change, which `previous` describes: it has the previous
/// values of the fields that changed.
pub(super) fn before(object: &Value, previous: &Value) -> Value {
    let (Value::Object(now), Value::Object(changed)) = (object, previous) else {
        return previous.clone();
    };
    let mut then = now.clone();
    for (field, value) in changed {
        let value = now.get(field).map_or_else(|| value.clone(), |now| before(now, value));
        then.insert(field.clone(), value);
    }
    Value::Object(then)
}
