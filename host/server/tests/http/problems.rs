//! Every kind of problem: the table, its reference in the README, and the responses.

use crate::test_server::Server;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tiergate_server::PROBLEMS;

const CRATE: &str = env!("CARGO_MANIFEST_DIR");
const BEGIN: &str = "<!-- problems: written by tests/http/problems.rs with TIERGATE_UPDATE=1 -->\n";
const END: &str = "<!-- end of problems -->";

#[test]
fn each_kind_of_problem_is_unique_and_in_order() {
    let unique: BTreeSet<_> = PROBLEMS.iter().map(|kind| (kind.status, kind.code)).collect();
    assert_eq!(unique.len(), PROBLEMS.len());
    assert!(PROBLEMS.is_sorted_by_key(|kind| kind.status));
    for kind in PROBLEMS {
        assert!(kind.status.is_client_error() || kind.status.is_server_error(), "{kind:?}");
        assert!(kind.about.ends_with('.') && !kind.about.contains('|'), "{kind:?}");
    }
}

#[test]
fn the_readme_lists_every_kind_of_problem() {
    let mut table = "| status | code | what it means |\n|---|---|---|\n".to_owned();
    for kind in PROBLEMS {
        let (status, code) = (kind.status.as_u16(), kind.code);
        writeln!(table, "| {status} | `{code}` | {} |", kind.about).unwrap();
    }
    let path = Path::new(CRATE).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the README has the first marker");
    let (found, after) = rest.split_once(END).expect("the README has the last marker");
    if std::env::var_os("TIERGATE_UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
    } else {
        assert_eq!(found.trim(), table.trim(), "run this test with TIERGATE_UPDATE=1");
    }
}

#[test]
fn codes_and_statuses_are_only_in_the_table() {
    let table = Path::new(CRATE).join("src/problems.rs");
    let mut folders = vec![Path::new(CRATE).join("src")];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            match file.is_dir() {
                true => folders.push(file),
                false if file != table => assert_names_none(&file),
                false => {}
            }
        }
    }
}

fn assert_names_none(file: &PathBuf) {
    let text = std::fs::read_to_string(file).unwrap();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let text: String = code.collect();
    for kind in PROBLEMS {
        let status = kind.status.canonical_reason().unwrap().to_uppercase().replace(' ', "_");
        assert!(!text.contains(&format!("StatusCode::{status}")), "{file:?}: {status}");
        // Codes of one word are also words of something else, and `no-store` is of a header.
        if kind.code.contains('-') && kind.code != "no-store" {
            assert!(!text.contains(&format!("\"{}\"", kind.code)), "{file:?}: {}", kind.code);
        }
    }
}

#[tokio::test]
async fn each_refusal_has_a_status_and_a_code() {
    let server = Server::new().await;
    for (method, path, body, status, code) in [
        ("PUT", "/v1/tenants/acme/tier", json!({"tier": "gold"}), 422, "unknown-tier"),
        ("PUT", "/v1/tenants/nobody/tier", json!({"tier": "pro"}), 404, "unknown-tenant"),
        ("PUT", "/v1/tenants/acme/tier", json!({"tier": "pro", "until": 1}), 422, "past-end"),
        ("PUT", "/v1/tenants/acme/tier", json!({"tier": "pro", "x": 1}), 422, "bad-request"),
        (
            "PUT",
            "/v1/tenants/acme/tier",
            json!({"tier": "pro", "until": 1_900_000_000_000_u64}),
            422,
            "bad-request",
        ),
        ("POST", "/v1/tenants", json!({"tenant": ".."}), 422, "bad-request"),
        ("POST", "/v1/tenants", json!({"tenant": "acme"}), 409, "tenant-exists"),
        ("POST", "/v1/tenants", json!({"tenant": "a\u{0}b"}), 422, "bad-request"),
        ("PUT", "/v1/tenants/acme/add-ons/x", json!({}), 422, "unknown-add-on"),
        ("PUT", "/v1/tenants/acme/features/x", json!({"enabled": true}), 422, "unknown-feature"),
        ("PUT", "/v1/tenants/acme/caps/x", json!({"limit": "unlimited"}), 422, "unknown-cap"),
        ("PUT", "/v1/tenants/acme/edition", json!({"edition": "x"}), 422, "unknown-edition"),
        ("POST", "/v1/tenants/nobody/check", json!({"feature": "core"}), 404, "unknown-tenant"),
        ("POST", "/v1/tenants/acme/check-cap", json!({"cap": "x", "used": 1}), 404, "unknown-cap"),
        (
            "POST",
            "/v1/tenants/acme/check-cap",
            json!({"cap": "seats", "used": 1, "amount": 0}),
            422,
            "bad-request",
        ),
        (
            "POST",
            "/v1/tenants/acme/check",
            json!({"feature": "core", "atLeast": 999}),
            409,
            "behind",
        ),
        ("GET", "/v1/tenants/nobody", Value::Null, 404, "unknown-tenant"),
        ("GET", "/v1/tenants/acme/entitlements?atLeast=x", Value::Null, 400, "bad-request"),
    ] {
        let (found, problem) = server.operate(method, path, body).await;
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{method} {path}: {problem}");
        assert_eq!(problem["status"], found);
    }
    let (_, problem) =
        server.operate("PUT", "/v1/tenants/acme/tier", json!({"tier": "gold"})).await;
    assert!(problem["detail"].as_str().unwrap().contains("`basic`, `pro`, `premium`"));
    let (status, many) = server
        .operate("POST", "/v1/grants", json!({"tenants": ["acme", "x"], "tier": "pro"}))
        .await;
    assert_eq!(
        (status, &many[0]["changed"], &many[1]["problem"]["code"]),
        (200, &json!(true), &json!("unknown-tenant"))
    );
}
