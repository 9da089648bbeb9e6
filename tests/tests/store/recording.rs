//! A store whose decisions are recorded while random changes are written to it.

use crate::setting::{Clock, Database, by, system_now};
use crate::verified::change;
use std::io::{BufRead, BufReader};
use std::sync::Arc;
use std::time::Duration;
use tempfile::NamedTempFile;
use tiergate::{
    DecisionLog, DecisionRecord, LogLine, Policy, RecordedAnswer, RecordedQuestion, TenantFacts,
    Tiers,
};
use tiergate_store::{Change, Search, SqlStore, Store, Stored, WriteError};
use tiergate_tests::dice::Dice;
use tiergate_tests::plans;

/// How long a test waits until the log is written.
const PATIENCE: Duration = Duration::from_secs(60);

/// A store whose decisions are recorded.
pub struct Recorded<DB: Database> {
    pub store: SqlStore<DB>,
    pub tiers: Tiers<SqlStore<DB>>,
    pub clock: Clock,
    pub log: DecisionLog,
    file: NamedTempFile,
    pub policies: Vec<Policy>,
    _folder: Option<tempfile::TempDir>,
}

impl<DB: Database> Recorded<DB> {
    pub async fn new() -> Self {
        let (store, folder) = DB::store().await;
        let files = [plans::file(), plans::next_file(), plans::renamed_file()];
        let mut policies = Vec::new();
        for file in files.map(Result::unwrap) {
            store.publish(&file, &by("ann")).await.unwrap();
            policies.push(Policy::from_bytes(&file).unwrap());
        }
        store.activate(policies[0].digest(), &by("ann")).await.unwrap();
        let file = NamedTempFile::new().unwrap();
        let log = DecisionLog::new(file.reopen().unwrap()).unwrap();
        let clock = Clock::at(system_now());
        let read = clock.clone();
        let tiers = Tiers::builder(policies[0].clone(), store.clone()).follow().edition("cloud");
        let tiers = tiers.clock(move || read.now()).decision_log(log.clone()).build();
        Self { store, tiers, clock, log, file, policies, _folder: folder }
    }

    pub fn records(&self) -> Vec<DecisionRecord> {
        assert!(self.log.flush(PATIENCE));
        let lines = BufReader::new(self.file.reopen().unwrap()).lines();
        let record = |line: String| match LogLine::parse(&line).unwrap() {
            LogLine::Decision(record) => record,
            other => panic!("{other:?}"),
        };
        lines.map(|line| record(line.unwrap())).collect()
    }

    /// Writes random changes of some tenants.
    pub async fn change(&self, dice: &mut Dice, tenants: &[String]) {
        let mut changes = Vec::new();
        for tenant in dice.some(tenants, 40) {
            let pin = dice.pick_or(&self.policies, self.policies[0].clone());
            changes.push((
                tenant,
                match dice.below(12) {
                    0 => Change::Pin { digest: Some(pin.digest().to_owned()) },
                    1 => Change::Pin { digest: None },
                    2 => Change::SetEdition { edition: Some("community".into()) },
                    _ => change(dice, self.clock.now()),
                },
            ));
        }
        self.write(changes).await;
    }

    /// Writes what is not refused.
    pub async fn write(&self, changes: Vec<(String, Change)>) {
        for some in changes.chunks(200) {
            let written = self.store.write_many(some.to_vec(), &by("dice")).await.unwrap();
            let failed = |it: &Result<_, WriteError>| matches!(it, Err(WriteError::Store(_)));
            assert!(!written.iter().any(failed));
        }
    }

    /// Returns all tenants as they are stored.
    pub async fn stored(&self) -> Vec<Stored> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let search = Search { after, limit: 1_000, ..Search::default() };
            let page = self.store.list(&search).await.unwrap();
            all.extend(page.tenants);
            match page.next {
                Some(next) => after = Some(next),
                None => return all,
            }
        }
    }
}

fn question(dice: &mut Dice) -> RecordedQuestion {
    if dice.chance(35) {
        let (used, amount) = (dice.between(0, 25), dice.between(1, 4));
        return RecordedQuestion::Cap { cap: "seats".to_owned(), used, amount };
    }
    let features = ["core", "export", "sso", "ai"];
    RecordedQuestion::Feature(dice.pick_or(&features, "core").to_owned())
}

/// What a decision was based on, as it was when it was made, and what was asked.
pub struct Made {
    facts: Arc<TenantFacts>,
    pub pin: Option<String>,
    question: RecordedQuestion,
    at: u64,
}

impl Made {
    /// Asks a policy directly, and not by the tenant's entitlements as a check does.
    pub fn ask(&self, policies: &[Policy], policy: &Policy) -> RecordedAnswer {
        let pinned = self.pin.as_ref();
        let pinned = pinned.map(|pin| policies.iter().find(|it| it.digest() == pin).unwrap());
        let policy = pinned.unwrap_or(policy);
        let mut facts = self.facts.as_billed_by(policy).unwrap().into_owned();
        facts.edition.get_or_insert("cloud".to_owned());
        match &self.question {
            RecordedQuestion::Cap { cap, used, amount } => {
                let answer = policy.check_cap(&facts, cap, *used, *amount, self.at);
                let answer = answer.unwrap().unwrap();
                let (allowed, warn, limit) = (answer.allowed, answer.warn, answer.state.limit);
                RecordedAnswer::Cap { allowed, limit, warn }
            }
            question => {
                let answer = policy.check(&facts, question.id(), self.at).unwrap();
                let (allowed, reason) = (answer.allowed, answer.reason);
                RecordedAnswer::Feature { allowed, reason }
            }
        }
    }
}

/// Asks about random tenants, and returns what each decision was based on.
pub async fn ask<DB: Database>(it: &Recorded<DB>, dice: &mut Dice, count: usize) -> Vec<Made> {
    let stored = it.stored().await;
    let stored: Vec<_> =
        stored.into_iter().map(|it| (it.tenant, Arc::new(it.facts), it.policy)).collect();
    let mut made = Vec::with_capacity(count);
    for number in 0..count {
        let (tenant, facts, pin) = dice.pick(&stored).unwrap();
        let question = question(dice);
        match &question {
            RecordedQuestion::Cap { cap, used, amount } => {
                it.tiers.check_cap(tenant, cap, *used, *amount).await.unwrap();
            }
            question => drop(it.tiers.check(tenant, question.id()).await.unwrap()),
        }
        let (facts, pin, at) = (Arc::clone(facts), pin.clone(), it.clock.now());
        made.push(Made { facts, pin, question, at });
        // The test is faster than any server.
        if number % 20_000 == 0 {
            assert!(it.log.flush(PATIENCE));
        }
    }
    made
}
