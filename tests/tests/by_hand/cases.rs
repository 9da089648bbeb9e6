//! Both hosts load each policy, and give the answers that stand in its `cases.json`.

use super::{ask, target};
use anyhow::Result;
use serde_json::Value;
use std::path::Path;
use tiergate_tests::by_hand;

#[test]
fn a_policy_in_rust_answers_alike_in_both_hosts() {
    answers_alike("by-hand-rust", "by-hand-rust", by_hand::rust);
}

#[test]
fn a_policy_in_c_answers_alike_in_both_hosts() {
    answers_alike("by-hand-c", "by-hand-c", by_hand::c);
}

#[test]
fn a_policy_in_zig_answers_alike_in_both_hosts() {
    answers_alike("by-hand-zig", "by-hand-zig", |target| by_hand::zig("policy.zig", target));
}

/// It is the same policy as the one in Zig.
#[test]
fn a_policy_in_assemblyscript_answers_alike_in_both_hosts() {
    let build = |target: &Path| by_hand::assembly("policy.ts", target);
    answers_alike("by-hand-assembly", "by-hand-zig", build);
}

fn answers_alike(name: &str, cases: &str, build: fn(&Path) -> Result<Vec<u8>>) {
    let file = build(&target(name)).unwrap();
    println!("{name}: {} bytes", file.len());
    let cases = std::fs::read(by_hand::source(cases).join("cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&cases).unwrap();
    let lines: Vec<_> = cases.iter().map(|case| case["request"].to_string()).collect();
    for (case, answer) in cases.iter().zip(ask(name, &file, &lines)) {
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer, case["answer"], "{name}: {} {}", case["why"], case["request"]);
    }
}
