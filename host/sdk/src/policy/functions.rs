//! The functions of the contract in a component.

use crate::contract::TRACK;
use crate::policy::load_error::ProfileError;
use wasmtime::component::{Component, ComponentExportIndex};

/// The index of each of the contract's functions in the component.
pub(crate) struct Functions {
    pub(crate) describe: ComponentExportIndex,
    pub(crate) resolve: ComponentExportIndex,
    pub(crate) check: ComponentExportIndex,
    pub(crate) check_cap: ComponentExportIndex,
    pub(crate) entitle: ComponentExportIndex,
    pub(crate) on_signup: ComponentExportIndex,
    pub(crate) on_billing: ComponentExportIndex,
}

impl Functions {
    /// Finds every function of the contract.
    pub(crate) fn find(component: &Component) -> Result<Self, ProfileError> {
        let catalog = Interface::find(component, "catalog")?;
        let engine = Interface::find(component, "engine")?;
        let billing = Interface::find(component, "billing")?;
        Ok(Self {
            describe: catalog.function("describe")?,
            resolve: engine.function("resolve")?,
            check: engine.function("check")?,
            check_cap: engine.function("check-cap")?,
            entitle: engine.function("entitle")?,
            on_signup: billing.function("on-signup")?,
            on_billing: billing.function("on-billing")?,
        })
    }
}

/// An interface that a component exports.
struct Interface<'a> {
    component: &'a Component,
    /// Its full name, with the version.
    name: String,
}

impl<'a> Interface<'a> {
    /// Finds an interface in a version of the contract that this host can call.
    fn find(component: &'a Component, name: &str) -> Result<Self, ProfileError> {
        let exports = component.component_type();
        let mut exports = exports.exports(component.engine()).map(|(name, _)| name);
        let full = format!("tiergate:policy/{name}@");
        let found = exports.find(|export| export.starts_with(&full)).map(str::to_owned);
        let found = found.ok_or_else(|| ProfileError::MissingExport(full.replace('@', "")))?;
        let version = found.strip_prefix(&full).unwrap_or_default();
        if version.strip_prefix(TRACK).is_some_and(|rest| rest.starts_with('.')) {
            Ok(Self { component, name: found })
        } else {
            Err(ProfileError::ContractVersion(track(version)))
        }
    }

    fn function(&self, name: &str) -> Result<ComponentExportIndex, ProfileError> {
        let missing = || ProfileError::MissingExport(format!("{}#{name}", self.name));
        let interface = self.component.get_export_index(None, self.name.as_str());
        let interface = interface.ok_or_else(missing)?;
        self.component.get_export_index(Some(&interface), name).ok_or_else(missing)
    }
}

/// Returns the track of a version: `0.2` for `0.2.1`.
fn track(version: &str) -> String {
    version.rsplit_once('.').map_or(version, |(track, _)| track).to_owned()
}
