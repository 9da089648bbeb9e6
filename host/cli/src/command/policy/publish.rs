//! `tiergate policy publish`: stores a policy, from its file or from a tier map.

use super::{Author, Opened};
use crate::command::author::publishable::Objections;
use crate::exit::{BadInput, Exit};
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use std::path::{Path, PathBuf};
use tiergate::LoadError;
use tiergate_map::Map;
use tiergate_store::Backend;

#[derive(clap::Args)]
pub(super) struct Publish {
    /// The policy file; or a tier map, a .json or .toml file.
    file: PathBuf,
    /// Publish a map although it breaks laws or fails its tests, for this reason, which is stored.
    #[arg(long, value_name = "REASON")]
    anyway: Option<String>,
    #[command(flatten)]
    who: Author,
}

impl Publish {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let (file, although) = read(&self.file, self.anyway.as_deref())?;
        let by = self.who.by();
        let by = match although {
            Some(although) => {
                let reason = by.reason().map(|it| format!("{it}; ")).unwrap_or_default();
                by.because(format!("{reason}{although}"))
            }
            None => by,
        };
        let published = opened.store.publish(&file, &by).await?;
        if opened.place.json {
            print_json(&published)?;
            return Ok(Exit::Success);
        }
        let was = if published.new { "published" } else { "was already published" };
        let (name, version) = (&published.name, &published.version);
        print(format_args!("{} {was} ({name} {version})", published.digest))?;
        Ok(Exit::Success)
    }
}

/// Returns the policy's bytes and, if it is published anyway, despite what and why.
fn read(path: &Path, anyway: Option<&str>) -> Result<(Vec<u8>, Option<String>)> {
    if !path.extension().is_some_and(|it| it == "json" || it == "toml") {
        let path = path.to_owned();
        let file = std::fs::read(&path).map_err(|source| LoadError::Read { path, source })?;
        return Ok((file, None));
    }
    let map = Map::from_file(path)?;
    let objections = Objections::of(path, &map)?;
    let file = tiergate_author::build(&map)?;
    if objections.is_empty() {
        return Ok((file, None));
    }
    for problem in objections.laws.iter().chain(&objections.tests) {
        warn(format_args!("{problem}\n"));
    }
    let Some(reason) = anyway.filter(|reason| !reason.trim().is_empty()) else {
        let text = format!(
            "{objections}, so the map is not published; with `--anyway REASON` it is, and the \
             reason is stored"
        );
        return Err(BadInput(text).into());
    };
    Ok((file, Some(format!("published despite {objections}: {reason}"))))
}
