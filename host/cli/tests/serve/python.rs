//! Writes that are refused before their bodies are read, from a client that sends head and body
//! apart: none of its kept connections breaks.

use crate::server::{Server, token};
use serde_json::Value;
use std::process::Command;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/refused_writes.py");

/// As many as broke 33 connections before.
const TIMES: u64 = 720;

#[test]
fn no_connection_of_a_requests_session_breaks() {
    let server = Server::with(&[]);
    let output = Command::new(python())
        .args([SCRIPT, &server.url(), &token(Some("acme"), &[]), &TIMES.to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    println!("{answer}");
    assert_eq!(answer["broken"], Value::Array(Vec::new()), "{answer}");
    let statuses = answer["statuses"].as_object().unwrap();
    let refused: u64 = statuses.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(refused, TIMES);
    for status in ["401", "403", "404", "405", "413", "415"] {
        assert!(statuses.contains_key(status), "{status} is not in {answer}");
    }
}

/// The Python of the environment that schemathesis is in, which has `requests`.
fn python() -> std::path::PathBuf {
    crate::fuzz::program().with_file_name("python")
}
