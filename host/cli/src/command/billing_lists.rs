//! The lists of `tiergate billing`. Their JSON is that of the routes over HTTP.

use crate::printed::{counted, one_line, print, print_json, warn};
use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};
use tiergate_store::{
    Backend, BillingListed, BillingProblem, BillingRun, BillingWaiting, SqlStore, Store,
    WriteError, format_time,
};

/// A part of a list.
#[derive(clap::Args)]
pub(super) struct Part {
    /// List only what comes after this: the `next` of the previous list.
    #[arg(long)]
    after: Option<String>,
    /// How many to list at most.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
}

/// The JSON output of subscriptions.
#[derive(Serialize)]
struct Subscriptions {
    subscriptions: Vec<BillingListed>,
}

/// Shows a tenant's subscriptions.
pub(super) async fn of_tenant<DB: Backend>(
    store: &SqlStore<DB>,
    tenant: String,
    json: bool,
) -> Result<()> {
    if store.find(&tenant).await?.is_none() {
        return Err(WriteError::UnknownTenant(tenant).into());
    }
    let billed = store.billed(&tenant).await?.into_iter();
    show(billed.map(|(id, billed)| BillingListed::new(id, billed)).collect(), json)
}

/// Shows all subscriptions that belong to no tenant.
pub(super) async fn unassigned<DB: Backend>(store: &SqlStore<DB>, json: bool) -> Result<()> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.unassigned(after.as_deref(), 1_000).await?;
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return show(all, json);
        }
    }
}

fn show(subscriptions: Vec<BillingListed>, json: bool) -> Result<()> {
    if json {
        return print_json(&Subscriptions { subscriptions });
    }
    for BillingListed { id, billed, .. } in &subscriptions {
        let text = billed
            .subscription
            .as_ref()
            .map_or_else(|| format!("never reported ({id})"), super::tenant::subscription);
        let tenant = billed
            .tenant
            .as_deref()
            .map_or_else(String::new, |tenant| format!(", of `{}`", one_line(tenant)));
        print(format_args!("{}{tenant}", one_line(&text)))?;
        for doubt in &billed.doubts {
            print(format_args!("  in doubt: {}", one_line(doubt)))?;
        }
    }
    Ok(())
}

/// Reports that there are more, if there are.
fn say_more(next: Option<&str>) {
    if let Some(next) = next {
        warn(format_args!("there are more: continue with --after '{}'", one_line(next)));
    }
}

/// The JSON output of reports that were not understood.
#[derive(Serialize)]
struct Problems {
    reports: Vec<BillingProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Shows reports that were not understood.
pub(super) async fn problems<DB: Backend>(
    store: &SqlStore<DB>,
    part: &Part,
    json: bool,
) -> Result<()> {
    let page = store.billing_problems(part.after.as_deref(), part.limit).await?;
    if json {
        return print_json(&Problems { reports: page.rows, next: page.next });
    }
    for it in page.rows {
        let (received, id) = (format_time(it.received), one_line(&it.id));
        for problem in &it.problems {
            let (kind, problem) = (one_line(&it.kind), one_line(problem));
            print(format_args!("{received} {id} {kind}: {problem}"))?;
        }
    }
    say_more(page.next.as_deref());
    Ok(())
}

/// The JSON output of what waits to be asked.
#[derive(Serialize)]
struct Asks {
    asks: Vec<BillingWaiting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Shows what waits to be asked.
pub(super) async fn asks<DB: Backend>(store: &SqlStore<DB>, part: &Part, json: bool) -> Result<()> {
    let page = store.billing_asks(part.after.as_deref(), part.limit).await?;
    if json {
        return print_json(&Asks { asks: page.rows, next: page.next });
    }
    for it in page.rows {
        let (subject, since, due) =
            (one_line(&it.subject), format_time(it.since), format_time(it.due));
        let failed = it.problem.map_or_else(String::new, |problem| {
            format!("; failed {}: {}", counted(it.failures, "time"), one_line(&problem))
        });
        print(format_args!("{subject} waits since {since}, until {due} or later{failed}"))?;
    }
    say_more(page.next.as_deref());
    Ok(())
}

/// The JSON output of a run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    number: u64,
    actor: String,
    began: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<u64>,
    abandoned: bool,
    /// How far it has got, and then the result.
    #[serde(flatten)]
    progress: Map<String, Value>,
}

impl From<BillingRun> for Run {
    fn from(run: BillingRun) -> Self {
        let BillingRun { number, actor, began, ended, is_abandoned, state, .. } = run;
        // OK because a state that cannot be read only hides how far the run has got.
        let progress = serde_json::from_str(&state).unwrap_or_default();
        Self { number, actor, began, ended, abandoned: is_abandoned, progress }
    }
}

/// Shows the last comparisons and replays.
pub(super) async fn runs<DB: Backend>(store: &SqlStore<DB>, json: bool) -> Result<()> {
    let runs: Vec<Run> = store.billing_runs().await?.into_iter().map(Run::from).collect();
    if json {
        return print_json(&runs);
    }
    for run in runs {
        let (began, actor) = (format_time(run.began), one_line(&run.actor));
        let end = match run.ended {
            Some(ended) => format!("ended {}", format_time(ended)),
            None if run.abandoned => "abandoned: start it again".to_owned(),
            None => "under way".to_owned(),
        };
        print(format_args!("{} {began} {actor}: {}; {end}", run.number, result(&run.progress)))?;
    }
    Ok(())
}

/// Returns how far a run has got, and why it failed.
fn result(progress: &Map<String, Value>) -> String {
    let count = |of: &Value, name: &str| of.get(name).and_then(Value::as_u64).unwrap_or_default();
    let mut text = match (progress.get("reconciled"), progress.get("replayed")) {
        (Some(it), _) => {
            let compared = counted(count(it, "subscriptions"), "subscription");
            format!("{compared} compared, {} different", count(it, "differing"))
        }
        (None, Some(it)) => format!("{} read, {} new", count(it, "read"), count(it, "new")),
        (None, None) => "unknown".to_owned(),
    };
    if progress.get("dryRun").and_then(Value::as_bool) == Some(true) {
        text.push_str(", nothing written");
    }
    if let Some(problem) = progress.get("problem").and_then(Value::as_str) {
        text = format!("{text}, failed: {}", one_line(problem));
    }
    text
}
