//! Answering recorded questions again.

use crate::replay::outcome::{ReplayOutcome, ReplayedAnswer, ReplayedDecision, UnansweredError};
use crate::replay::past::{History, Past, Revision};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use tiergate::{CheckError, DecisionRecord, Entitlements, Policy, TenantFacts, Timestamp};

/// Policies by the digests, or beginnings of digests, that name them.
pub(super) type Policies = HashMap<String, Result<Policy, UnansweredError>>;

/// Answers recorded questions by what the store knows.
pub(super) struct Asker<'a> {
    pub(super) history: &'a History,
    pub(super) policies: &'a Policies,
    /// The policy that decides instead of the one that did, of tenants that were not pinned.
    pub(super) with: Option<&'a Policy>,
    /// What was computed last.
    last: Option<Last<'a>>,
}

/// A tenant's entitlements from one time on, by one policy.
struct Last<'a> {
    tenant: &'a str,
    since: Timestamp,
    edition: Option<String>,
    policy: Policy,
    entitlements: Entitlements,
}

impl<'a> Asker<'a> {
    pub(super) fn new(
        history: &'a History,
        policies: &'a Policies,
        with: Option<&'a Policy>,
    ) -> Self {
        Self { history, policies, with, last: None }
    }

    /// Replays decisions. They are answered in an order in which few entitlements are computed.
    pub(super) fn replay(mut self, records: &'a [DecisionRecord]) -> Vec<ReplayOutcome> {
        let mut order: Vec<_> = records.iter().enumerate().collect();
        order.sort_by(|(_, one), (_, other)| basis(one).cmp(&basis(other)));
        let outcomes = order.into_iter().map(|(at, record)| (at, self.outcome(record)));
        let mut outcomes: Vec<_> = outcomes.collect();
        outcomes.sort_by_key(|(at, _)| *at);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn outcome(&mut self, record: &'a DecisionRecord) -> ReplayOutcome {
        match self.again(record) {
            Err(error) => ReplayOutcome::Unanswered(error),
            Ok(again) if !self.is_same(record, &again) => ReplayOutcome::Differs(again),
            Ok(_) if self.stays_pinned(record) => ReplayOutcome::Pinned,
            Ok(_) => ReplayOutcome::Same,
        }
    }

    /// Checks whether another policy was to decide, and the tenant stayed with its own.
    fn stays_pinned(&self, record: &DecisionRecord) -> bool {
        self.with.is_some() && self.past(record).is_ok_and(|past| past.policy.is_some())
    }

    fn is_same(&self, record: &DecisionRecord, again: &ReplayedDecision) -> bool {
        let by_same = self.with.is_some() || again.policy.starts_with(&record.policy);
        let answers = matches!(&again.answer, ReplayedAnswer::Answer(it) if *it == record.answer);
        answers && by_same && again.edition == record.edition
    }

    fn again(&mut self, record: &'a DecisionRecord) -> Result<ReplayedDecision, UnansweredError> {
        let past = self.past(record)?;
        let policy = self.deciding(record, past)?;
        let edition = past.facts.tenant.edition.as_ref().or(record.edition.as_ref());
        let answer = self.entitlements(record, past, &policy, edition);
        let answer = match answer.and_then(|it| record.question.answer(it)) {
            Ok(answer) => ReplayedAnswer::Answer(answer),
            Err(error) => ReplayedAnswer::Problem { problem: error.to_string() },
        };
        Ok(ReplayedDecision {
            policy: policy.digest().to_owned(),
            edition: edition.cloned(),
            answer,
        })
    }

    /// Returns the tenant as it was.
    fn past(&self, record: &DecisionRecord) -> Result<&'a Past, UnansweredError> {
        let (tenant, revision) = (&record.tenant, record.revision);
        let found = self.history.get(tenant).and_then(|them| them.get(&revision));
        match found.filter(|found| found.has(record.identity)) {
            Some(Revision { past: Some(past), .. }) => Ok(past),
            Some(_) => Err(UnansweredError::Deleted { tenant: tenant.clone(), revision }),
            None => Err(UnansweredError::NoRevision { tenant: tenant.clone(), revision }),
        }
    }

    /// Returns the policy that decides: the one that the tenant was pinned to, or else the one that
    /// takes the place of all others, or else the recorded one.
    fn deciding(&self, record: &DecisionRecord, past: &Past) -> Result<Policy, UnansweredError> {
        let named = match (&past.policy, self.with) {
            (Some(pin), _) => pin,
            (None, Some(with)) => return Ok(with.clone()),
            (None, None) => &record.policy,
        };
        let missing = || UnansweredError::NoPolicy {
            policy: named.clone(),
            problem: "it was not looked up".to_owned(),
        };
        self.policies.get(named).cloned().unwrap_or_else(|| Err(missing()))
    }

    /// Returns the tenant's entitlements at the recorded time: those that were computed last, if
    /// they hold.
    fn entitlements(
        &mut self,
        record: &'a DecisionRecord,
        past: &Past,
        policy: &Policy,
        edition: Option<&String>,
    ) -> Result<&Entitlements, CheckError> {
        let holds = |last: &Last<'_>| {
            last.tenant == record.tenant
                && last.entitlements.revision() == record.revision
                && last.policy.digest() == policy.digest()
                && last.edition.as_ref() == edition
                && last.since <= record.at
                && last.entitlements.valid_until().is_none_or(|end| record.at < end)
        };
        let last = match self.last.take().filter(holds) {
            Some(last) => last,
            None => Last {
                tenant: &record.tenant,
                since: record.at,
                edition: edition.cloned(),
                policy: policy.clone(),
                entitlements: compute(record, &past.facts, policy, edition)?,
            },
        };
        Ok(&self.last.insert(last).entitlements)
    }
}

/// Returns what an answer is based on.
fn basis(record: &DecisionRecord) -> impl Ord + '_ {
    (&record.tenant, record.revision, &record.policy, &record.edition, record.at)
}

fn compute(
    record: &DecisionRecord,
    facts: &Arc<TenantFacts>,
    policy: &Policy,
    edition: Option<&String>,
) -> Result<Entitlements, CheckError> {
    let mut facts = Cow::Borrowed(facts);
    if facts.tenant.edition.as_ref() != edition {
        Arc::make_mut(facts.to_mut()).tenant.edition = edition.cloned();
    }
    Entitlements::compute(policy, facts.into_owned(), record.revision, record.at)
}
