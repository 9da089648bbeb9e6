//! The policy's component in wasmtime, through the sdk, as a server runs it.

use crate::built::Built;
use crate::engine::{BAD_REQUEST, Engine, UNAVAILABLE};
use anyhow::Result;
use tiergate::{CallError, Policy, Request};

/// wasmtime, through the sdk.
#[derive(Debug, Default)]
pub struct Wasmtime;

impl Engine for Wasmtime {
    fn name(&self) -> &'static str {
        "wasmtime"
    }

    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>> {
        let policy = Policy::from_bytes(&policy.file)?;
        Ok(lines.iter().map(|line| answer(&policy, line)).collect())
    }
}

fn answer(policy: &Policy, line: &[u8]) -> String {
    let Ok(request) = Request::from_json(line) else { return BAD_REQUEST.to_owned() };
    policy.answer(&request).unwrap_or_else(|error| match error {
        CallError::BadFacts(_) => BAD_REQUEST.to_owned(),
        _ => UNAVAILABLE.to_owned(),
    })
}
