//! What the provider must be asked, and an operator is shown.

use std::fmt::{self, Display, Formatter};
use tiergate::Timestamp;

/// Something about a subscription that is not known for sure. The state has what gives more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Doubt {
    /// The subscription.
    pub(crate) subscription: String,
    /// What is in doubt.
    pub(crate) why: Why,
}

/// What is in doubt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Why {
    /// Its changes within this second may have happened in another order.
    OrderUnknown(Timestamp),
    /// Its changes shortly before this second do not follow from each other.
    Discontinuous(Timestamp),
    /// It has this unknown status.
    UnknownStatus(String),
    /// Some of its items are unknown.
    ItemsMissing,
    /// An event reports that it changed, and not how.
    Unread,
    /// An invoice or a session is for it, and it was never reported.
    NeverSeen,
    /// Since when it is past due is only known from when that was first reported.
    PastDueSinceUnknown,
    /// Its customer was deleted, which ends it, and its end was not reported.
    CustomerDeleted,
}

impl Display for Why {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OrderUnknown(at) => {
                return write!(formatter, "the order of its changes at {at} is unknown");
            }
            Self::Discontinuous(at) => {
                return write!(formatter, "its changes up to {at} do not follow from each other");
            }
            Self::UnknownStatus(status) => {
                return write!(formatter, "its status `{status}` is unknown");
            }
            Self::ItemsMissing => "some of its items are unknown",
            Self::Unread => "it changed, and how is unknown",
            Self::NeverSeen => "it is mentioned, and was never reported",
            Self::PastDueSinceUnknown => "since when it is past due is not known exactly",
            Self::CustomerDeleted => "its customer was deleted, and its end was not reported",
        })
    }
}
