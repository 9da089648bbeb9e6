//! Why a file is not a policy.

use crate::contract::{MAX_FILE, TRACK};
use crate::policy::call_error::UnavailableError;
use std::path::PathBuf;

/// Why a file is not a policy. Its [`code`](ProfileError::code) is the same in the browser's host.
///
/// # Examples
///
/// ```
/// use tiergate::{LoadError, Policy, ProfileError};
///
/// let core_module = b"\0asm\x01\0\0\0";
/// let error = Policy::from_bytes(core_module).unwrap_err();
/// assert!(matches!(error, LoadError::Refused(ProfileError::CoreModule)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// It does not begin as WebAssembly does.
    #[error("the file is not WebAssembly: give a policy that `tiergate build` made")]
    NotWebAssembly,
    /// It is a core module.
    #[error(
        "the file is a core module, not a component: encode it with `wasm-tools component new`"
    )]
    CoreModule,
    /// It is larger than [`MAX_FILE`].
    #[error("the file has {0} bytes, more than the {MAX_FILE} that a policy may have")]
    TooLarge(usize),
    /// It ends early, or its parts do not fit together.
    #[error("the file is cut short or broken: {0}")]
    Truncated(String),
    /// It imports something.
    #[error("the file imports `{0}`: a policy imports nothing")]
    Imports(String),
    /// It has no core module, or several.
    #[error("the file has {0} core modules: a policy has one")]
    CoreModules(usize),
    /// Its memory or a table is addressed by 64 bits.
    #[error("the file uses 64-bit addresses: a policy's are 32-bit")]
    Memory64,
    /// Its memory is shared, or it has atomic instructions.
    #[error("the file uses threads: a policy has none")]
    Threads,
    /// It uses relaxed SIMD, whose results differ between machines.
    #[error("the file uses relaxed SIMD, whose results differ between machines")]
    RelaxedSimd,
    /// Its strings are not UTF-8.
    #[error("the file's strings are not UTF-8: lift and lower with `string-encoding=utf8`")]
    StringEncoding,
    /// It uses an instruction, type or section outside the profile.
    #[error("the file uses a feature that some hosts do not support: {0}")]
    UnsupportedInstruction(String),
    /// It would keep the compiler busy for minutes.
    #[error("the file {0} to be compiled in a few seconds: split its code up")]
    TooComplex(&'static str),
    /// It is not valid.
    #[error("the file is not valid: {0}")]
    Invalid(String),
    /// It lacks an export of `world policy`.
    #[error("the file does not export `{0}`: a policy exports all of `world policy`")]
    MissingExport(String),
    /// It has an export of the right name and another type.
    #[error(
        "the file exports `{0}` with another type than the contract's: build the policy again with \
         this version of tiergate"
    )]
    WrongType(String),
    /// It was made for another track of the contract.
    #[error("made for contract {0}, this host knows {TRACK}")]
    ContractVersion(String),
    /// Its catalog contradicts itself.
    #[error("the policy's catalog is unsound: {0}")]
    Catalog(String),
}

impl ProfileError {
    /// Returns the error's code, the same on every host.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::ProfileError;
    ///
    /// assert_eq!(ProfileError::Imports("env".into()).code(), "imports");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWebAssembly => "not-webassembly",
            Self::CoreModule => "core-module",
            Self::TooLarge(_) => "too-large",
            Self::Truncated(_) => "truncated",
            Self::Imports(_) => "imports",
            Self::CoreModules(_) => "core-modules",
            Self::Memory64 => "memory64",
            Self::Threads => "threads",
            Self::RelaxedSimd => "relaxed-simd",
            Self::StringEncoding => "string-encoding",
            Self::UnsupportedInstruction(_) => "unsupported-instruction",
            Self::TooComplex(_) => "too-complex",
            Self::Invalid(_) => "invalid",
            Self::MissingExport(_) => "missing-export",
            Self::WrongType(_) => "wrong-type",
            Self::ContractVersion(_) => "contract-version",
            Self::Catalog(_) => "catalog",
        }
    }
}

pub(crate) fn truncated(error: wasmparser::BinaryReaderError) -> ProfileError {
    ProfileError::Truncated(error.to_string())
}

/// Why a policy was not loaded.
///
/// # Examples
///
/// ```
/// use tiergate::{LoadError, Policy};
///
/// let error = Policy::from_file("missing.policy.wasm").unwrap_err();
/// assert!(matches!(error, LoadError::Read { .. }));
/// assert_eq!(error.to_string(), "cannot read `missing.policy.wasm`");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file could not be read.
    #[error("cannot read `{path}`", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The file is not a policy.
    #[error(transparent)]
    Refused(#[from] ProfileError),
    /// The policy did not return its catalog.
    #[error("the policy does not describe itself: {0}")]
    Unavailable(#[from] UnavailableError),
    /// wasmtime does not run on this machine.
    #[error("cannot start wasmtime: {0}")]
    Engine(String),
    /// The process that compiles policies cannot be started, or failed by itself.
    #[error("cannot compile the policy in another process: {0}")]
    Compiler(String),
}
