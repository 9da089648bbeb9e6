//! `tiergate billing replay`: takes in events from a file, or works out again what is stored.

use super::actor::Author;
use super::progress;
use super::stripe::Account;
use crate::exit::BadInput;
use crate::input;
use crate::printed::{counted, one_line, print, print_json};
use anyhow::Result;
use indicatif::ProgressBar;
use serde_json::{Deserializer, Value};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use tiergate_server::{Replayed, StripeAccount};
use tiergate_store::{Backend, By, SqlStore};

/// How many events one transaction takes in.
const AT_ONCE: usize = 200;

#[derive(clap::Args)]
pub(super) struct Replay {
    /// A file of Stripe's events: a JSON array, a list as `GET /v1/events` returns it, or one event
    /// per line; - for standard input. They are not signed, so you vouch for them.
    #[arg(required_unless_present = "stored", conflicts_with = "stored")]
    file: Option<PathBuf>,
    /// Work out the state of all subscriptions again, from everything that is stored.
    #[arg(long)]
    stored: bool,
    #[command(flatten)]
    account: Account,
    #[command(flatten)]
    who: Author,
}

impl Replay {
    pub(super) async fn run<DB: Backend>(self, store: &SqlStore<DB>, json: bool) -> Result<()> {
        let Self { file, account, who, .. } = self;
        let (account, by) = (account.open_for(store, None).await?, who.by());
        match &file {
            Some(file) => {
                let progress = progress::counter("events");
                let replayed = events(store, &account, file, &by, &progress).await?;
                progress.finish_and_clear();
                show(&replayed, json, "event", "read, {} new")
            }
            None => {
                let progress = progress::counter("subscriptions");
                let replayed = stored(store, &account, &by, &progress).await?;
                progress.finish_and_clear();
                show(&replayed, json, "subscription", "worked out, {} stored otherwise")
            }
        }
    }
}

/// Takes in the events of a file.
async fn events<DB: Backend>(
    store: &SqlStore<DB>,
    account: &StripeAccount,
    file: &Path,
    by: &By,
    progress: &ProgressBar,
) -> Result<Replayed> {
    let bad = |problem: &dyn std::fmt::Display| input::bad(file, problem);
    let reader = BufReader::new(input::open(file)?.0);
    let (mut all, mut batch) = (Replayed::default(), Vec::new());
    for value in Deserializer::from_reader(reader).into_iter::<Value>() {
        // An error names the line and the column, and nothing of the text.
        batch.extend(listed(value.map_err(|error| bad(&error))?).map_err(|error| bad(&error))?);
        while batch.len() >= AT_ONCE {
            let rest = batch.split_off(AT_ONCE);
            all.add(account.replay(store, &std::mem::replace(&mut batch, rest), by).await?);
            progress.set_position(all.read as u64);
        }
    }
    all.add(account.replay(store, &batch, by).await?);
    Ok(all)
}

/// Returns the events of a JSON value: an array, a list of Stripe's API, or one event.
fn listed(value: Value) -> Result<Vec<Value>, BadInput> {
    let events = match value {
        Value::Array(events) => events,
        Value::Object(mut list) if list.get("data").is_some_and(Value::is_array) => {
            match list.remove("data") {
                Some(Value::Array(events)) => events,
                _ => Vec::new(),
            }
        }
        event => vec![event],
    };
    match events.iter().all(Value::is_object) {
        true => Ok(events),
        false => Err(BadInput("each event must be a JSON object".to_owned())),
    }
}

/// Works out the state of everything that is stored again.
async fn stored<DB: Backend>(
    store: &SqlStore<DB>,
    account: &StripeAccount,
    by: &By,
    progress: &ProgressBar,
) -> Result<Replayed> {
    let (mut all, mut after) = (Replayed::default(), Some(String::new()));
    while let Some(last) = after {
        let (part, next) = account.replay_stored(store, &last, by).await?;
        all.add(part);
        progress.set_position(all.read as u64);
        after = next;
    }
    Ok(all)
}

/// Prints the result: how many things were read and, at the `{}` of the words, how many are new.
fn show(replayed: &Replayed, json: bool, thing: &str, words: &str) -> Result<()> {
    if json {
        return print_json(replayed);
    }
    let Replayed { read, new, changed, problems, .. } = replayed;
    for problem in problems {
        print(format_args!("not used as a whole: {}", one_line(problem)))?;
    }
    let words = words.replace("{}", &new.to_string());
    let (read, changed) = (counted(*read as u64, thing), counted(*changed as u64, "change"));
    Ok(print(format_args!("{read} {words}; {changed} of tenants"))?)
}

#[cfg(test)]
mod tests {
    use super::listed;
    use serde_json::json;

    #[test]
    fn events_are_an_array_a_list_or_single_ones() {
        let event = json!({ "id": "evt_1", "data": { "object": {} } });
        for text in [json!([event]), json!({ "object": "list", "data": [event] }), event.clone()] {
            assert_eq!(listed(text).unwrap(), std::slice::from_ref(&event));
        }
        assert!(listed(json!([])).unwrap().is_empty());
        for bad in [json!([1]), json!("evt_1"), json!(null), json!({ "data": [[]] })] {
            assert!(listed(bad.clone()).is_err(), "{bad}");
        }
    }
}
