//! `tiergate policy kept` and `tiergate policy release`: the tenants that activations kept on earlier
//! policies.

use super::{Author, Opened};
use crate::exit::Exit;
use crate::printed::{counted, print, print_json, table};
use anyhow::Result;
use tiergate_store::{Backend, KeptOn, KeptPage, KeptTenant, Release, format_time};

#[derive(clap::Args)]
pub(super) struct List {
    /// Only those kept on this policy: its digest, or a unique prefix of it.
    #[arg(long)]
    policy: Option<String>,
    /// Only tenants after this one.
    #[arg(long)]
    after: Option<String>,
    /// List at most this many.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

impl List {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let policy = found(opened, self.policy.as_deref()).await?;
        let page = opened.store.kept(policy.as_deref(), self.after.as_deref(), self.limit).await?;
        if opened.place.json {
            print_json(&page)?;
        } else {
            show(&page)?;
        }
        Ok(Exit::Success)
    }
}

fn show(page: &KeptPage) -> Result<()> {
    if page.policies.is_empty() {
        return Ok(print("no tenant is kept on an earlier policy")?);
    }
    for KeptOn { policy, tenants, activation, until, .. } in &page.policies {
        let tenants = counted(*tenants, "tenant");
        let since = activation.map(|it| format!(", since activation {it}")).unwrap_or_default();
        let until = until.map(|it| format!(", until {}", format_time(it))).unwrap_or_default();
        print(format_args!("{policy}: {tenants}{since}{until}"))?;
    }
    let row = |it: &KeptTenant| {
        let KeptTenant { tenant, policy, at, actor, reason, .. } = it;
        let policy = policy.chars().take(12).collect();
        let reason = reason.clone().unwrap_or_default();
        [tenant.clone(), policy, format!("by {actor} at {}", format_time(*at)), reason]
    };
    if !page.tenants.is_empty() {
        print(table(&page.tenants.iter().map(row).collect::<Vec<_>>()))?;
    }
    if let Some(next) = &page.next {
        print(format_args!("there are more: --after {next}"))?;
    }
    Ok(())
}

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub(super) struct ReleaseKept {
    /// The tenants.
    #[arg(group = "which")]
    tenants: Vec<String>,
    /// All that are kept on this policy: its digest, or a unique prefix of it.
    #[arg(long, group = "which")]
    policy: Option<String>,
    /// All that are kept.
    #[arg(long, group = "which")]
    all: bool,
    #[command(flatten)]
    who: Author,
}

impl ReleaseKept {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let policy = found(opened, self.policy.as_deref()).await?;
        let which = match (&policy, self.all) {
            (Some(policy), _) => Release::On(policy),
            (None, true) => Release::All,
            (None, false) => Release::Tenants(&self.tenants),
        };
        let (by, mut released) = (self.who.by(), 0);
        loop {
            let done = opened.store.release(which, &by).await?;
            released += done.released;
            if !done.more {
                break;
            }
        }
        if opened.place.json {
            print_json(&serde_json::json!({ "released": released }))?;
        } else {
            print(format_args!("{} released", counted(released, "tenant")))?;
        }
        Ok(Exit::Success)
    }
}

/// Returns the whole digest of a policy.
async fn found<DB: Backend>(
    opened: &Opened<'_, DB>,
    policy: Option<&str>,
) -> Result<Option<String>, tiergate_store::PolicyError> {
    match policy {
        Some(policy) => Ok(Some(opened.store.find_policy(policy).await?)),
        None => Ok(None),
    }
}
