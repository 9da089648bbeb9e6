//! `tiergate map`: checks and shows tier maps.

use super::author::refused;
use super::drawn::{Format, draw};
use crate::exit::Exit;
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use std::path::{Path, PathBuf};
use tiergate_laws::Native;
use tiergate_map::{FileError, Map, Problem, Source};
use tiergate_testing::Tests;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Check a tier map: exits with 0 if it is valid, 3 if it is refused. Warns of laws that it
    /// breaks, except for those that the test file next to it says are meant.
    Check {
        /// The tier map, a .json or .toml file.
        map: PathBuf,
        /// Print the problems as JSON, for an editor.
        #[arg(long)]
        json: bool,
        /// Exit with 2 if there are warnings.
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Show each tier's features and caps as a table, a page or a picture.
    Preview {
        /// The tier map, a .json or .toml file.
        map: PathBuf,
        /// `html` and `svg` are for people who do not read maps, and show what the rules answer.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print the JSON Schema of tier maps, for an editor.
    Schema,
}

pub(crate) fn run(command: &Command) -> Result<Exit> {
    match command {
        Command::Check { map, json, deny_warnings } => check(map, *json, *deny_warnings),
        Command::Preview { map, format } => preview(&Map::from_file(map)?, *format),
        Command::Schema => {
            print(format_args!("{:#}", tiergate_map::json_schema()))?;
            Ok(Exit::Success)
        }
    }
}

fn preview(map: &Map, format: Format) -> Result<Exit> {
    let preview = tiergate_map::preview(&map.info);
    match format {
        Format::Text => print(preview.to_string().trim_end())?,
        Format::Json => print_json(&preview)?,
        Format::Html | Format::Svg => draw(&Native::new(map)?, None, format)?,
    }
    Ok(Exit::Success)
}

fn check(path: &Path, json: bool, deny_warnings: bool) -> Result<Exit> {
    let map = match Map::from_file(path) {
        Err(FileError::Map(refused)) if json => {
            print_json(refused.problems())?;
            return Ok(Exit::BadInput);
        }
        map => map?,
    };
    let warnings = warnings(path, &map)?;
    if json {
        print_json(&warnings)?;
    } else {
        for warning in &warnings {
            warn(format_args!("{warning}\n"));
        }
        let (tiers, features) = (map.info.tiers.len(), map.info.features.len());
        let caps = map.info.caps.len();
        print(format_args!("valid: {tiers} tiers, {features} features, {caps} caps"))?;
    }
    Ok(if deny_warnings && !warnings.is_empty() { Exit::Denied } else { Exit::Success })
}

/// Returns what reading the map warns of, and the laws that it breaks, except for what its test file
/// calls meant.
fn warnings(path: &Path, map: &Map) -> Result<Vec<Problem>> {
    let tests = tests_of(path)?;
    let meant = |law, name: &str| tests.as_ref().is_some_and(|it| it.means(law, name));
    let mut found = tiergate_laws::warnings(map, &Source::from_file(path)?, meant)?;
    let is_meant = |message: &str| tests.as_ref().is_some_and(|it| it.means_warning(message));
    found.retain(|it| !(map.warnings.contains(it) && is_meant(&it.message)));
    let is_of_this = |it: &&Tests| it.map().is_ok_and(|of| of.file_name() == path.file_name());
    found.extend(tests.iter().filter(is_of_this).flat_map(|it| meant_in_vain(it, map)));
    Ok(found)
}

/// Returns a warning for each text that a test file calls meant, and that the map is not warned of: it
/// would hide that warning when it comes back.
fn meant_in_vain(tests: &Tests, map: &Map) -> Vec<Problem> {
    let is_warned_of = |text: &str| map.warnings.iter().any(|it| it.message == text);
    let texts = tests.file.meant.iter().filter(|it| !is_warned_of(it));
    let warning = |text: &String| {
        let message = format!("the map has no warning `{text}`");
        tests.source.warning(&["meant", text], &message, "remove it from `meant`")
    };
    texts.map(warning).collect()
}

/// Returns the test file next to a map; `None` if there is none.
pub(crate) fn tests_of(path: &Path) -> Result<Option<Tests>> {
    let tests = ["test.toml", "test.json"].map(|it| path.with_extension(it));
    let tests = tests.iter().find(|it| it.exists()).map(Tests::from_file).transpose();
    Ok(tests.map_err(refused)?)
}
