//! Errors of wrapping a core module.

/// The error that a core module could not be wrapped as a policy.
///
/// # Examples
///
/// ```
/// use tiergate_author::{ModuleError, wrap};
///
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// let policy = tiergate_author::build(&map)?;
/// assert!(matches!(wrap(&policy), Err(ModuleError::Component)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModuleError {
    /// The file is not a valid WebAssembly module.
    #[error("the file is not a valid core module: {message}")]
    #[non_exhaustive]
    Invalid {
        /// What is wrong with it.
        message: String,
    },
    /// The file is a component already, which needs no wrapping.
    #[error(
        "the file is a component already, and only a core module needs wrapping: \
         `tiergate inspect` shows whether it is a policy"
    )]
    Component,
    /// The module imports something, which a policy must not.
    #[error("the module imports {}, and a policy imports nothing{}", quoted(names), hint(names))]
    #[non_exhaustive]
    Imports {
        /// Each import, as its module and its name.
        names: Vec<String>,
    },
    /// The module does not export everything that the contract has.
    #[error("the module does not export {}{}", quoted(names), made_for(other.as_deref()))]
    #[non_exhaustive]
    Missing {
        /// Each missing export.
        names: Vec<String>,
        /// The version of the contract that its exports name instead, if they do.
        other: Option<String>,
    },
    /// An export is not of the type that the contract has.
    #[error("the module's export `{name}` is {found}, and must be {expected}")]
    #[non_exhaustive]
    WrongType {
        /// The export.
        name: String,
        /// What it is.
        found: String,
        /// What it must be.
        expected: String,
    },
    /// The policy is larger than hosts accept.
    #[error("the policy has {size} bytes, and may have {most}: compile it for size")]
    #[non_exhaustive]
    TooLarge {
        /// The number of its bytes.
        size: usize,
        /// The number of bytes that a policy may have.
        most: usize,
    },
    /// A step failed unexpectedly, because of a fault of tiergate, not of the module.
    #[error("{message}")]
    #[non_exhaustive]
    Tool {
        /// What failed.
        message: String,
    },
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns how to get rid of imports that compilers are known to add.
fn hint(names: &[String]) -> &'static str {
    let from = |module: &str| names.iter().any(|name| name.starts_with(module));
    if from("wasi_snapshot_preview1.") {
        ": compile it without WASI, such as for `wasm32-unknown-unknown` or `wasm32-freestanding`"
    } else if names.iter().any(|name| name == "env.abort") {
        ": AssemblyScript's compiler leaves `abort` out with `--use abort=`"
    } else {
        ""
    }
}

fn made_for(other: Option<&str>) -> String {
    other.map_or(String::new(), |version| {
        format!(": its exports are of version {version} of the contract")
    })
}
