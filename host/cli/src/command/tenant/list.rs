//! `tiergate tenant list`: lists all tenants, or those on a tier, from a source, or misconfigured.

use super::{Opened, progress};
use crate::exit::{BadInput, Exit};
use crate::printed::{print, print_json, table, warn};
use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use tiergate::Resolution;
use tiergate_store::{Backend, DecidedBy, Filter, Found, Search, SqlStore, Store, Stored, Tenants};

#[derive(clap::Args)]
pub(super) struct List {
    /// List only tenants whose identifiers begin with this.
    #[arg(default_value = "")]
    prefix: String,
    /// List only tenants whose identifiers or labels contain this, in upper or lower case.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// List only tenants after this identifier.
    #[arg(long)]
    after: Option<String>,
    /// How many tenants to list at most.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// List only tenants that are currently on this tier.
    #[arg(long)]
    tier: Option<String>,
    /// List only tenants whose tier currently comes from this source; `none` selects tenants
    /// without a plan that holds, for which the policy itself chooses the tier.
    #[arg(long, value_parser = decided_by())]
    source: Option<DecidedBy>,
    /// List only misconfigured tenants: those with a plan or an edition that the policy does not
    /// know, or without a plan.
    #[arg(long)]
    misconfigured: bool,
    /// List only tenants with a plan from billing that is past due, or ended because of that.
    #[arg(long)]
    past_due: bool,
}

/// Returns the parser of the source that decides a tenant's tier.
fn decided_by() -> impl TypedValueParser<Value = DecidedBy> {
    PossibleValuesParser::new(DecidedBy::ALL.map(DecidedBy::as_str)).try_map(|name| {
        let known = DecidedBy::ALL.into_iter().find(|it| it.as_str() == name);
        known.ok_or_else(|| BadInput(format!("`{name}` is not a source")))
    })
}

impl List {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let filter = self.filter();
        let Self { prefix, search: part, after, limit, .. } = self;
        let search = Search { prefix, part, after, limit };
        if filter.is_empty() && opened.place.json {
            print_json(&opened.store.list(&search).await?)?;
            return Ok(Exit::Success);
        }
        // Without a policy there is still a list, but without tiers.
        let tenants = match filter.is_empty() {
            true => opened.tenants_if_policy().await?,
            false => Some(opened.tenants().await?),
        };
        let Some(tenants) = tenants else {
            let page = opened.store.list(&search).await?;
            show(page.tenants.iter().map(|stored| (stored, None)))?;
            return Ok(say_more(page.next.as_deref(), 0));
        };
        let found = find(&tenants, &search, &filter).await?;
        if opened.place.json {
            print_json(&found)?;
            return Ok(Exit::Success);
        }
        show(found.tenants.iter().map(|it| (&it.stored, it.resolution.as_ref())))?;
        Ok(say_more(found.next.as_deref(), found.unanswered))
    }

    fn filter(&self) -> Filter {
        let (misconfigured, past_due) =
            (self.misconfigured.then_some(true), self.past_due.then_some(true));
        Filter { tier: self.tier.clone(), source: self.source, misconfigured, past_due }
    }
}

/// Searches until as many tenants as requested are found, or all were searched.
async fn find<DB: Backend>(
    tenants: &Tenants<SqlStore<DB>>,
    search: &Search,
    filter: &Filter,
) -> Result<Found> {
    let progress = progress::counter("tenants found");
    let mut all = tenants.find(search, filter).await?;
    while all.tenants.len() < search.limit as usize {
        let Some(next) = all.next.take() else { break };
        progress.set_position(all.tenants.len() as u64);
        let missing = search.limit as usize - all.tenants.len();
        let limit = u32::try_from(missing).unwrap_or(search.limit);
        let rest = Search { after: Some(next), limit, ..search.clone() };
        let found = tenants.find(&rest, filter).await?;
        all.tenants.extend(found.tenants);
        all.unanswered += found.unanswered;
        all.next = found.next;
    }
    progress.finish_and_clear();
    Ok(all)
}

/// Prints tenants as a table, with their tiers if the policy gave them.
fn show<'a>(tenants: impl Iterator<Item = (&'a Stored, Option<&'a Resolution>)>) -> Result<()> {
    let head = ["TENANT", "LABEL", "TIER", "SOURCE", "PLANS", ""].map(str::to_owned);
    let row = |(stored, resolution): (&Stored, Option<&Resolution>)| {
        let plan = |it: &tiergate::Assignment| it.plan.clone().unwrap_or_else(|| "-".into());
        let plans: Vec<_> = stored.facts.tenant.assignments.iter().map(plan).collect();
        let flag = resolution.is_some_and(|it| it.misconfigured);
        [
            stored.tenant.clone(),
            stored.label.clone().unwrap_or_default(),
            resolution.map_or("?", |it| &it.tier).to_owned(),
            resolution.map_or("?", |it| DecidedBy::from(it.source).as_str()).to_owned(),
            plans.join(", "),
            if flag { "misconfigured".to_owned() } else { String::new() },
        ]
    };
    let rows: Vec<_> = std::iter::once(head).chain(tenants.map(row)).collect();
    Ok(print(table(&rows))?)
}

fn say_more(next: Option<&str>, unanswered: u64) -> Exit {
    if unanswered > 0 {
        warn(format_args!("{unanswered} tenants have no tier: their policy gives no answer"));
    }
    if let Some(next) = next {
        warn(format_args!("there are more: continue with --after {next}"));
    }
    Exit::Success
}
