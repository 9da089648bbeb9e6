//! A policy: loaded and checked once, called from any thread.

pub(crate) mod call_error;
mod calls;
pub(crate) mod catalog_index;
pub(crate) mod compiled_cache;
pub(crate) mod compiler;
pub(crate) mod complexity;
pub(crate) mod engine;
pub(crate) mod eval;
pub(crate) mod export_names;
mod functions;
mod guest;
pub(crate) mod intern;
pub(crate) mod load_error;
pub(crate) mod observers;
pub(crate) mod profile;
pub(crate) mod requires;
pub(crate) mod validate_facts;

use crate::contract::{CapState, Decision, Info};
use crate::policy::catalog_index::CatalogIndex;
use crate::policy::guest::Guest;
use crate::policy::intern::Shared;
use crate::policy::load_error::LoadError;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, Weak};
use wasmtime::component::Component;

/// A policy: what tenants may do on their plans.
///
/// It owns its file, the compiled component and its catalog. A clone is one more handle on the
/// same policy. Each call runs in a fresh instance, so that nothing of one tenant can
/// reach another.
///
/// # Examples
///
/// ```
/// use tiergate::{Policy, Tenant};
/// # let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", r#"{
/// #   "name": "notes", "version": "1.0.0", "tiers": [{"id": "free", "label": "Free"}],
/// #   "defaultTier": "free", "whenMissing": {"tier": "free", "misconfigured": true},
/// #   "whenUnknown": {"tier": "free", "misconfigured": true}}"#)?)?;
/// let policy = Policy::from_bytes(&file)?;
/// let resolution = policy.resolve(&Tenant::new(), 1_772_700_000)?;
/// assert_eq!(resolution.tier, "free");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Policy(Arc<Loaded>);

struct Loaded {
    digest: String,
    file: Box<[u8]>,
    guest: Guest,
    catalog: Info,
    features: CatalogIndex,
    caps: CatalogIndex,
    decisions: Shared<Decision>,
    cap_states: Shared<CapState>,
}

impl Policy {
    /// Loads a policy from a file.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the file cannot be read or is not a policy.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("notes.policy.wasm");
    /// # std::fs::write(&path, policy.file())?;
    /// let policy = tiergate::Policy::from_file(path)?;
    /// assert_eq!(policy.catalog().name, "notes");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        Self::from_bytes(&read(path.as_ref())?)
    }

    /// Loads a policy from the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the bytes are not a policy.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = tiergate::Policy::from_bytes(b"%PDF-1.7").unwrap_err();
    /// assert!(error.to_string().starts_with("the file is not WebAssembly"));
    /// ```
    pub fn from_bytes(file: &[u8]) -> Result<Self, LoadError> {
        profile::check(file)?;
        let compiled = compiler::compile(file)?;
        Self::new(&compiler::component(&compiled)?, digest(file), file)
    }

    /// Checks a component that was compiled, and asks it for its catalog.
    pub(crate) fn new(
        component: &Component,
        digest: String,
        file: &[u8],
    ) -> Result<Self, LoadError> {
        let guest = Guest::new(component)?;
        let catalog: Info = guest.call(&guest.functions.describe, ())?;
        CatalogIndex::new(catalog.tiers.iter().map(|it| &it.id))?;
        CatalogIndex::new(catalog.add_ons.iter().map(|it| &it.id))?;
        Ok(Self(Arc::new(Loaded {
            digest,
            file: file.into(),
            guest,
            features: CatalogIndex::new(catalog.features.iter().map(|it| &it.id))?,
            caps: CatalogIndex::new(catalog.caps.iter().map(|it| &it.id))?,
            catalog,
            decisions: Shared::default(),
            cap_states: Shared::default(),
        })))
    }

    /// Returns the digest that names the policy's file: the SHA-256 of its bytes, in lower-case hex.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// assert_eq!(policy.digest(), tiergate::digest(policy.file()));
    /// assert_eq!(policy.digest().len(), 64);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// Returns the bytes of the policy's file, from which a browser loads the same policy.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let same = tiergate::Policy::from_bytes(policy.file())?;
    /// assert_eq!(same.digest(), policy.digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn file(&self) -> &[u8] {
        &self.0.file
    }

    /// Returns the policy's catalog: its tiers, features, caps and add-ons.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let tiers = &policy.catalog().tiers;
    /// assert_eq!(tiers.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["free", "pro", "partner"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn catalog(&self) -> &Info {
        &self.0.catalog
    }

    /// Returns a feature's position in the catalog.
    pub(crate) fn feature(&self, id: &str) -> Option<usize> {
        self.0.features.find(id)
    }

    /// Returns a cap's position in the catalog.
    pub(crate) fn cap(&self, id: &str) -> Option<usize> {
        self.0.caps.find(id)
    }

    /// Returns the answers that tenants of this policy share.
    pub(crate) fn shared(&self) -> (&Shared<Decision>, &Shared<CapState>) {
        (&self.0.decisions, &self.0.cap_states)
    }

    /// Returns whether a call of the policy was stopped because it took too long: others may take
    /// as long.
    pub(crate) fn is_slow(&self) -> bool {
        self.0.guest.is_slow()
    }

    /// Returns a handle that does not keep the policy loaded.
    pub fn downgrade(&self) -> WeakPolicy {
        WeakPolicy(Arc::downgrade(&self.0))
    }

    /// Checks whether `other` is a handle on the same policy.
    pub(crate) fn ptr_eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A handle on a policy that does not keep it loaded, from [`Policy::downgrade`].
#[derive(Clone)]
pub struct WeakPolicy(Weak<Loaded>);

impl WeakPolicy {
    /// Returns the policy; `None` if no other handle keeps it loaded.
    pub fn upgrade(&self) -> Option<Policy> {
        self.0.upgrade().map(Policy)
    }
}

impl std::fmt::Debug for WeakPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WeakPolicy")
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let catalog = self.catalog();
        write!(f, "Policy({} {}, {})", catalog.name, catalog.version, self.digest())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })
}

/// Returns the digest that names a policy's file: the SHA-256 of its bytes, in lower-case hex.
///
/// # Examples
///
/// ```
/// let digest = tiergate::digest(b"abc");
/// assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// ```
pub fn digest(file: &[u8]) -> String {
    Sha256::digest(file).iter().fold(String::new(), |mut hex, byte| {
        // OK because writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
