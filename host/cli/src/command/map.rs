//! `tiergate map`: checks and shows tier maps.

use crate::exit::Exit;
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use std::path::PathBuf;
use tiergate_map::{FileError, Map};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Check a tier map: exits with 0 if it is valid, 3 if it is refused.
    Check {
        /// The tier map, a .json or .toml file.
        map: PathBuf,
        /// Print the problems as JSON, for an editor.
        #[arg(long)]
        json: bool,
    },
    /// Show each tier's features and caps as a table.
    Preview {
        /// The tier map, a .json or .toml file.
        map: PathBuf,
    },
    /// Print the JSON Schema of tier maps, for an editor.
    Schema,
}

pub(crate) fn run(command: &Command) -> Result<Exit> {
    match command {
        Command::Check { map, json: false } => {
            let map = Map::from_file(map)?;
            for warning in &map.warnings {
                warn(format_args!("{warning}\n"));
            }
            let (tiers, features) = (map.info.tiers.len(), map.info.features.len());
            print(format_args!(
                "valid: {tiers} tiers, {features} features, {} caps",
                map.info.caps.len()
            ))?;
            Ok(Exit::Success)
        }
        Command::Check { map, json: true } => check_as_json(map),
        Command::Preview { map } => {
            print(tiergate_map::preview(&Map::from_file(map)?.info).trim_end())?;
            Ok(Exit::Success)
        }
        Command::Schema => {
            print(format_args!("{:#}", tiergate_map::json_schema()))?;
            Ok(Exit::Success)
        }
    }
}

fn check_as_json(map: &PathBuf) -> Result<Exit> {
    let (problems, exit) = match Map::from_file(map) {
        Ok(map) => (map.warnings, Exit::Success),
        Err(FileError::Refused(refused)) => (refused.problems().to_vec(), Exit::BadInput),
        Err(error) => return Err(error.into()),
    };
    print_json(&problems)?;
    Ok(exit)
}
