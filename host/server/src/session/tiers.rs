//! Tiers, whatever their store.

use tiergate::{CheckError, Entitlements, Facts, Lookup, Tiers, Timestamp, Watch};

/// The parts of [`Tiers`] that sessions use, whatever the store.
pub(crate) trait AnyTiers: Send + Sync {
    fn at_least(
        &self,
        tenant: &str,
        revision: u64,
    ) -> Lookup<'static, Result<Entitlements, CheckError>>;

    fn watch(&self, tenant: &str) -> Watch;

    fn now(&self) -> Timestamp;
}

impl<F: Facts> AnyTiers for Tiers<F> {
    fn at_least(
        &self,
        tenant: &str,
        revision: u64,
    ) -> Lookup<'static, Result<Entitlements, CheckError>> {
        Tiers::at_least(self, tenant, revision)
    }

    fn watch(&self, tenant: &str) -> Watch {
        Tiers::watch(self, tenant)
    }

    fn now(&self) -> Timestamp {
        Tiers::now(self)
    }
}
