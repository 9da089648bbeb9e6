//! `tiergate check`: one decision, as JSON and as an exit code.

use crate::exit::{BadInput, Exit};
use crate::input;
use crate::printed::print_json;
use anyhow::Result;
use std::path::{Path, PathBuf};
use tiergate::{Policy, Reason, Tenant};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy file.
    file: PathBuf,
    /// A JSON file with the tenant's facts; `-` for standard input.
    #[arg(long)]
    tenant: PathBuf,
    /// The feature.
    #[arg(long)]
    feature: String,
    /// The time to decide for, in seconds since 1970; defaults to now.
    #[arg(long)]
    now: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let policy = Policy::from_file(&arguments.file)?;
    let tenant = read_tenant(&arguments.tenant)?;
    let now = arguments.now.unwrap_or_else(tiergate::now);
    tiergate::check_moment("--now", now).map_err(|error| BadInput(error.to_string()))?;
    let decision = policy.check(&tenant, &arguments.feature, now)?;
    print_json(&decision)?;
    if decision.reason == Reason::UnknownFeature {
        return Err(unknown(&policy, &arguments.feature).into());
    }
    Ok(if decision.allowed { Exit::Success } else { Exit::Denied })
}

/// Returns the error for a feature that the policy does not have: a mistake, which must not be
/// confused with a denial.
fn unknown(policy: &Policy, feature: &str) -> BadInput {
    let known = policy.catalog().features.iter();
    let known: Vec<_> = known.map(|it| format!("`{}`", it.id)).collect();
    BadInput(format!("the policy has no feature `{feature}`; it has {}", known.join(", ")))
}

fn read_tenant(path: &Path) -> Result<Tenant, BadInput> {
    serde_json::from_str(&input::read(path)?).map_err(|error| input::bad(path, &error))
}
