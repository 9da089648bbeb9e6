//! Reads tier maps.

use crate::deserialize::Read;
use crate::diagnostic::{MapError, Problem};
use crate::diagnostics::Problems;
use crate::file::File;
use crate::lints::warn;
use crate::lower::build;
use crate::spanned::Node;
use std::path::{Path, PathBuf};
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;

/// A valid tier map, from which a policy can be made.
///
/// The same map results in equal values, whether it is written in JSON or in TOML.
///
/// # Examples
///
/// ```
/// use tiergate_map::Map;
/// use tiergate_policy::Rules;
///
/// let map = Map::from_toml("notes.toml", r#"
///     name = "notes"
///     version = "1.0.0"
///     tiers = [{ id = "free" }, { id = "pro", extends = "free", features = ["export"] }]
///     defaultTier = "free"
///     whenMissing = { tier = "free" }
///     whenUnknown = { tier = "free" }
/// "#)?;
/// assert!(map.warnings.is_empty());
/// assert_eq!(map.info.tiers[1].features, ["export"]);
/// let rules = Rules::new(&map.info, &map.settings)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Map {
    /// What the policy knows.
    pub info: Info,
    /// The rules that the catalog does not contain.
    pub settings: Settings,
    /// Warnings about things that may not be intended, in the file's order.
    pub warnings: Vec<Problem>,
}

/// Why no map could be read from a file.
///
/// # Examples
///
/// ```
/// use tiergate_map::{FileError, Map};
///
/// let error = Map::from_file("missing.json").unwrap_err();
/// assert!(matches!(error, FileError::Unreadable { .. }));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The file cannot be read, or is not UTF-8.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The file's name does not show its format.
    #[error("`{}` is neither a `.json` nor a `.toml` file: name a tier map after its format", .0.display())]
    UnknownFormat(PathBuf),
    /// The map is not valid.
    #[error(transparent)]
    Refused(#[from] MapError),
}

impl Map {
    /// Reads a map in JSON. Problems refer to the file by `name`; no file is opened.
    ///
    /// # Errors
    ///
    /// [`MapError`], with all problems, if the map is not valid.
    ///
    /// # Examples
    ///
    /// ```
    /// let refused = tiergate_map::Map::from_json("notes.json", "{ 1 }").unwrap_err();
    /// assert_eq!(refused.problems()[0].message, "not JSON: key must be a string");
    /// ```
    pub fn from_json(name: &str, text: &str) -> Result<Self, MapError> {
        read(name, text, crate::json::parse)
    }

    /// Reads a map in TOML. Problems refer to the file by `name`; no file is opened.
    ///
    /// # Errors
    ///
    /// [`MapError`], with all problems, if the map is not valid.
    ///
    /// # Examples
    ///
    /// ```
    /// let refused = tiergate_map::Map::from_toml("notes.toml", "name = 1").unwrap_err();
    /// assert!(refused.problems().iter().any(|it| it.message == "`tiers` is missing here"));
    /// ```
    pub fn from_toml(name: &str, text: &str) -> Result<Self, MapError> {
        read(name, text, crate::toml::parse)
    }

    /// Reads a `.json` or `.toml` file.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the file cannot be read, has another format, or is refused.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = tiergate_map::Map::from_file("notes.yaml").unwrap_err();
    /// assert!(error.to_string().starts_with("`notes.yaml` is neither a `.json` nor a `.toml`"));
    /// ```
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let read = match path.extension().and_then(|it| it.to_str()) {
            Some("json") => Self::from_json,
            Some("toml") => Self::from_toml,
            _ => return Err(FileError::UnknownFormat(path.to_owned())),
        };
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        Ok(read(&path.to_string_lossy(), &text)?)
    }
}

/// The most bytes that a map may have: four times as many as a policy's file.
const MOST_TEXT: usize = 16 << 20;

fn read(
    name: &str,
    text: &str,
    parse: impl FnOnce(&str, &mut Problems<'_>) -> Option<Node>,
) -> Result<Map, MapError> {
    // Some editors begin a file with a byte order mark, which has no meaning.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = Problems::new(name, text);
    if text.len() > MOST_TEXT {
        problems.too_long(MOST_TEXT);
        return Err(MapError { problems: problems.into_sorted() });
    }
    let file = parse(text, &mut problems).and_then(|node| File::read(&node, &mut problems));
    let built = file.as_ref().and_then(|file| build(file, &mut problems));
    match file.zip(built) {
        Some((file, (info, settings))) if problems.is_empty() => {
            warn(&file, &info, &mut problems);
            Ok(Map { info, settings, warnings: problems.into_sorted() })
        }
        _ => Err(MapError { problems: problems.into_sorted() }),
    }
}
