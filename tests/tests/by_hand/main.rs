//! Policies that are written by hand, each in its language, from the contract alone.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at its first failure"
)]

mod cases;
mod kits;
mod mirror;
mod npm;
mod wrapped;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tiergate::{CallError, Policy, Request};
use tiergate_tests::engine::{BAD_REQUEST, UNAVAILABLE};
use tiergate_tests::node;

/// Returns a folder for what a test makes.
fn target(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&target).unwrap();
    target
}

/// Returns the answers of both hosts to lines, after checking that they are the same bytes.
fn ask(name: &str, file: &[u8], lines: &[String]) -> Vec<String> {
    let path = target(name).join("asked.policy.wasm");
    std::fs::write(&path, file).unwrap();
    // Loading refuses any import.
    let policy = Policy::from_bytes(file).unwrap();
    let answers: Vec<_> = lines.iter().map(|line| in_rust(&policy, line)).collect();
    let others = in_node(&path, lines);
    assert_eq!(others.len(), answers.len());
    for ((line, rust), node) in lines.iter().zip(&answers).zip(&others) {
        assert_eq!(node, rust, "{name}: Node against Rust, to {line}");
    }
    answers
}

fn in_rust(policy: &Policy, line: &str) -> String {
    let Ok(request) = Request::from_json(line.as_bytes()) else { return BAD_REQUEST.to_owned() };
    policy.answer(&request).unwrap_or_else(|error| match error {
        CallError::BadFacts(_) => BAD_REQUEST.to_owned(),
        _ => UNAVAILABLE.to_owned(),
    })
}

/// The answers of `npx tiergate eval`.
fn in_node(policy: &Path, requests: &[String]) -> Vec<String> {
    let mut node = Command::new("node")
        .arg(node::js().join("bin/tiergate.js"))
        .arg("eval")
        .arg(policy)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = requests.join("\n") + "\n";
    let mut input = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
