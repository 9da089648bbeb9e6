//! Policies that are written by hand, each in its language, from the contract alone: both
//! hosts load them, and give the answers that stand in `cases.json` beside each.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tiergate::{Policy, Request};
use tiergate_tests::{by_hand, node};

#[test]
fn a_policy_in_rust_answers_alike_in_both_hosts() {
    answers_alike("by-hand-rust", by_hand::rust);
}

#[test]
fn a_policy_in_c_answers_alike_in_both_hosts() {
    answers_alike("by-hand-c", by_hand::c);
}

fn answers_alike(name: &str, build: fn(&Path) -> anyhow::Result<Vec<u8>>) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&target).unwrap();
    let file = build(&target).unwrap();
    let path = target.join("policy.policy.wasm");
    std::fs::write(&path, &file).unwrap();
    println!("{}: {} bytes", path.display(), file.len());

    // Loading refuses any import.
    let policy = Policy::from_bytes(&file).unwrap();
    let cases = std::fs::read(by_hand::source(name).join("cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&cases).unwrap();
    let requests: Vec<_> = cases.iter().map(|case| case["request"].to_string()).collect();
    let answers: Vec<_> = requests.iter().map(|request| ask(&policy, request)).collect();
    for (case, answer) in cases.iter().zip(&answers) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        assert_eq!(answer, case["answer"], "to {}", case["request"]);
    }
    assert_eq!(in_node(&path, &requests), answers, "Node against Rust");
}

fn ask(policy: &Policy, request: &str) -> String {
    policy.answer(&Request::from_json(request.as_bytes()).unwrap()).unwrap()
}

/// The answers of `npx tiergate eval`.
fn in_node(policy: &Path, requests: &[String]) -> Vec<String> {
    let mut node = Command::new("node")
        .arg(node::js().join("bin/tiergate.js"))
        .arg("eval")
        .arg(policy)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = requests.join("\n") + "\n";
    node.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
