//! Reads test files.

use crate::TestFile;
use serde_json::Value;
use std::path::{Component, Path, PathBuf};
use tiergate_map::{FileError, Problem, Source};

/// A test file that was read, with its places.
pub struct Tests {
    /// Its contents.
    pub file: TestFile,
    /// Its places.
    pub source: Source,
    /// Its place.
    pub path: PathBuf,
}

/// Why a test file is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It cannot be read, or is not valid JSON or TOML.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something in it is not what a test file has.
    #[error("{0}")]
    Refused(Box<Problem>),
    /// The map or the policy file that it tests is not in its folder.
    #[error("`{tested}` is not in the folder of `{}`: test files read nothing outside of it", .file.display())]
    Outside {
        /// The test file.
        file: PathBuf,
        /// The map or the policy file.
        tested: String,
    },
}

impl Tests {
    /// Reads a `.test.toml` or `.test.json` file.
    ///
    /// # Errors
    ///
    /// [`ReadError`] with the place of what is wrong.
    ///
    /// # Examples
    ///
    /// ```
    /// let tests = tiergate_testing::Tests::from_file("../../tests/policies/notes.test.toml")?;
    /// assert!(!tests.file.test.is_empty());
    /// assert!(tests.map()?.ends_with("notes.json"));
    /// # Ok::<(), tiergate_testing::ReadError>(())
    /// ```
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        let source = Source::from_file(path)?;
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let value = if source.file().ends_with(".toml") {
            toml::from_str::<toml::Value>(text).map(plain).map_err(|it| it.message().to_owned())
        } else {
            serde_json::from_str(text).map_err(|it| it.to_string())
        };
        let refused = |at: &[&str], message: &str| {
            let help = "see `tiergate test --schema`";
            ReadError::Refused(Box::new(source.error(at, message, help)))
        };
        let value: Value = value.map_err(|message| refused(&[], &message))?;
        let file: TestFile = serde_path_to_error::deserialize(value).map_err(|error| {
            let place = error.path().to_string().replace('[', ".").replace(']', "");
            let place: Vec<_> = place.split('.').filter(|it| !it.is_empty()).collect();
            refused(&place, &error.inner().to_string())
        })?;
        for (at, test) in file.test.iter().enumerate() {
            if let Some(name) = test.tenants.iter().find(|it| !file.tenants.contains_key(*it)) {
                let message = format!("there is no tenant `{name}` in `tenants`");
                return Err(refused(&["test", &at.to_string(), "tenants", name], &message));
            }
        }
        if file.map.is_some() && file.policy.is_some() {
            return Err(refused(
                &["policy"],
                "both `map` and `policy` are given: keep one of them",
            ));
        }
        for law in file.laws.iter().flatten().map(|(law, _)| law) {
            if tiergate_laws::Law::named(law).is_none() {
                let laws = tiergate_laws::Law::ALL.map(tiergate_laws::Law::name).join("`, `");
                let message = format!("there is no law `{law}`: the laws are `{laws}`");
                return Err(refused(&["laws", law], &message));
            }
        }
        Ok(Self { file, source, path: path.to_owned() })
    }

    /// Returns the path of the map: the named one, or the one with the name of this file.
    ///
    /// # Errors
    ///
    /// [`ReadError::Outside`] if it is not in the folder of this file.
    pub fn map(&self) -> Result<PathBuf, ReadError> {
        if let Some(map) = &self.file.map {
            return self.inside(map);
        }
        let json = self.inside(&format!("{}.json", self.name()))?;
        if json.exists() { Ok(json) } else { self.inside(&format!("{}.toml", self.name())) }
    }

    /// Returns the path of the policy file that is tested instead of a map; `None` if a map is.
    ///
    /// # Errors
    ///
    /// [`ReadError::Outside`] if it is not in the folder of this file.
    ///
    /// # Examples
    ///
    /// ```
    /// let tests = tiergate_testing::Tests::from_file("../../tests/policies/notes.test.toml")?;
    /// assert_eq!(tests.policy()?, None);
    /// # Ok::<(), tiergate_testing::ReadError>(())
    /// ```
    pub fn policy(&self) -> Result<Option<PathBuf>, ReadError> {
        self.file.policy.as_ref().map(|it| self.inside(it)).transpose()
    }

    /// Returns whether a finding of a law is meant.
    pub fn means(&self, law: tiergate_laws::Law, finding: &str) -> bool {
        let meant = self.file.laws.as_ref().and_then(|it| it.get(law.name()));
        meant.is_some_and(|it| it.iter().any(|it| it == finding))
    }

    /// Returns whether a warning about the map is meant, other than that it breaks a law.
    pub fn means_warning(&self, message: &str) -> bool {
        self.file.meant.iter().any(|it| it == message)
    }

    /// Returns this file's name without `.test.toml` or `.test.json`.
    pub(crate) fn name(&self) -> &str {
        let name = self.path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
        name.strip_suffix(".test").unwrap_or(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    }

    /// Returns the path of a file in the folder of this one, which need not exist. Neither `..` nor a
    /// link leads out.
    pub(crate) fn inside(&self, name: &str) -> Result<PathBuf, ReadError> {
        let mut parts = Path::new(name).components();
        let is_below = parts.all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
        let target = self.folder().join(name);
        let real = |path: &Path| path.canonicalize().ok();
        let leads_out = match (real(&target), real(self.folder())) {
            (Some(it), Some(folder)) => !it.starts_with(folder),
            // Writing to a link to nothing would create what it leads to.
            _ => target.is_symlink(),
        };
        if is_below && !leads_out {
            return Ok(target);
        }
        Err(ReadError::Outside { file: self.path.clone(), tested: name.to_owned() })
    }
}

/// Returns TOML as JSON; a date becomes a text.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(it) => Value::String(it),
        toml::Value::Integer(it) => Value::from(it),
        toml::Value::Float(it) => Value::from(it),
        toml::Value::Boolean(it) => Value::Bool(it),
        toml::Value::Datetime(it) => Value::String(it.to_string()),
        toml::Value::Array(it) => Value::Array(it.into_iter().map(plain).collect()),
        toml::Value::Table(it) => {
            Value::Object(it.into_iter().map(|(key, value)| (key, plain(value))).collect())
        }
    }
}

/// Returns the JSON Schema of a test file, for editors.
///
/// # Examples
///
/// ```
/// assert_eq!(tiergate_testing::json_schema()["title"], "tiergate test file");
/// ```
pub fn json_schema() -> Value {
    schemars::schema_for!(TestFile).to_value()
}
