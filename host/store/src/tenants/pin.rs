//! Changes that no policy checks, and pins, whose policy is tried first.

use crate::error::WriteError;
use crate::events::change::Change;
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::decider::given;

impl<S: Store> Tenants<S> {
    /// Checks whether a change gives nothing that a policy would have to have.
    pub(crate) fn gives_nothing(&self, change: &Change) -> bool {
        let is_import = matches!(change, Change::Import { .. });
        !is_import && given(change, self.tiers().policy().catalog()).is_empty()
    }

    /// Tries the policy of a pin on its tenant; other changes are not tried.
    pub(crate) async fn tried(&self, tenant: &str, change: &Change) -> Result<(), WriteError> {
        match change {
            Change::Pin { digest: Some(digest) } => {
                self.store().try_pin(tenant, digest, self.tiers().edition()).await
            }
            _ => Ok(()),
        }
    }
}
