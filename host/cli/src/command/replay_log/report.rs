//! What came of a replay.

use super::lines::Lines;
use crate::exit::Exit;
use crate::printed::{counted, print, table};
use anyhow::Result;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};
use tiergate::RecordedQuestion;
use tiergate_store::{ReplayOutcome, Replayed, ReplayedDecision, format_time};

/// How many decisions that differ, or cannot be answered, are shown; all are counted.
const SHOWN: usize = 20;

/// What came of a replay.
pub(super) struct Report {
    /// Whether another policy was asked than the one that decided.
    is_other: bool,
    began: Instant,
    took: Duration,
    decisions: u64,
    tenants: HashSet<String>,
    differing: u64,
    /// Of tenants that were pinned to their own policy, when another one is asked.
    pinned: u64,
    unanswered: u64,
    lost: u64,
    unread: u64,
    /// What differs, by feature or cap.
    questions: BTreeMap<Asked, Differences>,
    shown: Vec<String>,
}

/// A feature or a cap.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
enum Asked {
    Feature(String),
    Cap(String),
}

/// The answers about one feature or cap.
#[derive(Default)]
struct Differences {
    asked: u64,
    now_allowed: u64,
    now_refused: u64,
    /// Of as many decisions the reason or the limit differs.
    otherwise: u64,
    tenants: HashSet<String>,
}

impl Report {
    pub(super) fn new(is_other: bool) -> Self {
        Self {
            is_other,
            began: Instant::now(),
            took: Duration::ZERO,
            decisions: 0,
            tenants: HashSet::new(),
            differing: 0,
            pinned: 0,
            unanswered: 0,
            lost: 0,
            unread: 0,
            questions: BTreeMap::new(),
            shown: Vec::new(),
        }
    }

    pub(super) fn decisions(&self) -> u64 {
        self.decisions
    }

    /// Adds a decision.
    pub(super) fn add(&mut self, replayed: Replayed) {
        self.decisions += 1;
        let tenant = replayed.record.tenant.clone();
        let asked = match &replayed.record.question {
            RecordedQuestion::Cap { cap, .. } => Asked::Cap(cap.clone()),
            question => Asked::Feature(question.id().to_owned()),
        };
        let question = self.questions.entry(asked).or_default();
        question.asked += 1;
        match &replayed.outcome {
            ReplayOutcome::Differs(now) => {
                self.differing += 1;
                question.add(&replayed, now);
                self.show(sentence(&replayed, now));
            }
            ReplayOutcome::Pinned => self.pinned += 1,
            ReplayOutcome::Unanswered(error) => {
                self.unanswered += 1;
                self.show(error.to_string());
            }
            _ => {}
        }
        self.tenants.insert(tenant);
    }

    fn show(&mut self, line: String) {
        if self.shown.len() < SHOWN {
            self.shown.push(line);
        }
    }

    /// Notes that there are no more.
    pub(super) fn finish(&mut self, lines: &Lines) {
        self.took = self.began.elapsed();
        (self.lost, self.unread) = (lines.lost(), lines.unread());
    }

    fn per_second(&self) -> u64 {
        (self.decisions as f64 / self.took.as_secs_f64().max(0.001)) as u64
    }

    /// Returns how the command exits: what differs counts more than what is not known.
    pub(super) fn exit(&self) -> Exit {
        match (self.differing, self.unanswered + self.unread) {
            (1.., _) => Exit::Denied,
            (0, 1..) => Exit::BadInput,
            (0, 0) => Exit::Success,
        }
    }

    pub(super) fn json(&self) -> Value {
        let questions = self.differing_questions().map(|(asked, it)| {
            json!({
                "question": asked,
                "asked": it.asked,
                "nowAllowed": it.now_allowed,
                "nowRefused": it.now_refused,
                "otherwise": it.otherwise,
                "tenants": it.tenants.len(),
            })
        });
        json!({ "summary": {
            "decisions": self.decisions,
            "tenants": self.tenants.len(),
            "differing": self.differing,
            "pinned": self.pinned,
            "unanswered": self.unanswered,
            "missing": self.lost,
            "unread": self.unread,
            "seconds": self.took.as_secs_f64(),
            "perSecond": self.per_second(),
            "questions": questions.collect::<Vec<_>>(),
        } })
    }

    fn differing_questions(&self) -> impl Iterator<Item = (&Asked, &Differences)> {
        self.questions.iter().filter(|(_, it)| !it.tenants.is_empty())
    }

    pub(super) fn print(&self) -> Result<()> {
        for line in &self.shown {
            print(line)?;
        }
        let all = self.differing + self.unanswered;
        let more = all.saturating_sub(self.shown.len() as u64);
        if more > 0 {
            print(format_args!("and {more} more: see --json"))?;
        }
        if self.differing > 0 {
            print(format_args!("\n{}\n", table(&self.rows())))?;
        }
        let (decisions, tenants) =
            (counted(self.decisions, "decision"), counted(self.tenants.len() as u64, "tenant"));
        let (seconds, rate) = (self.took.as_secs_f64(), self.per_second());
        print(format_args!(
            "{decisions} of {tenants} replayed in {seconds:.1} s ({rate} a second): {}",
            self.verdict()
        ))?;
        let decisions = |count| counted(count, "decision");
        let by_others = "of pinned tenants, whom the other policy does not decide";
        for (count, words) in [
            (self.pinned, format!("{} {by_others}", decisions(self.pinned))),
            (self.unanswered, format!("{} not answered", decisions(self.unanswered))),
            (self.lost, format!("{} missing in the log, as it reports", decisions(self.lost))),
            (self.unread, format!("{} not readable", counted(self.unread, "line"))),
        ] {
            if count > 0 {
                print(words)?;
            }
        }
        Ok(())
    }

    fn verdict(&self) -> String {
        match (self.differing, self.is_other) {
            _ if self.decisions > 0 && self.unanswered == self.decisions => {
                "none could be answered".to_owned()
            }
            (0, true) if self.pinned > 0 && self.pinned + self.unanswered == self.decisions => {
                "the other policy decides none of them".to_owned()
            }
            (0, false) => "none differs".to_owned(),
            (0, true) => "the other policy answers all alike".to_owned(),
            (count, false) => format!("{count} differ from what is recorded"),
            (count, true) => format!("the other policy answers {count} otherwise"),
        }
    }

    fn rows(&self) -> Vec<[String; 6]> {
        let head = ["QUESTION", "ASKED", "NOW ALLOWED", "NOW REFUSED", "OTHERWISE", "TENANTS"];
        let row = |(asked, it): (&Asked, &Differences)| {
            let name = match asked {
                Asked::Feature(id) => id.clone(),
                Asked::Cap(id) => format!("{id} (cap)"),
            };
            let counts = [it.asked, it.now_allowed, it.now_refused, it.otherwise];
            let [asked, allowed, refused, otherwise] = counts.map(|count| count.to_string());
            [name, asked, allowed, refused, otherwise, it.tenants.len().to_string()]
        };
        let head = head.map(str::to_owned);
        std::iter::once(head).chain(self.differing_questions().map(row)).collect()
    }
}

impl Differences {
    fn add(&mut self, replayed: &Replayed, now: &ReplayedDecision) {
        match (replayed.record.answer.is_allowed(), now.answer.is_allowed()) {
            (false, true) => self.now_allowed += 1,
            (true, false) => self.now_refused += 1,
            _ => self.otherwise += 1,
        }
        self.tenants.insert(replayed.record.tenant.clone());
    }
}

/// Says what differs.
fn sentence(replayed: &Replayed, now: &ReplayedDecision) -> String {
    let record = &replayed.record;
    let short = |digest: &str| digest.chars().take(8).collect::<String>();
    let shown = |answer: serde_json::Result<String>| answer.unwrap_or_default();
    format!(
        "`{}` at {}, revision {}, `{}`: recorded {} by {}, now {} by {}",
        record.tenant,
        format_time(record.at),
        record.revision,
        record.question.id(),
        shown(serde_json::to_string(&record.answer)),
        short(&record.policy),
        shown(serde_json::to_string(&now.answer)),
        short(&now.policy),
    )
}
