//! Tiers, whatever their store.

use futures_util::future::BoxFuture;
use tiergate::{CheckError, Entitlements, Facts, Tiers, Timestamp, Watch};

/// The parts of [`Tiers`] that sessions use, whatever the store.
pub(crate) trait AnyTiers: Send + Sync {
    fn at_least<'a>(
        &'a self,
        tenant: &'a str,
        revision: u64,
    ) -> BoxFuture<'a, Result<Entitlements, CheckError>>;

    fn watch(&self, tenant: &str) -> Watch;

    fn now(&self) -> Timestamp;
}

impl<F: Facts> AnyTiers for Tiers<F> {
    fn at_least<'a>(
        &'a self,
        tenant: &'a str,
        revision: u64,
    ) -> BoxFuture<'a, Result<Entitlements, CheckError>> {
        Box::pin(Tiers::at_least(self, tenant, revision))
    }

    fn watch(&self, tenant: &str) -> Watch {
        Tiers::watch(self, tenant)
    }

    fn now(&self) -> Timestamp {
        Tiers::now(self)
    }
}
