//! Events that Stripe's own library signs.

use super::signature::HEADER;
use crate::billing::lives::stripe;
use crate::billing::provider::{Provider, SignatureError};
use axum::http::HeaderMap;
use serde_json::Value;
use std::process::Command;

/// Signs a body at this time, and prints the header.
const SIGN: &str = r#"
    import Stripe from "stripe";
    const [, payload, secret, timestamp] = process.argv;
    const options = { payload, secret, timestamp: Number(timestamp) };
    console.log(JSON.stringify(new Stripe("sk_test_1").webhooks.generateTestHeaderString(options)));
"#;

const BODY: &str = r#"{"id":"evt_1","object":"event","type":"customer.created","note":"ä€"}"#;
const NOW: u64 = 1_790_000_000;

fn sign(secret: &str) -> HeaderMap {
    let mut node = Command::new("node");
    node.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../js"));
    node.args(["--input-type=module", "--eval", SIGN, BODY, secret, &NOW.to_string()]);
    let output = node.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`cargo xtask js` installs the library: {error}");
    let header: Value = serde_json::from_slice(&output.stdout).unwrap();
    HeaderMap::from_iter([(HEADER.parse().unwrap(), header.as_str().unwrap().parse().unwrap())])
}

#[test]
fn what_the_npm_library_signs_is_taken() {
    let headers = sign("whsec_test");
    let verify = |body: &str, now| stripe().verify(&headers, body.as_bytes(), now);
    assert_eq!(verify(BODY, NOW + 300), Ok(()));
    assert_eq!(verify(BODY, NOW + 301), Err(SignatureError::TooOld(301)));
    assert_eq!(verify(&BODY.replace("evt_1", "evt_2"), NOW), Err(SignatureError::Mismatch));
    let other = stripe().verify(&sign("whsec_other"), BODY.as_bytes(), NOW);
    assert_eq!(other, Err(SignatureError::Mismatch));
    let none = stripe().verify(&HeaderMap::new(), BODY.as_bytes(), NOW);
    assert_eq!(none, Err(SignatureError::Missing(HEADER)));
}
