//! An event, as read.

use crate::billing::known::Extract;
use thiserror::Error;
use tiergate::Timestamp;

/// A provider's event, or an object that its API returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its identifier, by which a second delivery is recognized. If the body has none, the SHA-256
    /// of the body.
    pub(crate) id: String,
    /// The provider's name of what happened; empty if it is unknown.
    pub(crate) kind: String,
    /// When it happened, by the provider's clock.
    pub(crate) at: Option<Timestamp>,
    /// What it reports.
    pub(crate) extracts: Vec<Extract>,
    /// What was not understood, or must not be used.
    pub(crate) problems: Vec<Problem>,
}

impl Event {
    /// Returns whether it must be stored. The loss of any other event changes nothing.
    pub(crate) fn is_of_concern(&self) -> bool {
        !self.extracts.is_empty() || !self.problems.is_empty()
    }

    /// Returns it with the last number that was taken for an answer by the time at which it became
    /// known.
    pub(crate) fn known_after(mut self, number: u64) -> Self {
        for extract in &mut self.extracts {
            if let Extract::Snapshot(it) = extract {
                it.known_after = Some(number);
            }
        }
        self
    }
}

/// When an object was read from the provider's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The number that was taken from the database before the request. A greater one is newer.
    pub(crate) number: u64,
    /// A moment of the provider's clock: the answer includes every event created before. The
    /// `Date` of the response less the seconds that the request took.
    pub(crate) as_of: Timestamp,
}

/// Why an event, or a part of it, is not used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Problem {
    /// The body is not a JSON object.
    #[error("the body is not a JSON object")]
    NotJson,
    /// A field that must be there is absent.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A field has a value that it cannot have.
    #[error("`{field}` cannot be `{text}`")]
    Invalid {
        /// The field.
        field: &'static str,
        /// Its value, shortened.
        text: String,
    },
    /// A status that is unknown.
    #[error("the status `{0}` is unknown")]
    UnknownStatus(String),
    /// An event of test mode at a live endpoint, or the reverse.
    #[error("`livemode` is `{0}`, and this endpoint is for the other mode")]
    OtherMode(bool),
    /// An event of a connected account that is not configured.
    #[error("the event is of the account `{0}`, which is not configured")]
    OtherAccount(String),
    /// An event without its object.
    #[error("`{0}` is a thin event, without data: set the endpoint's payload style to snapshot")]
    Thin(String),
}

impl Problem {
    /// Returns its kind, for metrics.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::Missing(_) => "missing",
            Self::Invalid { .. } => "invalid",
            Self::UnknownStatus(_) => "unknown_status",
            Self::OtherMode(_) => "other_mode",
            Self::OtherAccount(_) => "other_account",
            Self::Thin(_) => "thin",
        }
    }
}
