//! The rules as a library answer every shared case of `tests/cases` that is a question to them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tiergate_map::Map;
use tiergate_policy::Rules;
use tiergate_policy::subscription::Subscription;
use tiergate_policy::types::Tenant;

#[derive(Deserialize)]
struct Case {
    map: String,
    why: String,
    request: Option<Value>,
    answer: Value,
}

#[derive(Deserialize)]
#[serde(tag = "call", rename_all = "camelCase", deny_unknown_fields)]
enum Question {
    Resolve {
        tenant: Tenant,
        now: u64,
    },
    Check {
        tenant: Tenant,
        feature: String,
        now: u64,
    },
    CheckCap {
        tenant: Tenant,
        cap: String,
        used: u64,
        amount: Option<u64>,
        now: u64,
    },
    Entitle {
        tenant: Tenant,
        now: u64,
    },
    Describe {},
    OnSignup {
        now: u64,
        #[serde(default)]
        returning: bool,
    },
    OnBilling {
        #[serde(default)]
        subscriptions: Vec<Subscription>,
    },
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(name)
}

fn answer(map: &Map, question: Question) -> Value {
    let rules = Rules::new(&map.info, &map.settings).unwrap();
    match question {
        Question::Resolve { tenant, now } => serde_json::to_value(rules.resolve(&tenant, now)),
        Question::Check { tenant, feature, now } => {
            serde_json::to_value(rules.check(&tenant, &feature, now))
        }
        Question::CheckCap { tenant, cap, used, amount, now } => {
            serde_json::to_value(rules.check_cap(&tenant, &cap, used, amount.unwrap_or(1), now))
        }
        Question::Entitle { tenant, now } => serde_json::to_value(rules.entitle(&tenant, now)),
        Question::Describe {} => serde_json::to_value(&map.info),
        Question::OnSignup { now, returning } => {
            serde_json::to_value(rules.on_signup(now, returning))
        }
        Question::OnBilling { subscriptions } => {
            serde_json::to_value(rules.on_billing(&subscriptions))
        }
    }
    .unwrap()
}

#[test]
fn the_rules_answer_every_case() {
    let (mut asked, mut wrong) = (0, Vec::new());
    for file in std::fs::read_dir(folder("cases")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let cases: Vec<Case> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for case in cases {
            // What hosts refuse before any policy sees it is theirs to test.
            let Some(request) = case.request.filter(|_| case.answer.get("error").is_none()) else {
                continue;
            };
            let file = folder("policies").join(format!("{}.json", case.map));
            let text = std::fs::read_to_string(&file).unwrap();
            let map = Map::from_json(&case.map, &text).unwrap();
            let got = answer(&map, serde_json::from_value(request.clone()).expect(&case.why));
            asked += 1;
            if got != case.answer {
                wrong
                    .push(format!("{}: {request}\n  want {}\n  got  {got}", case.why, case.answer));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 600, "{asked} cases");
}
