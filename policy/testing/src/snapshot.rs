//! A snapshot of what a map says and gives, to be read in a review.

use crate::cells::key;
use crate::expect::list;
use crate::facts::NOW;
use crate::file::ProductStatus;
use crate::products::given;
use crate::run::{Case, Failure};
use crate::{ReadError, Tests};
use std::fmt::Write;
use std::path::PathBuf;
use tiergate_laws::{Engine, EngineError, Native, settings};
use tiergate_map::Map;
use tiergate_policy::catalog::{Edition, Info};

/// Returns what a map says and gives, in Markdown: its preview, its settings, and what a subscription
/// to 7 of each product gives in each status.
///
/// # Errors
///
/// [`EngineError`] if the rules give no answer.
///
/// # Examples
///
/// ```
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// let snapshot = tiergate_testing::snapshot(&map)?;
/// assert!(snapshot.contains("| notes-pro | past-due | pro until +14d |"), "{snapshot}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn snapshot(map: &Map) -> Result<String, EngineError> {
    let native = Native::new(map).map_err(|error| EngineError(error.to_string()))?;
    let mut text = format!("# {}", tiergate_map::preview(&map.info));
    text += "\n## Settings\n\n";
    for line in catalog(&map.info) {
        // OK because writing to a string does not fail.
        let _ = writeln!(text, "- {line}");
    }
    for (name, value) in settings(map) {
        let _ = writeln!(text, "- {name} {value}");
    }
    if !map.settings.billing.products.is_empty() {
        text += "\n## What 7 of a product give\n\n| Product | Status | Gives |\n|---|---|---|\n";
        table(&native, map, &mut text)?;
    }
    Ok(text)
}

/// Returns what a catalog says that its preview does not show.
fn catalog(info: &Info) -> Vec<String> {
    let mut lines = vec![format!("defaultTier: `{}`", info.default_tier)];
    let trial = info.trial.iter();
    lines.extend(trial.map(|it| format!("trial: `{}` for {} days", it.tier, it.days)));
    let hidden = info.tiers.iter().filter(|it| !it.offered);
    lines.extend(hidden.map(|it| format!("tier `{}`: not offered", it.id)));
    let needy = info.features.iter().filter(|it| !it.requires.is_empty());
    lines.extend(needy.map(|it| format!("feature `{}`: requires {}", it.id, list(&it.requires))));
    let bound = info.add_ons.iter().filter(|it| !it.tiers.is_empty());
    lines.extend(bound.map(|it| format!("add-on `{}`: for {}", it.id, list(&it.tiers))));
    let tier = |it: &Edition| it.tier.as_ref().map_or("by plan".to_owned(), |it| format!("`{it}`"));
    let editions = info.editions.iter();
    lines.extend(editions.map(|it| format!("edition `{}`: {}", it.id, tier(it))));
    lines
}

fn table(engine: &dyn Engine, map: &Map, text: &mut String) -> Result<(), EngineError> {
    for (product, _) in &map.settings.billing.products {
        for status in ProductStatus::ALL {
            let words = given(engine, product, status, NOW)?.words();
            let gives = if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
            let [product, gives] = [product, &gives].map(|it| cell(it));
            let _ = writeln!(text, "| {product} | {} | {gives} |", status.name());
        }
    }
    Ok(())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

impl Tests {
    /// Returns the path of the snapshot: `notes.snap.md` for `notes.test.toml`.
    ///
    /// # Errors
    ///
    /// [`ReadError::Outside`] if it is a link that leads out of the folder, or to nothing.
    pub fn snapshot_path(&self) -> Result<PathBuf, ReadError> {
        self.inside(&self.snapshot_name())
    }

    fn snapshot_name(&self) -> String {
        format!("{}.snap.md", self.name())
    }

    /// Compares an accepted snapshot with what the map says now.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the rules give no answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_testing::{Tests, snapshot};
    ///
    /// let tests = Tests::from_file("../../tests/policies/notes.test.toml")?;
    /// assert!(tests.snapshot_path()?.ends_with("notes.snap.md"));
    /// let map = tiergate_map::Map::from_file(tests.map()?)?;
    /// assert!(tests.compare_snapshot(&map, &snapshot(&map)?)?.failures.is_empty());
    /// assert_eq!(tests.compare_snapshot(&map, "")?.failures.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare_snapshot(&self, map: &Map, accepted: &str) -> Result<Case, EngineError> {
        let now = snapshot(map)?;
        let mut failures = Vec::new();
        let shown = |line: Option<&str>| line.map_or("nothing".to_owned(), |it| format!("`{it}`"));
        let (mut old, mut new, mut line) = (accepted.lines(), now.lines(), 1);
        loop {
            let (before, after) = (old.next(), new.next());
            if before.is_none() && after.is_none() {
                break;
            }
            if before != after {
                let path = self.folder().join(self.snapshot_name());
                let message = format!(
                    "{}:{line}: accepted was {}, and now it is {}",
                    path.display(),
                    shown(before),
                    shown(after)
                );
                let help =
                    "if this is meant, run `tiergate test --accept`, and commit the snapshot";
                failures.push(Failure { problem: self.problem(&key([]), &message, help) });
                break;
            }
            line += 1;
        }
        Ok(Case { name: "snapshot".to_owned(), checks: 1, failures })
    }
}
