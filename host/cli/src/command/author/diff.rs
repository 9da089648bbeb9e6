//! `tiergate diff`: what differs between two policies.

use super::opened::Opened;
use crate::exit::Exit;
use crate::printed::{print, print_json};
use anyhow::Result;
use serde::Serialize;
use std::path::PathBuf;
use tiergate_laws::{Diff, diff, says};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The old policy: a policy file, a tier map, or the digest of a policy of the store, which may be
    /// shortened.
    old: PathBuf,
    /// The new policy, named in the same way.
    new: PathBuf,
    /// The store of policies that are named by digest: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, visible_alias = "database-url", env = "TIERGATE_STORE", hide_env_values = true)]
    store: Option<String>,
    /// Exit with 2 if anything differs.
    #[arg(long)]
    exit_code: bool,
    /// Exit with 2 if a tenant has less than before.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Print only which part of the version should grow: major, minor, patch or none.
    #[arg(long, conflicts_with_all = ["json", "markdown"])]
    semver: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print Markdown, for a pull request.
    #[arg(long)]
    markdown: bool,
    /// A product of the billing system, which a policy file does not list; can be given repeatedly.
    #[arg(long = "product")]
    products: Vec<String>,
    /// The most combinations of tier, add-ons and edition to ask about; beyond, they are sampled.
    /// The default is 20,000, or fewer for a large policy.
    #[arg(long)]
    points: Option<usize>,
}

/// How many combinations are asked about unless `--points` is given.
const MOST: usize = 20_000;

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum FailOn {
    /// A tenant has less than before.
    Narrows,
}

/// The JSON output.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    same_bytes: bool,
    #[serde(flatten)]
    diff: &'a Diff,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let open = |name| Opened::file_or_digest(name, arguments.store.as_deref());
    let (old, new) = (open(&arguments.old)?, open(&arguments.new)?);
    let mut products = arguments.products.clone();
    products.extend(new.domain(&[], None).products);
    let domain = old.domain(&products, arguments.points);
    let domain = if arguments.points.is_none() { domain.at_most(MOST) } else { domain };
    let mut found = diff(old.engine(), new.engine(), &domain)?;
    if let (Some(old), Some(new)) = (old.map(), new.map()) {
        found.add_says(says(old, new));
    }
    let same_bytes = match (&old, &new) {
        (Opened::Policy(old), Opened::Policy(new)) => old.digest() == new.digest(),
        _ => false,
    };
    if arguments.json {
        print_json(&Report { same_bytes, diff: &found })?;
    } else if arguments.semver {
        print(found.semver)?;
    } else if arguments.markdown {
        print(found.markdown().trim_end())?;
    } else if same_bytes {
        print("same-bytes")?;
    } else {
        print(&found)?;
    }
    let narrows = arguments.fail_on == Some(FailOn::Narrows) && found.narrows();
    let differs = arguments.exit_code && found.differs();
    Ok(if narrows || differs { Exit::Denied } else { Exit::Success })
}
