//! On what condition kept tenants are released.

use crate::error::StoreError;
use crate::policies::activations::last;
use crate::policies::kept::{self, Reason};
use crate::sql::backend::Backend;
use tiergate::now;

/// What must be so, in the transaction that releases tenants: what was read before it may be
/// outdated.
#[derive(Clone, Debug)]
pub(crate) enum Provided {
    /// Nothing: someone asked for it.
    Asked,
    /// The last activation is this one.
    Last(u64),
    /// No activation keeps tenants on this policy.
    Unkept(String),
    /// This activation keeps tenants on this policy, until a moment that has come.
    Due(String, u64),
}

impl Provided {
    /// Checks whether it is so, in a transaction that is the only one that writes.
    pub(crate) async fn holds<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
    ) -> Result<bool, StoreError> {
        Ok(match self {
            Self::Asked => true,
            Self::Last(number) => {
                last::<DB>(connection).await?.is_some_and(|last| last.number == *number)
            }
            Self::Unkept(policy) => kept::reason::<DB>(connection, policy).await?.is_none(),
            Self::Due(policy, number) => {
                let is_due = |it: Reason| {
                    it.activation == *number && it.until.is_some_and(|until| until <= now())
                };
                kept::reason::<DB>(connection, policy).await?.is_some_and(is_due)
            }
        })
    }
}
