//! The tiers of any store.

use tiergate::{CheckError, Entitlements, Facts, Lookup, Tiers, Timestamp, Watch};

/// The same tiers for any store.
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
