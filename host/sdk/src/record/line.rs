//! The lines of the log, parsed.

use crate::contract::{Limit, Reason, Timestamp};
use crate::entitlements::Entitlements;
use crate::record::json::{CapAnswer, Line, Lost};
use crate::tiers::access_error::CheckError;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A line of a log of decisions.
///
/// # Examples
///
/// ```
/// use tiergate::LogLine;
///
/// let line = r#"{"at":1772700000,"tenant":"acme","revision":7,"policy":"5f08c2a1b7d94e36","feature":"export","allowed":true,"reason":{"tier":"pro"}}"#;
/// let LogLine::Decision(record) = LogLine::parse(line)? else { panic!("it is a decision") };
/// assert_eq!((record.tenant.as_str(), record.revision), ("acme", 7));
/// assert!(record.answer.is_allowed());
///
/// assert_eq!(LogLine::parse(r#"{"at":1772700000,"lost":17}"#)?, LogLine::Lost(17));
/// let error = LogLine::parse(r#"{"at":1772700000}"#).unwrap_err();
/// assert_eq!(error.to_string(), "it is not a line of a decision log: missing field `tenant`");
/// # Ok::<(), tiergate::BadLineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogLine {
    /// A decision.
    Decision(DecisionRecord),
    /// So many decisions are missing before this line.
    Lost(u64),
}

/// Why a text is not a line of a log of decisions.
#[derive(Debug, thiserror::Error)]
#[error("it is not a line of a decision log: {0}")]
#[non_exhaustive]
pub struct BadLineError(String);

/// A recorded decision.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// use tiergate::LogLine;
///
/// let line = r#"{"at":1772700000,"tenant":"acme","revision":1,"policy":"5f08c2a1b7d94e36","feature":"ai","allowed":true,"reason":{"tier":"pro"}}"#;
/// let LogLine::Decision(record) = LogLine::parse(line)? else { panic!("it is a decision") };
/// let answer = record.question.answer(&tiers.entitlements("acme").await?)?;
/// assert_ne!(answer, record.answer);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecisionRecord {
    /// The time that was asked about, in seconds since 1970.
    pub at: Timestamp,
    /// The tenant.
    pub tenant: String,
    /// The revision of the tenant's facts.
    pub revision: u64,
    /// What distinguishes that revision from another one with the same number
    /// ([`StoredFacts::identity`](crate::StoredFacts::identity)); 0 if the store has no identities.
    pub identity: u64,
    /// The beginning of the digest of the policy that decided.
    pub policy: String,
    /// The tenant's edition: its own, or the deployment's.
    pub edition: Option<String>,
    /// What was asked.
    pub question: RecordedQuestion,
    /// What was answered.
    pub answer: RecordedAnswer,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordedQuestion {
    /// May the tenant use this feature?
    Feature(String),
    /// May the tenant take more of a cap?
    Cap {
        /// The cap.
        cap: String,
        /// How much was in use.
        used: u64,
        /// How much more was requested.
        amount: u64,
    },
}

/// What was answered: of a check, all that does not follow from the plans alone. What would help is
/// not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum RecordedAnswer {
    /// The answer about a feature.
    Feature {
        /// Whether it is allowed.
        allowed: bool,
        /// Why.
        reason: Reason,
    },
    /// The answer about a cap.
    Cap {
        /// Whether the amount may be taken.
        allowed: bool,
        /// The cap's limit.
        limit: Limit,
        /// Whether to warn about what is in use.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        warn: bool,
    },
}

impl LogLine {
    /// Parses a line.
    ///
    /// # Errors
    ///
    /// [`BadLineError`] if it is incomplete, or not a line of a log of decisions.
    pub fn parse(text: &str) -> Result<Self, BadLineError> {
        match serde_json::from_str::<Line<'_>>(text) {
            Ok(line) => DecisionRecord::from_line(line).map(Self::Decision),
            Err(error) => match serde_json::from_str::<Lost>(text) {
                Ok(Lost { lost, .. }) => Ok(Self::Lost(lost)),
                Err(_) => Err(BadLineError(without_place(&error))),
            },
        }
    }
}

/// Returns an error's text without the place, as the text is a single line.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

impl DecisionRecord {
    fn from_line(line: Line<'_>) -> Result<Self, BadLineError> {
        let owned = Cow::into_owned;
        let (question, answer) = match line {
            Line { feature: Some(feature), cap: None, reason: Some(reason), allowed, .. } => {
                let reason = reason.into_owned();
                let question = RecordedQuestion::Feature(owned(feature));
                (question, RecordedAnswer::Feature { allowed, reason })
            }
            Line {
                feature: None,
                cap: Some(cap),
                used: Some(used),
                amount: Some(amount),
                limit: Some(limit),
                allowed,
                warn,
                ..
            } => {
                let question = RecordedQuestion::Cap { cap: owned(cap), used, amount };
                (question, RecordedAnswer::Cap { allowed, limit, warn })
            }
            _ => {
                let needed =
                    "it needs `feature` and `reason`, or `cap`, `used`, `amount` and `limit`";
                return Err(BadLineError(needed.to_owned()));
            }
        };
        Ok(Self {
            at: line.at,
            tenant: owned(line.tenant),
            revision: line.revision,
            identity: line.identity,
            policy: owned(line.policy),
            edition: line.edition.map(owned),
            question,
            answer,
        })
    }

    fn line(&self) -> Line<'_> {
        let edition = self.edition.as_deref();
        let revision = (self.revision, self.identity);
        let mut line = Line::new(self.at, revision, &self.tenant, &self.policy, edition);
        match (&self.question, &self.answer) {
            (RecordedQuestion::Feature(id), RecordedAnswer::Feature { allowed, reason }) => {
                line.feature(id, *allowed, reason);
            }
            (
                RecordedQuestion::Cap { cap, used, amount },
                RecordedAnswer::Cap { allowed, limit, warn },
            ) => {
                let answer = CapAnswer { allowed: *allowed, limit: *limit, warn: *warn };
                line.cap(cap, (*used, *amount), answer);
            }
            // A record is parsed from a line, whose question and answer are of one kind.
            _ => {}
        }
        line
    }
}

impl Serialize for DecisionRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.line().serialize(serializer)
    }
}

impl RecordedQuestion {
    /// Returns the feature or the cap.
    pub fn id(&self) -> &str {
        match self {
            Self::Feature(id) | Self::Cap { cap: id, .. } => id,
        }
    }

    /// Answers the question by these entitlements. Nothing is recorded.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if the policy has no such cap, or a number is out of range.
    pub fn answer(&self, by: &Entitlements) -> Result<RecordedAnswer, CheckError> {
        match self {
            Self::Feature(id) => {
                let decision = by.peek_feature(id);
                let (allowed, reason) = (decision.allowed, decision.reason.clone());
                Ok(RecordedAnswer::Feature { allowed, reason })
            }
            Self::Cap { cap, used, amount } => {
                let room = by.room(cap, *used, *amount)?;
                let (allowed, limit, warn) = (room.allowed, room.state.limit, room.warn);
                Ok(RecordedAnswer::Cap { allowed, limit, warn })
            }
        }
    }
}

impl RecordedAnswer {
    /// Returns whether it was allowed.
    pub fn is_allowed(&self) -> bool {
        match self {
            Self::Feature { allowed, .. } | Self::Cap { allowed, .. } => *allowed,
        }
    }
}
