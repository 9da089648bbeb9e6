//! `tiergate inspect`: what a policy knows and what it is made of.

use crate::exit::Exit;
use anyhow::{Context, Result};
use serde::Serialize;
use std::path::PathBuf;
use tiergate::{Info, Policy};
use wasmparser::{Parser, Payload};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy.
    file: PathBuf,
    /// Print it all as JSON.
    #[arg(long)]
    json: bool,
}

/// What `inspect` tells.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    digest: &'a str,
    size: usize,
    contract_version: String,
    imports: Vec<String>,
    exports: Vec<String>,
    core_modules: usize,
    catalog: &'a Info,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let path = &arguments.file;
    let policy = Policy::from_file(path)?;
    let file = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let report = report(&policy, &file)?;
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report)?;
    }
    Ok(Exit::Success)
}

fn report<'a>(policy: &'a Policy, file: &[u8]) -> Result<Report<'a>> {
    let (mut imports, mut exports, mut core_modules) = (Vec::new(), Vec::new(), 0);
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(file) {
        match payload? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ModuleSection { .. } => core_modules += 1,
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    imports.push(import?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    exports.push(export?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    let version = exports.iter().find_map(|export| export.rsplit_once('@'));
    Ok(Report {
        digest: policy.digest(),
        size: file.len(),
        contract_version: version.map_or("", |(_, version)| version).to_owned(),
        imports,
        exports,
        core_modules,
        catalog: policy.catalog(),
    })
}

fn print(report: &Report<'_>) -> Result<()> {
    let catalog = report.catalog;
    println!("{} {}", catalog.name, catalog.version);
    println!("digest        {}", report.digest);
    println!("size          {} bytes", report.size);
    println!("contract      {}", report.contract_version);
    println!("core modules  {}", report.core_modules);
    println!(
        "imports       {}",
        if report.imports.is_empty() { "none".to_owned() } else { report.imports.join(", ") }
    );
    println!("exports       {}", report.exports.join("\n              "));
    println!();
    // The same record, as the types of the map's crate: both are the contract's JSON.
    let catalog = serde_json::from_value(serde_json::to_value(catalog)?)?;
    print!("{}", tiergate_map::preview(&catalog));
    Ok(())
}
