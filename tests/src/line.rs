//! Random lines for `tiergate eval`.

use crate::dice::Dice;
use crate::flaws::{self, FLAWS, Flaw};
use crate::question::Question;
use crate::style;
use serde_json::{Value, json};
use tiergate_map::Map;

/// A line, with its call and its flaw.
#[derive(Debug)]
pub struct Line {
    /// The line, without a line feed.
    pub text: Vec<u8>,
    /// The call that it asks for, or asked for before the flaw.
    pub call: String,
    /// What is wrong with it, if anything.
    pub flaw: Option<Flaw>,
}

impl Line {
    /// Returns a line for the policy of a map. Some lines have a flaw.
    pub fn random(dice: &mut Dice, map: &Map) -> Self {
        let question = Question::random(dice, &map.info, &map.settings);
        let mut value = json!(question);
        let call = value.get("call").and_then(Value::as_str).unwrap_or_default().to_owned();
        let flaw = dice.chance(15).then(|| dice.pick_or(&FLAWS, Flaw::Scrambled));
        let text = match flaw {
            Some(flaw) => flaws::line(dice, &question, flaw),
            None => {
                loosen(dice, &mut value);
                style::write(dice, &value).into_bytes()
            }
        };
        Self { text, call, flaw }
    }
}

/// The keys that may be `null`, of the record that has the first one.
const NULLABLE: &[(&str, &[&str])] = &[
    ("assignments", &["edition"]),
    ("source", &["plan", "expiresAt"]),
    ("giver", &["expiresAt"]),
    ("by", &["expiresAt"]),
    ("status", &["trialEndsAt", "pastDueSince"]),
];

/// Writes some absent values as `null`, and leaves out some default values.
fn loosen(dice: &mut Dice, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| loosen(dice, it)),
        Value::Object(object) => {
            let of = NULLABLE.iter().filter(|(key, _)| object.contains_key(*key));
            let nullable: Vec<&str> = of.flat_map(|(_, keys)| dice.some(keys, 30)).collect();
            for key in nullable {
                object.entry(key).or_insert(Value::Null);
            }
            let unsaid = [json!([]), json!("good")];
            object.retain(|_, it| !unsaid.contains(it) || dice.chance(50));
            object.values_mut().for_each(|it| loosen(dice, it));
        }
        _ => {}
    }
}
