//! `tiergate inspect`: shows what a policy knows and what it is made of.

use super::author::Shipped;
use super::drawn::{Format, draw};
use crate::exit::Exit;
use crate::printed::{print, print_json};
use anyhow::Result;
use serde::Serialize;
use std::path::PathBuf;
use tiergate::{Info, LoadError, Policy};
use wasmparser::{Parser, Payload};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy file.
    file: PathBuf,
    /// `html` and `svg` show what each tier has, as the policy answers, for people who do not read maps.
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    format: Format,
    /// The same as `--format json`.
    #[arg(long)]
    json: bool,
}

/// What `inspect` shows.
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
    let file =
        std::fs::read(path).map_err(|source| LoadError::Read { path: path.clone(), source })?;
    let policy = Policy::from_bytes(&file)?;
    match arguments.format {
        Format::Html | Format::Svg => {
            let digest = policy.digest().to_owned();
            draw(&Shipped::new(policy)?, Some(&digest), arguments.format)?;
        }
        Format::Text if !arguments.json => show(&report(&policy, &file)?)?,
        Format::Text | Format::Json => print_json(&report(&policy, &file)?)?,
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
    let engine = exports.iter().find_map(|export| export.strip_prefix("tiergate:policy/engine@"));
    Ok(Report {
        digest: policy.digest(),
        size: file.len(),
        contract_version: engine.unwrap_or_default().to_owned(),
        imports,
        exports,
        core_modules,
        catalog: policy.catalog(),
    })
}

fn show(report: &Report<'_>) -> Result<()> {
    let catalog = report.catalog;
    print(format_args!("{} {}", catalog.name, catalog.version))?;
    print(format_args!("digest        {}", report.digest))?;
    print(format_args!("size          {} bytes", report.size))?;
    print(format_args!("contract      {}", report.contract_version))?;
    print(format_args!("core modules  {}", report.core_modules))?;
    print(format_args!(
        "imports       {}",
        if report.imports.is_empty() { "none".to_owned() } else { report.imports.join(", ") }
    ))?;
    print(format_args!("exports       {}", report.exports.join("\n              ")))?;
    // Converts the record to the types of the map's crate: both have the contract's JSON form.
    let catalog = serde_json::from_value(serde_json::to_value(catalog)?)?;
    print(format_args!("\n{}", tiergate_map::preview(&catalog).to_string().trim_end()))?;
    Ok(())
}
