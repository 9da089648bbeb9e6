//! What differs, in sentences.

use super::alike::is_about;
use crate::billing::replay::STAYS;
use serde::Serialize;
use tiergate::Subscription;
use tiergate_store::{BillingDifference, format_time};

/// Returns what of a stored subscription differs from what follows from Stripe's answer.
pub(super) fn differs(
    BillingDifference { stored, follows, stays, .. }: &BillingDifference,
) -> Vec<String> {
    let Some(stored) = stored else { return vec!["it was not known here".to_owned()] };
    let mut words = Vec::new();
    match (&stored.subscription, &follows.subscription) {
        (Some(one), Some(other)) => fields(one, other, &mut words),
        (None, Some(_)) => words.push("it was mentioned here, and never reported".to_owned()),
        _ => {}
    }
    if stored.tenant != follows.tenant {
        let name = |tenant: &Option<String>| {
            tenant.as_ref().map_or_else(|| "nobody".to_owned(), |it| format!("`{it}`"))
        };
        let (one, other) = (name(&follows.tenant), name(&stored.tenant));
        words.push(format!("it belongs to {one}, and is stored for {other}"));
    }
    let settled = stored.doubts.iter().filter(|it| !follows.doubts.contains(it));
    words.extend(settled.map(|it| format!("no longer in doubt: {it}")));
    let new = follows.doubts.iter().filter(|it| !stored.doubts.contains(it));
    words.extend(new.map(|it| format!("in doubt: {it}")));
    words.extend(stays.then(|| STAYS.to_owned()));
    words
}

fn fields(stored: &Subscription, follows: &Subscription, words: &mut Vec<String>) {
    let mut differ = |what: &str, one: String, other: String| {
        if one != other {
            words.push(format!("its {what} is {one}, and is stored as {other}"));
        }
    };
    differ("status", text(&follows.status), text(&stored.status));
    let pause = |it: &Subscription| if it.collection_paused { "paused" } else { "not paused" };
    differ("collection", pause(follows).to_owned(), pause(stored).to_owned());
    differ("items", items(follows), items(stored));
    differ("trial's end", time(follows.trial_ends_at), time(stored.trial_ends_at));
    differ("end", time(follows.ends_at), time(stored.ends_at));
    if !is_about(follows.past_due_since, stored.past_due_since) {
        let (one, other) = (time(follows.past_due_since), time(stored.past_due_since));
        differ("past-due date", one, other);
    }
}

/// Returns items by their names, the most specific first, and how many there are of each.
fn items(of: &Subscription) -> String {
    let item = |it: &tiergate::Item| {
        let quantity = it.quantity.map_or_else(|| "metered".to_owned(), |it| it.to_string());
        format!("`{}` ({quantity})", it.names.join("`/`"))
    };
    let all: Vec<_> = of.items.iter().map(item).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn time(at: Option<u64>) -> String {
    at.map_or_else(|| "absent".to_owned(), format_time)
}

/// Returns how the contract writes a value.
fn text(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    format!("`{}`", value.as_str().unwrap_or_default())
}
