//! The lines of the log, as JSON.

use crate::computed::Computed;
use crate::contract::{Limit, Reason, Timestamp};
use crate::record::decided::{Answer, Decided};
use crate::record::tenant_log::TenantLog;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// How many characters of a policy's digest a line has: enough that no two policies of a store share
/// them.
const DIGEST: usize = 16;

/// A line about a decision.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line<'a> {
    pub(crate) at: Timestamp,
    #[serde(borrow)]
    pub(crate) tenant: Cow<'a, str>,
    pub(crate) revision: u64,
    #[serde(default, skip_serializing_if = "is_unknown")]
    #[serde(serialize_with = "write_identity", deserialize_with = "read_identity")]
    pub(crate) identity: u64,
    #[serde(borrow)]
    pub(crate) policy: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) edition: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) feature: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) cap: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) used: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<u64>,
    pub(crate) allowed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Cow<'a, Reason>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<Limit>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) warn: bool,
}

fn is_unknown(identity: &u64) -> bool {
    *identity == 0
}

/// Writes an identity as a text, because many programs round numbers that are so large.
fn write_identity<S: Serializer>(identity: &u64, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{identity:x}"))
}

fn read_identity<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let text = Cow::<str>::deserialize(from)?;
    u64::from_str_radix(&text, 16).map_err(|_| D::Error::custom("`identity` is not hexadecimal"))
}

/// A line about decisions that are missing before it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lost {
    at: Timestamp,
    pub(crate) lost: u64,
}

impl<'a> Line<'a> {
    /// Returns a line without a question and an answer.
    pub(crate) fn new(
        at: Timestamp,
        (revision, identity): (u64, u64),
        tenant: &'a str,
        policy: &'a str,
        edition: Option<&'a str>,
    ) -> Self {
        let (tenant, policy) = (Cow::Borrowed(tenant), Cow::Borrowed(policy));
        let edition = edition.map(Cow::Borrowed);
        let (feature, cap, used, amount) = (None, None, None, None);
        let (allowed, reason, limit, warn) = (false, None, None, false);
        Self {
            at,
            tenant,
            revision,
            identity,
            policy,
            edition,
            feature,
            cap,
            used,
            amount,
            allowed,
            reason,
            limit,
            warn,
        }
    }

    /// Sets a feature, and the answer about it.
    pub(crate) fn feature(&mut self, id: &'a str, allowed: bool, reason: &'a Reason) {
        self.feature = Some(Cow::Borrowed(id));
        (self.allowed, self.reason) = (allowed, Some(Cow::Borrowed(reason)));
    }

    /// Sets a cap, how much is used and wanted of it, and the answer about it.
    pub(crate) fn cap(&mut self, cap: &'a str, (used, amount): (u64, u64), answer: CapAnswer) {
        self.cap = Some(Cow::Borrowed(cap));
        (self.used, self.amount) = (Some(used), Some(amount));
        (self.allowed, self.limit, self.warn) = (answer.allowed, Some(answer.limit), answer.warn);
    }
}

/// The answer about a cap.
pub(crate) struct CapAnswer {
    pub(crate) allowed: bool,
    pub(crate) limit: Limit,
    pub(crate) warn: bool,
}

/// Appends the line about a decision.
pub(crate) fn decision(to: &mut Vec<u8>, decided: &Decided) {
    let Computed { policy, facts, revision, features, caps, log, .. } = &*decided.computed;
    // There is a log, or nothing would have been recorded.
    let Some(TenantLog { tenant, identity, .. }) = log.as_deref() else { return };
    let digest = policy.digest();
    let digest = digest.get(..DIGEST).unwrap_or(digest);
    let edition = facts.tenant.edition.as_deref();
    let mut line = Line::new(decided.at, (*revision, *identity), tenant, digest, edition);
    match decided.answer {
        Answer::Feature(at) => {
            let Some(it) = features.get(at) else { return };
            line.feature(&it.feature, it.allowed, &it.reason);
        }
        Answer::Cap { at, used, amount, allowed, warn } => {
            let Some(state) = caps.get(at) else { return };
            line.cap(&state.cap, (used, amount), CapAnswer { allowed, limit: state.limit, warn });
        }
    }
    append(to, &line);
}

/// Appends the line about decisions that were lost.
pub(crate) fn lost(to: &mut Vec<u8>, at: Timestamp, lost: u64) {
    append(to, &Lost { at, lost });
}

fn append(to: &mut Vec<u8>, line: &impl Serialize) {
    let before = to.len();
    match serde_json::to_writer(&mut *to, line) {
        Ok(()) => to.push(b'\n'),
        // OK because texts, numbers and the contract's types are valid JSON, and memory takes them.
        Err(_) => to.truncate(before),
    }
}
