//! `tiergate serve`, asked by OpenFeature's own providers, and held against the document of their
//! protocol.

use crate::fuzz::{schemathesis, with_tenants};
use crate::server::{Server, operator, token};
use serde_json::json;
use std::path::PathBuf;
use std::process::Command;
use tiergate_tests::dice::seed;
use tiergate_tests::node::js;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/ofrep")
}

/// Runs a script of that folder; it ends with 0 if all is as it must be.
fn run(script: &str, arguments: &[&str]) {
    let words = "get OpenFeature's providers: `cargo xtask test` does, or `npm ci` in tests/ofrep";
    assert!(folder().join("node_modules").exists(), "{words}");
    let output = Command::new("node").arg(folder().join(script)).args(arguments).output().unwrap();
    let (told, error) = (&output.stdout, String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}{error}", String::from_utf8_lossy(told));
    println!("{}", String::from_utf8_lossy(told));
}

fn grant(server: &Server, tenant: &str, tier: &str) {
    let path = format!("/v1/tenants/{tenant}/tier");
    let (status, answer) = server.ask("PUT", &path, &json!({"tier": tier}));
    assert_eq!(status, 200, "{answer}");
}

#[test]
fn the_provider_for_servers_gets_values_reasons_and_errors() {
    let server = with_tenants(&[]);
    grant(&server, "acme", "premium");
    grant(&server, "other", "basic");
    run("server.mjs", &[&server.url(), &token(None, &["service"])]);
}

#[test]
fn the_provider_for_pages_sees_a_change_in_a_browser() {
    let _alone = crate::alone();
    let server = with_tenants(&["--session-insecure"]);
    grant(&server, "acme", "basic");
    let chromium = std::env::var("TIERGATE_CHROMIUM").unwrap_or("/usr/bin/chromium".to_owned());
    let (js, cookie) = (js(), server.sign_in(Some("acme")));
    let js = js.to_str().unwrap();
    run("web.mjs", &[js, &chromium, &server.url(), &cookie, &operator()]);
}

/// What the protocol's document means, where a strict reader gets another sense out of it.
const CORRECTIONS: [(&str, &str); 5] = [
    // A value is exactly one of these types: but each is also a `codeDefaultFlag`, which is meant to
    // have none, and an integer is a number, too.
    ("      properties: {}\n", "      not: {required: [value]}\n"),
    ("            - $ref: \"#/components/schemas/integerFlag\"\n", ""),
    // Only some tenants and flags are there; a made-up one is rightly refused.
    (
        "        targetingKey:\n          type: string\n",
        "        targetingKey:\n          type: string\n          enum: [acme, other, third]\n",
    ),
    (
        "            type: string\n          example: discount-banner\n",
        "            type: string\n            enum: [core, export, sso, ai, seats, tier, none]\n",
    ),
    // Another way to authenticate, which a server need not have.
    ("  - ApiKeyAuth: []\n", ""),
];

/// The protocol's document with the corrections.
fn document() -> String {
    let mut text = std::fs::read_to_string(folder().join("openapi.yaml")).unwrap();
    for (from, to) in CORRECTIONS {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn no_answer_is_outside_the_protocols_document() {
    let seed = seed("OFREP").unwrap().to_string();
    let _alone = crate::alone();
    let server = with_tenants(&[]);
    grant(&server, "acme", "premium");
    let path = server.folder().join("ofrep.yaml");
    std::fs::write(&path, document()).unwrap();
    for (who, roles) in [("a service", "service"), ("an operator", "system-admin")] {
        let header = format!("Authorization: Bearer {}", token(None, &[roles]));
        let mut command = schemathesis(&server, path.to_str().unwrap(), &seed);
        // One at a time: the protocol's schemas are deep enough to crash Python 3.11 on two threads.
        command.args(["--workers", "1", "--header", &header]);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "as {who}, with TIERGATE_SEED={seed}:\n{text}");
        println!("as {who}:\n{}", text.lines().rev().take(12).collect::<Vec<_>>().join("\n"));
    }
}
