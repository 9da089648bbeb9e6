//! `tiergate laws`: checks the laws of plans, by enumeration.

use super::opened::Opened;
use crate::exit::Exit;
use crate::printed::{counted, print, print_json};
use anyhow::Result;
use std::path::PathBuf;
use std::time::Instant;
use tiergate_laws::{Finding, LawReport, check_laws};
use tiergate_map::Source;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A policy file, written in any language; or a tier map, a .json or .toml file.
    file: PathBuf,
    /// A product of the billing system, which a policy file does not list; can be given repeatedly.
    #[arg(long = "product")]
    products: Vec<String>,
    /// The most combinations of tier, add-ons and edition to ask about; beyond, they are sampled.
    /// The default is 100,000, or fewer for a large policy.
    #[arg(long)]
    points: Option<usize>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let opened = Opened::file(&arguments.file)?;
    let domain = opened.domain(&arguments.products, arguments.points);
    let start = Instant::now();
    let report = check_laws(opened.engine(), &domain)?;
    if arguments.json {
        print_json(&report)?;
    } else {
        let source = opened.map().map(|_| Source::from_file(&arguments.file)).transpose()?;
        for law in &report.laws {
            print(summary(law))?;
            law.findings.iter().try_for_each(|it| show(it, source.as_ref()))?;
        }
        let found = counted(report.findings().count() as u64, "finding");
        print(format_args!("{found} in {:.0?}", start.elapsed()))?;
    }
    Ok(if report.findings().next().is_some() { Exit::Denied } else { Exit::Success })
}

fn summary(it: &LawReport) -> String {
    let points = counted(it.points, "point");
    let state = match (it.findings.len() as u64, it.points, it.proved) {
        (0, 0, _) => "not asked: no product is known".to_owned(),
        (0, _, true) => format!("proved at {points}"),
        (0, _, false) => format!("sampled at {points}"),
        (findings, ..) => format!("broken: {} at {points}", counted(findings, "finding")),
    };
    format!("{:22}{state}", it.law.name())
}

fn show(it: &Finding, source: Option<&Source>) -> Result<()> {
    let path: Vec<_> = it.path.iter().map(String::as_str).collect();
    let place = source.filter(|_| !path.is_empty());
    let place = place.map(|source| format!("{}:{}: ", source.file(), source.line(&path)));
    print(format_args!("  {}: {}{}", it.name(), place.unwrap_or_default(), it.message))?;
    print(format_args!("    help: {}", it.help))?;
    if let Some(shown_by) = &it.counterexample {
        print(format_args!("    tenant: {}", serde_json::to_string(&shown_by.tenant)?))?;
    }
    Ok(())
}
