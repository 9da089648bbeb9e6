//! A policy: loaded and checked once, asked from any thread.

pub(crate) mod call_error;
pub(crate) mod catalog_index;
pub(crate) mod compiled_cache;
pub(crate) mod compiler;
pub(crate) mod complexity;
pub(crate) mod engine;
pub(crate) mod eval;
pub(crate) mod export_names;
pub(crate) mod intern;
pub(crate) mod load_error;
pub(crate) mod observers;
pub(crate) mod profile;
pub(crate) mod requires;
pub(crate) mod validate_facts;

use crate::contract::{
    Assignment, CapDecision, CapState, Decision, Effect, Entitlements, Info, Resolution,
    Subscription, TRACK, Tenant, Timestamp,
};
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::catalog_index::CatalogIndex;
use crate::policy::intern::Shared;
use crate::policy::load_error::{LoadError, ProfileError};
use crate::safe_integer::SafeIntegers;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, InstancePre, Lift, Linker, Lower,
};
use wasmtime::{Engine, StoreLimits};

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
    engine: Engine,
    instance: InstancePre<StoreLimits>,
    functions: Functions,
    catalog: Info,
    features: CatalogIndex,
    caps: CatalogIndex,
    decisions: Shared<Decision>,
    cap_states: Shared<CapState>,
    /// Whether a call was stopped because it took too long.
    is_slow: AtomicBool,
}

/// The index of each of the contract's functions in the component.
struct Functions {
    describe: ComponentExportIndex,
    resolve: ComponentExportIndex,
    check: ComponentExportIndex,
    check_cap: ComponentExportIndex,
    entitle: ComponentExportIndex,
    on_signup: ComponentExportIndex,
    on_billing: ComponentExportIndex,
}

impl Policy {
    /// Loads a policy from a file.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the file cannot be read or is not a policy.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        Self::from_bytes(&read(path.as_ref())?)
    }

    /// Loads a policy from the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the bytes are not a policy.
    pub fn from_bytes(file: &[u8]) -> Result<Self, LoadError> {
        profile::check(file)?;
        let compiled = compiler::compile(file)?;
        Self::new(compiler::component(&compiled)?, digest(file), file)
    }

    pub(crate) fn new(
        component: Component,
        digest: String,
        file: &[u8],
    ) -> Result<Self, LoadError> {
        let engine = component.engine().clone();
        let functions = Functions::find(&component)?;
        let instance = Linker::new(&engine).instantiate_pre(&component).map_err(not_valid)?;
        let mut loaded = Loaded {
            digest,
            file: file.into(),
            engine,
            instance,
            functions,
            catalog: no_catalog(),
            features: CatalogIndex::default(),
            caps: CatalogIndex::default(),
            decisions: Shared::default(),
            cap_states: Shared::default(),
            is_slow: AtomicBool::new(false),
        };
        loaded.check_types()?;
        loaded.catalog = loaded.call(&loaded.functions.describe, ())?;
        let catalog = &loaded.catalog;
        loaded.features = CatalogIndex::new(catalog.features.iter().map(|it| &it.id))?;
        loaded.caps = CatalogIndex::new(catalog.caps.iter().map(|it| &it.id))?;
        CatalogIndex::new(catalog.tiers.iter().map(|it| &it.id))?;
        CatalogIndex::new(catalog.add_ons.iter().map(|it| &it.id))?;
        Ok(Self(Arc::new(loaded)))
    }

    /// Returns the policy's name among files: the SHA-256 of its bytes, in lower-case hex.
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// Returns the bytes of the policy's file, for a browser to load the same policy.
    pub fn file(&self) -> &[u8] {
        &self.0.file
    }

    /// Returns what the policy knows.
    pub fn catalog(&self) -> &Info {
        &self.0.catalog
    }

    /// Returns which tier the tenant has at `now`.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    pub fn resolve(&self, tenant: &Tenant, now: Timestamp) -> Result<Resolution, CallError> {
        validate_facts::check(tenant, &[("now", now)])?;
        Ok(self.0.call(&self.0.functions.resolve, (tenant, now))?)
    }

    /// Checks whether the tenant may use a feature at `now`, and why.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    pub fn check(
        &self,
        tenant: &Tenant,
        feature: &str,
        now: Timestamp,
    ) -> Result<Decision, CallError> {
        validate_facts::check(tenant, &[("now", now)])?;
        let ask = |feature: &str| -> Result<Decision, UnavailableError> {
            self.0.call(&self.0.functions.check, (tenant, feature, now))
        };
        let decision = ask(feature)?;
        requires::check(feature, &decision, |needed| {
            let known = self.feature(needed).map(|_| ask(needed));
            Ok(known.transpose()?.map(|decision| decision.allowed))
        })?;
        Ok(decision)
    }

    /// Checks whether `amount` more, at least 1, may be taken with `used` in use at `now`. Returns
    /// `None` if the catalog has no such cap.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    pub fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: Timestamp,
    ) -> Result<Option<CapDecision>, CallError> {
        validate_facts::check(tenant, &[("used", used), ("amount", amount), ("now", now)])?;
        validate_facts::check_amount(amount)?;
        Ok(self.0.call(&self.0.functions.check_cap, (tenant, cap, used, amount, now))?)
    }

    /// Returns everything that the tenant may do at `now`.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    pub fn entitle(&self, tenant: &Tenant, now: Timestamp) -> Result<Entitlements, CallError> {
        validate_facts::check(tenant, &[("now", now)])?;
        let answer: Entitlements = self.0.call(&self.0.functions.entitle, (tenant, now))?;
        for decision in &answer.features {
            requires::check(&decision.feature, decision, |needed| {
                let known = self.feature(needed).and_then(|at| answer.features.get(at));
                Ok(known.filter(|it| it.feature == needed).map(|it| it.allowed))
            })?;
        }
        Ok(answer)
    }

    /// Returns what a new tenant starts with at `now`.
    ///
    /// # Errors
    ///
    /// [`CallError`] if `now` is too large or the policy fails.
    pub fn on_signup(&self, now: Timestamp) -> Result<Vec<Assignment>, CallError> {
        validate_facts::check_number("now", now)?;
        Ok(self.0.call(&self.0.functions.on_signup, (now,))?)
    }

    /// Returns what all of a tenant's subscriptions amount to together.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the subscriptions break the contract's rules or the policy fails.
    pub fn on_billing(&self, subscriptions: &[Subscription]) -> Result<Effect, CallError> {
        validate_facts::check_subscriptions(subscriptions)?;
        Ok(self.0.call(&self.0.functions.on_billing, (subscriptions,))?)
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
        self.0.is_slow.load(Ordering::Relaxed)
    }

    /// Checks whether `other` is a handle on the same policy.
    pub(crate) fn ptr_eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let catalog = self.catalog();
        write!(f, "Policy({} {}, {})", catalog.name, catalog.version, self.digest())
    }
}

impl Loaded {
    /// Calls a function in a fresh instance.
    fn call<P, R>(&self, function: &ComponentExportIndex, params: P) -> Result<R, UnavailableError>
    where
        P: ComponentNamedList + Lower,
        R: Lift + SafeIntegers + 'static,
        (R,): ComponentNamedList + Lift,
    {
        let answer = self.call_in_wasmtime(function, params).map_err(|error| {
            let error = call_error::unavailable(&error);
            if matches!(error, UnavailableError::OutOfFuel | UnavailableError::TimedOut) {
                self.is_slow.store(true, Ordering::Relaxed);
            }
            error
        })?;
        if answer.is_safe() { Ok(answer) } else { Err(UnavailableError::NotWhole) }
    }

    fn call_in_wasmtime<P, R>(
        &self,
        function: &ComponentExportIndex,
        params: P,
    ) -> wasmtime::Result<R>
    where
        P: ComponentNamedList + Lower,
        R: Lift + 'static,
        (R,): ComponentNamedList + Lift,
    {
        let mut store = engine::store(&self.engine)?;
        let instance = self.instance.instantiate(&mut store)?;
        let function = instance.get_typed_func::<P, (R,)>(&mut store, function)?;
        Ok(function.call(&mut store, params)?.0)
    }

    /// Compares the type of each function with the contract's.
    fn check_types(&self) -> Result<(), LoadError> {
        let mut store =
            engine::store(&self.engine).map_err(|error| call_error::unavailable(&error))?;
        let instance = self.instance.instantiate(&mut store);
        let instance = instance.map_err(|error| call_error::unavailable(&error))?;
        macro_rules! check {
            ($name:ident: $params:ty => $result:ty) => {
                instance
                    .get_typed_func::<$params, ($result,)>(&mut store, &self.functions.$name)
                    .map_err(|_| ProfileError::WrongType(stringify!($name).replace('_', "-")))?;
            };
        }
        check!(describe: () => Info);
        check!(resolve: (&Tenant, u64) => Resolution);
        check!(check: (&Tenant, &str, u64) => Decision);
        check!(check_cap: (&Tenant, &str, u64, u64, u64) => Option<CapDecision>);
        check!(entitle: (&Tenant, u64) => Entitlements);
        check!(on_signup: (u64,) => Vec<Assignment>);
        check!(on_billing: (&[Subscription],) => Effect);
        Ok(())
    }
}

impl Functions {
    fn find(component: &Component) -> Result<Self, ProfileError> {
        let interface = |name: &str| {
            let exports = component.component_type();
            let mut exports = exports.exports(component.engine()).map(|(name, _)| name);
            let full = format!("tiergate:policy/{name}@");
            let found = exports.find(|export| export.starts_with(&full)).map(str::to_owned);
            let found = found.ok_or_else(|| ProfileError::MissingExport(full.replace('@', "")))?;
            let version = found.strip_prefix(&full).unwrap_or_default();
            if version.strip_prefix(TRACK).is_some_and(|rest| rest.starts_with('.')) {
                Ok(found)
            } else {
                Err(ProfileError::ContractVersion(track(version)))
            }
        };
        let function = |interface: &String, name: &str| {
            let missing = || ProfileError::MissingExport(format!("{interface}#{name}"));
            let index = component.get_export_index(None, interface.as_str()).ok_or_else(missing)?;
            component.get_export_index(Some(&index), name).ok_or_else(missing)
        };
        let (catalog, engine, billing) =
            (interface("catalog")?, interface("engine")?, interface("billing")?);
        Ok(Self {
            describe: function(&catalog, "describe")?,
            resolve: function(&engine, "resolve")?,
            check: function(&engine, "check")?,
            check_cap: function(&engine, "check-cap")?,
            entitle: function(&engine, "entitle")?,
            on_signup: function(&billing, "on-signup")?,
            on_billing: function(&billing, "on-billing")?,
        })
    }
}

/// Returns the track of a version: `0.2` for `0.2.1`.
fn track(version: &str) -> String {
    version.rsplit_once('.').map_or(version, |(track, _)| track).to_owned()
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })
}

fn not_valid(error: wasmtime::Error) -> ProfileError {
    ProfileError::Invalid(format!("{error:#}"))
}

/// Returns the SHA-256 of a policy's file, in lower-case hex: its name among files.
pub fn digest(file: &[u8]) -> String {
    Sha256::digest(file).iter().fold(String::new(), |mut hex, byte| {
        // OK because writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn no_catalog() -> Info {
    Info {
        name: String::new(),
        version: String::new(),
        tiers: Vec::new(),
        features: Vec::new(),
        caps: Vec::new(),
        add_ons: Vec::new(),
        editions: Vec::new(),
        default_tier: String::new(),
        trial: None,
        upgrade_url: None,
        metadata: Vec::new(),
    }
}
