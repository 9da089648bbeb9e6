//! Formats facts and changes for people.

use tiergate::{
    Assignment, FeatureSwitch, Giver, HeldAddOn, HeldCap, Item, Limit, Source, Standing, Status,
    Subscription, Switcher,
};
use tiergate_store::{Change, format_time};

/// Formats the time until which something holds; empty if it has no end.
pub(super) fn end(expires_at: Option<u64>) -> String {
    expires_at.map_or_else(String::new, |at| format!(", until {}", format_time(at)))
}

pub(super) fn source(source: Source) -> &'static str {
    match source {
        Source::Manual => "an operator's grant",
        Source::Trial => "a trial",
        Source::Billing => "billing",
        Source::Default => "the default",
    }
}

pub(super) fn plan(plan: Option<&str>) -> String {
    plan.map_or_else(|| "no plan".to_owned(), |plan| format!("`{plan}`"))
}

pub(super) fn limit(limit: Limit) -> String {
    match limit {
        Limit::AtMost(most) => format!("at most {most}"),
        Limit::Unlimited => "unlimited".to_owned(),
    }
}

fn state(enabled: bool) -> &'static str {
    if enabled { "on" } else { "off" }
}

fn giver(giver: Giver) -> &'static str {
    match giver {
        Giver::Manual => "an operator",
        Giver::Billing => "billing",
    }
}

fn switcher(by: Switcher) -> &'static str {
    match by {
        Switcher::Operator => "an operator",
        Switcher::Tenant => "the tenant itself",
    }
}

pub(super) fn assignment(it: &Assignment) -> String {
    let standing = match it.standing {
        Standing::Good => String::new(),
        Standing::Trialing(until) => format!(", on trial until {}", format_time(until)),
        Standing::PastDue(Some(until)) => format!(", past due, kept until {}", format_time(until)),
        Standing::PastDue(None) => ", past due".to_owned(),
    };
    let plan = plan(it.plan.as_deref());
    format!("{plan} by {}{standing}{}", source(it.source), end(it.expires_at))
}

pub(super) fn add_on(held: &HeldAddOn) -> String {
    let id = counted(&held.id, held.quantity);
    format!("{id} by {}{}", giver(held.giver), end(held.expires_at))
}

/// Formats an identifier, with how many there are of it if that is not one.
fn counted(id: &str, quantity: u64) -> String {
    if quantity == 1 { format!("`{id}`") } else { format!("{quantity} `{id}`") }
}

pub(super) fn switch(it: &FeatureSwitch) -> String {
    let (state, by) = (state(it.enabled), switcher(it.by));
    format!("`{}` {state} by {by}{}", it.feature, end(it.expires_at))
}

pub(super) fn cap(held: &HeldCap) -> String {
    let (limit, giver) = (limit(held.limit), giver(held.giver));
    format!("`{}` {limit} by {giver}{}", held.cap, end(held.expires_at))
}

fn assignments(all: &[Assignment]) -> String {
    let all: Vec<_> = all.iter().map(assignment).collect();
    if all.is_empty() { "no plan".to_owned() } else { all.join(", ") }
}

/// Describes what was done to the tenant.
pub(super) fn change(change: &Change) -> String {
    match change {
        Change::Create { edition, assignments: start, .. } => {
            format!("created with {}{}", assignments(start), in_edition(edition.as_deref()))
        }
        Change::Grant { tier, expires_at } => format!("granted `{tier}`{}", end(*expires_at)),
        Change::Revoke => "revoked the grant".to_owned(),
        Change::Trial { tier, expires_at } => {
            format!("set its trial of `{tier}`{}", end(Some(*expires_at)))
        }
        Change::EndTrial => "ended its trial".to_owned(),
        Change::Bill { subscriptions } => billed(subscriptions),
        Change::Import { source: of, plan: it, edition, .. } => {
            let (plan, edition) = (plan(it.as_deref()), in_edition(edition.as_deref()));
            format!("imported {plan} from {}{edition}", source(*of))
        }
        Change::EndImport { source: of } => {
            format!("ended the plan imported from {}: it was not in the list", source(*of))
        }
        Change::GiveAddOn { add_on, quantity, expires_at } => {
            format!("gave the add-on {}{}", counted(add_on, *quantity), end(*expires_at))
        }
        Change::TakeAddOn { add_on } => format!("removed the add-on `{add_on}`"),
        Change::SwitchFeature { feature, enabled, by, expires_at } => {
            let (state, by) = (state(*enabled), switcher(*by));
            format!("switched `{feature}` {state} as {by}{}", end(*expires_at))
        }
        Change::UnswitchFeature { feature, by } => {
            format!("reset `{feature}` to the plan as {}", switcher(*by))
        }
        Change::SetCap { cap, limit: it, expires_at } => {
            format!("set `{cap}` to {}{}", limit(*it), end(*expires_at))
        }
        Change::UnsetCap { cap } => format!("reset `{cap}` to the plan"),
        other => rest(other),
    }
}

/// Describes the complete state from billing, which replaced its previous state.
fn billed(subscriptions: &[Subscription]) -> String {
    let all: Vec<_> = subscriptions.iter().map(subscription).collect();
    if all.is_empty() { "billed nothing".to_owned() } else { format!("billed {}", all.join("; ")) }
}

/// Formats a subscription: what it is for, its status, and the times that matter.
pub(in crate::command) fn subscription(it: &Subscription) -> String {
    let items: Vec<_> = it.items.iter().map(item).collect();
    let items = if items.is_empty() { "nothing".to_owned() } else { items.join(", ") };
    let mut text = format!("{items}: {}", status(it.status));
    if it.collection_paused {
        text += ", collection paused";
    }
    let times = [
        (", trial until", it.trial_ends_at),
        (", past due since", it.past_due_since),
        (", ends", it.ends_at),
    ];
    for (words, at) in times {
        if let Some(at) = at {
            text += &format!("{words} {}", format_time(at));
        }
    }
    format!("{text} ({})", it.id)
}

fn item(it: &Item) -> String {
    let name = it.names.first().map_or("", String::as_str);
    match it.quantity {
        Some(quantity) => counted(name, quantity),
        None => format!("`{name}`, metered"),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Trialing => "trialing",
        Status::PastDue => "past due",
        Status::Unpaid => "unpaid",
        Status::Paused => "paused",
        Status::Canceled => "canceled",
        Status::Incomplete => "incomplete",
        Status::IncompleteExpired => "incomplete, expired",
    }
}

/// Describes changes that have no end.
fn rest(change: &Change) -> String {
    match change {
        Change::SetEdition { edition: Some(edition) } => format!("set the edition `{edition}`"),
        Change::SetEdition { edition: None } => "reset the edition to the deployment's".to_owned(),
        Change::SetLabel { label: Some(label) } => format!("set the label {label:?}"),
        Change::SetLabel { label: None } => "removed the label".to_owned(),
        Change::SetAttribute { name, value: Some(value) } => format!("set {name} to {value:?}"),
        Change::SetAttribute { name, value: None } => format!("removed the attribute {name}"),
        Change::Pin { digest: Some(digest) } => format!("pinned it to {}", short(digest)),
        Change::Pin { digest: None } => "unpinned it".to_owned(),
        Change::Delete => "deleted it".to_owned(),
        Change::Rebuild => "repaired its facts from the history".to_owned(),
        // Any other change is shown as it is stored.
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// Says that a new tenant looks like another one.
pub(super) fn alike(tenant: &str, other: &str) -> String {
    format!("`{tenant}` looks like `{other}`, which is another tenant")
}

fn in_edition(edition: Option<&str>) -> String {
    edition.map_or_else(String::new, |edition| format!(", in the edition `{edition}`"))
}

/// Returns the beginning of a digest, enough for people to tell policies apart.
pub(super) fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
