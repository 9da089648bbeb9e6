//! Reads tier maps.

use crate::deserialize::Read;
use crate::diagnostic::{MapError, Problem};
use crate::diagnostics::Problems;
use crate::file::File;
use crate::lints::changed_seats;
use crate::lower::build;
use crate::prelude::*;
use crate::spanned::Node;
#[cfg(feature = "std")]
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
    #[cfg(feature = "std")]
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The file's name does not show its format.
    #[error(transparent)]
    UnknownFormat(#[from] UnknownFormatError),
    /// The map is not valid.
    #[error(transparent)]
    Map(#[from] MapError),
}

/// The error that a file's name does not show the format of a tier map.
///
/// # Examples
///
/// ```
/// use tiergate_map::{FileError, Map};
///
/// let Err(FileError::UnknownFormat(error)) = Map::from_text("notes.yaml", "") else { panic!() };
/// assert_eq!(
///     error.to_string(),
///     "`notes.yaml` is neither a `.json` nor a `.toml` file: name a tier map after its format",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a `.json` nor a `.toml` file: name a tier map after its format")]
pub struct UnknownFormatError(String);

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
    #[cfg(feature = "std")]
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let name = path.to_string_lossy();
        let read = reader(&name)?;
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        Ok(read(&name, &text)?)
    }

    /// Reads a map in the format that the file's `name` shows, `.json` or `.toml`. No file is
    /// opened.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the name shows another format, or if the map is refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_map::{FileError, Map};
    ///
    /// assert!(matches!(Map::from_text("notes.toml", "name = 1"), Err(FileError::Map(_))));
    /// assert!(matches!(Map::from_text("notes.yaml", "name: 1"), Err(FileError::UnknownFormat(_))));
    /// ```
    pub fn from_text(name: &str, text: &str) -> Result<Self, FileError> {
        Ok(reader(name)?(name, text)?)
    }
}

/// Reads a map in one format, from the file's name and its text.
type Reader = fn(&str, &str) -> Result<Map, MapError>;

/// Returns the function that reads a file of this name. A name that is only a format is none.
fn reader(name: &str) -> Result<Reader, UnknownFormatError> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match file.rsplit_once('.') {
        Some((stem, "json")) if !stem.is_empty() => Ok(Map::from_json),
        Some((stem, "toml")) if !stem.is_empty() => Ok(Map::from_toml),
        _ => Err(UnknownFormatError(name.to_owned())),
    }
}

/// The most bytes that a map may have: four times as many as a policy's file.
const MOST_TEXT: usize = 16 << 20;

fn read(
    name: &str,
    text: &str,
    parse: fn(&str, &mut Problems<'_>) -> Option<Node>,
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
            changed_seats(&file, &info, &mut problems);
            Ok(Map { info, settings, warnings: problems.into_sorted() })
        }
        _ => Err(MapError { problems: problems.into_sorted() }),
    }
}
