//! `tiergate check`: one decision, as JSON and as an exit code.

use crate::exit::{BadInput, Exit};
use crate::input;
use crate::printed::print_json;
use anyhow::Result;
use std::path::{Path, PathBuf};
use tiergate::{InvalidFactsError, MAX_SAFE_INTEGER, Policy, Reason, Standing, Tenant};

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
    check_moments(&tenant).map_err(|error| BadInput(error.to_string()))?;
    let now = arguments.now.unwrap_or_else(tiergate::now);
    tiergate::check_moment("--now", now).map_err(|error| BadInput(error.to_string()))?;
    let decision = policy.check(&tenant, &arguments.feature, now)?;
    print_json(&decision)?;
    if decision.reason == Reason::UnknownFeature {
        return Err(unknown(&policy, &arguments.feature).into());
    }
    Ok(if decision.allowed { Exit::Success } else { Exit::Denied })
}

/// Refuses facts with times in milliseconds. The end of time, 2^53-1, and times close to it are
/// valid: an endless grace period ends then.
fn check_moments(tenant: &Tenant) -> Result<(), InvalidFactsError> {
    let check = |name: &str, moment: Option<u64>| match moment {
        Some(moment) if moment < MAX_SAFE_INTEGER / 2 => tiergate::check_moment(name, moment),
        _ => Ok(()),
    };
    for it in &tenant.assignments {
        check("assignments.expiresAt", it.expires_at)?;
        match it.standing {
            Standing::Trialing(end) => check("assignments.standing.trialing", Some(end))?,
            Standing::PastDue(end) => check("assignments.standing.past-due", end)?,
            Standing::Good => {}
        }
    }
    tenant.add_ons.iter().try_for_each(|it| check("addOns.expiresAt", it.expires_at))?;
    tenant.switches.iter().try_for_each(|it| check("switches.expiresAt", it.expires_at))?;
    tenant.caps.iter().try_for_each(|it| check("caps.expiresAt", it.expires_at))
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
