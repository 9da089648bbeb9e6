//! `tiergate serve`, asked by schemathesis, <https://schemathesis.io>: whatever it makes of the
//! OpenAPI document, no answer is a server's error, and none is outside the document.

use crate::server::{Server, store, tiergate, token};
use std::path::{Path, PathBuf};
use std::process::Command;
use tiergate_tests::built::Built;
use tiergate_tests::dice::{seed, size};

const CONFIGURATION: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/schemathesis.toml");

/// How many cases to try of each route, beside those that follow from the document.
fn cases() -> String {
    size(10, 200).to_string()
}

/// Those who ask, an operator last: it deletes tenants.
#[test]
fn no_answer_is_outside_the_document() {
    let seed = seed("schemathesis").unwrap().to_string();
    let _alone = crate::alone();
    let server = with_tenants(&[]);
    let bearer = |tenant, roles| format!("Authorization: Bearer {}", token(tenant, roles));
    for (who, header) in [
        ("nobody", None),
        ("a tenant's user", Some(bearer(Some("acme"), &[]))),
        ("someone with a session", Some(format!("Cookie: {}", server.sign_in(Some("acme"))))),
        ("a tenant's admin", Some(bearer(Some("acme"), &["tenant-admin"]))),
        ("a service", Some(bearer(None, &["service"]))),
        ("an operator", Some(bearer(None, &["system-admin"]))),
    ] {
        println!("schemathesis as {who}");
        let document = format!("{}/openapi.json", server.url());
        let mut command = schemathesis(&server, &document, &seed);
        // A stream of events has no end that could be waited for.
        command.args(["--exclude-path-regex", "^/(session|ofrep/v1)/events$"]);
        command.args(header.iter().flat_map(|header| ["--header", header]));
        if header.is_some_and(|header| header.starts_with("Cookie")) {
            // The cookie is sent also where the case is that it is missing.
            command.args(["--exclude-checks", "negative_data_rejection"]);
        }
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "as {who}, with TIERGATE_SEED={seed}:\n{text}");
        println!("{}", text.lines().rev().take(12).collect::<Vec<_>>().join("\n"));
    }
}

/// A server with tenants and sessions, and these arguments.
pub fn with_tenants(arguments: &[&str]) -> Server {
    let policy = Built::example("plans").unwrap();
    Server::alone(|command, folder| {
        for tenant in ["acme", "other", "third", "fourth", "fifth", "sixth"] {
            let store = store(folder);
            let arguments = ["tenant", "create", tenant, "--store", &store, "--policy"];
            let create = tiergate().args(arguments).arg(&policy.path).output().unwrap();
            assert!(create.status.success(), "{create:?}");
        }
        let key = folder.join("session-key");
        std::fs::write(&key, "a secret of sessions, 32 bytes and more").unwrap();
        command.arg("--session-key").arg(key).args(arguments);
    })
}

/// schemathesis, asking a server what a document has; it writes its cache where it runs.
pub fn schemathesis(server: &Server, document: &str, seed: &str) -> Command {
    let mut command = Command::new(program());
    command
        .args(["--config-file", CONFIGURATION, "run"])
        .arg(document)
        .args(["--url", &server.url(), "--seed", seed, "--max-examples", &cases()])
        .args(["--workers", "2", "--no-color", "--continue-on-failure", "--warnings", "off"])
        .args(["--generation-database", "none"])
        .current_dir(server.folder());
    command
}

/// The one that `TIERGATE_SCHEMATHESIS` names, or one on `PATH`.
pub fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("TIERGATE_SCHEMATHESIS") {
        return path.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).map(|folder| folder.join("schemathesis"));
    found.find(|path| Path::is_file(path)).expect(
        "there is no schemathesis: `cargo xtask test` gets one, or set TIERGATE_SCHEMATHESIS to \
         the path of one",
    )
}
