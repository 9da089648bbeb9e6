//! Lines that are not well-formed requests.

use crate::dice::Dice;
use crate::question::Question;
use crate::style::{VERBATIM, write};
use serde_json::{Map, Value, json};

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A byte is removed, added or changed; the line may still be well-formed.
    Scrambled,
    /// It ends early.
    Cut,
    /// It is not UTF-8.
    NotUtf8,
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// It is empty.
    Blank,
    /// It is JSON, but not an object.
    NoObject,
    /// A string has half of a surrogate pair.
    LoneSurrogate,
    /// A key that the contract does not have.
    UnknownKey,
    /// A required key is missing.
    MissingKey,
    /// A value of another type, or `null` in place of a required value.
    WrongType,
    /// A number that the contract does not allow.
    BadNumber,
    /// Two assignments of a source that may have only one.
    TwoAssignments,
    /// A feature that the tenant itself switched on.
    TenantSwitchesOn,
    /// An amount or a quantity of 0, or an item without names.
    NoAmount,
    /// A subscription that is past due, without the time since when.
    NoPastDueSince,
}

/// Every flaw.
pub const FLAWS: [Flaw; 15] = [
    Flaw::Scrambled,
    Flaw::Cut,
    Flaw::NotUtf8,
    Flaw::ByteOrderMark,
    Flaw::Blank,
    Flaw::NoObject,
    Flaw::LoneSurrogate,
    Flaw::UnknownKey,
    Flaw::MissingKey,
    Flaw::WrongType,
    Flaw::BadNumber,
    Flaw::TwoAssignments,
    Flaw::TenantSwitchesOn,
    Flaw::NoAmount,
    Flaw::NoPastDueSince,
];

/// The keys that are required, or that are the only one of their object.
const NEEDED: &[&str] = &[
    "call", "tenant", "now", "feature", "cap", "used", "source", "id", "giver", "enabled", "by",
    "limit", "at-most", "trialing", "past-due", "status", "names",
];

/// Returns a question with a flaw, as a line without a line feed.
pub fn line(dice: &mut Dice, question: &Question, flaw: Flaw) -> Vec<u8> {
    let mut value = json!(question);
    match flaw {
        Flaw::Blank => return dice.pick_or(&["", " ", "\t", "  \r"], "").into(),
        Flaw::NoObject => value = no_object(dice),
        Flaw::LoneSurrogate => {
            change(dice, &mut value, Value::is_string, |dice, it| *it = surrogate(dice))
        }
        Flaw::UnknownKey => change(dice, &mut value, Value::is_object, unknown_key),
        Flaw::MissingKey => change(dice, &mut value, has_needed, remove_needed),
        Flaw::WrongType => change(dice, &mut value, |it| !it.is_null(), wrong_type),
        Flaw::BadNumber => {
            change(dice, &mut value, Value::is_number, |dice, it| *it = bad_number(dice))
        }
        Flaw::TwoAssignments => value = with_tenant(dice, "assignments", two_assignments),
        Flaw::TenantSwitchesOn => value = with_tenant(dice, "switches", |_| tenant_switches_on()),
        Flaw::NoAmount => value = nothing(dice),
        Flaw::NoPastDueSince => value = no_past_due_since(dice),
        Flaw::Scrambled | Flaw::Cut | Flaw::NotUtf8 | Flaw::ByteOrderMark => {}
    }
    let text = write(dice, &value);
    in_bytes(dice, text.into_bytes(), flaw)
}

/// The flaws of bytes.
fn in_bytes(dice: &mut Dice, mut text: Vec<u8>, flaw: Flaw) -> Vec<u8> {
    match flaw {
        Flaw::Cut => {
            let object = text.iter().rposition(|byte| *byte == b'}').unwrap_or_default();
            text.truncate(dice.below(object + 1));
        }
        Flaw::NotUtf8 => {
            let bad: &[u8] = dice.pick_or(
                &[b"\xff", b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"],
                b"\xff",
            );
            let at = text.iter().position(|byte| *byte == b'"').map_or(0, |at| at + 1);
            text.splice(at..at, bad.iter().copied());
        }
        Flaw::ByteOrderMark => drop(text.splice(0..0, *b"\xef\xbb\xbf")),
        Flaw::Scrambled => scramble(dice, &mut text),
        _ => {}
    }
    text
}

/// Changes a byte. No added byte results in a fraction, an exponent or a repeated key, about which
/// hosts need not agree.
fn scramble(dice: &mut Dice, text: &mut Vec<u8>) {
    let at = dice.below(text.len());
    let byte = dice.pick_or(b"{}[]\",:\\-0x \x00\x1f\x7f", b' ');
    match dice.below(3) {
        0 => drop(text.splice(at..at + 1, [])),
        1 => drop(text.splice(at..at, [byte])),
        _ => drop(text.splice(at..at + 1, [byte])),
    }
}

/// Changes one of the values within this one that `fits` accepts.
fn change(
    dice: &mut Dice,
    value: &mut Value,
    fits: impl Fn(&Value) -> bool,
    change: impl FnOnce(&mut Dice, &mut Value),
) {
    let mut pointers = Vec::new();
    collect(value, String::new(), &fits, &mut pointers);
    let pointer = dice.pick_or(&pointers, String::new());
    match value.pointer_mut(&pointer).filter(|found| fits(found)) {
        Some(found) => change(dice, found),
        // There is none, so the flaw is the whole value.
        None => *value = no_object(dice),
    }
}

/// Returns the JSON pointers of every value that `fits` accepts.
fn collect(value: &Value, at: String, fits: &impl Fn(&Value) -> bool, to: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{at}/{index}"), fits, to);
            }
        }
        Value::Object(object) => {
            for (key, item) in object {
                collect(item, format!("{at}/{key}"), fits, to);
            }
        }
        _ => {}
    }
    if fits(value) {
        to.push(at);
    }
}

fn no_object(dice: &mut Dice) -> Value {
    let values = [
        json!([]),
        json!(null),
        json!(true),
        json!(1),
        json!("describe"),
        json!(["describe"]),
        json!(["onSignup", 0]),
        json!({}),
    ];
    dice.pick_or(&values, Value::Null)
}

fn verbatim(text: &str) -> Value {
    Value::String(format!("{VERBATIM}{text}"))
}

fn surrogate(dice: &mut Dice) -> Value {
    let halves =
        [r#""\ud800""#, r#""a\udfffb""#, r#""\udc00\ud800""#, r#""\ud83e\u0041""#, r#""\uD83Ex""#];
    verbatim(dice.pick_or(&halves, r#""\ud800""#))
}

fn bad_number(dice: &mut Dice) -> Value {
    let numbers = [
        "-1",
        "-0",
        "9007199254740992",
        "9007199254740993",
        "18446744073709551616",
        "-9007199254740991",
        "\"1\"",
        "01",
        "+1",
        "0x1",
        "NaN",
        "1_000",
    ];
    verbatim(dice.pick_or(&numbers, "-1"))
}

fn unknown_key(dice: &mut Dice, object: &mut Value) {
    let key = dice.pick_or(
        &["", "x", "__proto__", "constructor", "toString", "expires-at", "Now", "reason"],
        "x",
    );
    if let Some(object) = object.as_object_mut() {
        object
            .insert(key.to_owned(), dice.pick_or(&[json!(null), json!(0), json!({})], Value::Null));
    }
}

fn has_needed(value: &Value) -> bool {
    value.as_object().is_some_and(|object| NEEDED.iter().any(|key| object.contains_key(*key)))
}

fn remove_needed(dice: &mut Dice, value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    let keys: Vec<String> =
        object.keys().filter(|key| NEEDED.contains(&key.as_str())).cloned().collect();
    object.remove(&dice.pick_or(&keys, String::new()));
}

/// Returns a value of another type than the first one, regardless of its key.
fn wrong_type(dice: &mut Dice, value: &mut Value) {
    let others = match value {
        Value::Array(_) => vec![json!(null), json!({}), json!(""), json!(0)],
        Value::Object(_) => vec![json!([]), json!(0), json!(true), json!("x")],
        Value::Bool(_) => vec![json!(null), json!(0), json!("true")],
        _ => vec![json!(false), json!([]), json!({}), json!([null])],
    };
    *value = dice.pick_or(&others, Value::Null);
}

fn with_tenant(dice: &mut Dice, list: &str, items: impl FnOnce(&mut Dice) -> Value) -> Value {
    let tenant = Value::Object(Map::from_iter([(list.to_owned(), items(dice))]));
    match dice.below(4) {
        0 => json!({ "call": "resolve", "tenant": tenant, "now": 0 }),
        1 => json!({ "call": "check", "tenant": tenant, "feature": "", "now": 0 }),
        2 => json!({ "call": "checkCap", "tenant": tenant, "cap": "", "used": 0, "now": 0 }),
        _ => json!({ "call": "entitle", "tenant": tenant, "now": 0 }),
    }
}

fn two_assignments(dice: &mut Dice) -> Value {
    let source = dice.pick_or(&["manual", "trial", "default", "billing"], "manual");
    // Two assignments from billing with different plans would be well-formed.
    let plan = if source == "billing" { "a" } else { dice.pick_or(&["a", "b"], "a") };
    json!([{ "source": source, "plan": "a" }, { "source": "billing" }, { "source": source, "plan": plan, "expiresAt": 1 }])
}

fn tenant_switches_on() -> Value {
    json!([{ "feature": "", "enabled": true, "by": "tenant", "expiresAt": null }])
}

/// Returns a question about none of something of which there must be at least one.
fn nothing(dice: &mut Dice) -> Value {
    let held = json!({ "addOns": [{ "id": "a", "quantity": 0, "giver": "manual" }] });
    let unnamed = json!([{ "id": "s", "status": "active", "items": [{ "names": [] }] }]);
    let questions = [
        json!({ "call": "checkCap", "tenant": {}, "cap": "", "used": 1, "amount": 0, "now": 0 }),
        json!({ "call": "resolve", "tenant": held, "now": 0 }),
        json!({ "call": "onBilling", "subscriptions": unnamed }),
    ];
    dice.pick_or(&questions, Value::Null)
}

fn no_past_due_since(dice: &mut Dice) -> Value {
    let status = dice.pick_or(&["past-due", "unpaid"], "unpaid");
    let owing = json!({ "id": "", "status": status, "items": [], "trialEndsAt": 5 });
    json!({ "call": "onBilling", "subscriptions": [{ "id": "", "status": "active" }, owing] })
}
