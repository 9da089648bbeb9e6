//! `tiergate serve` by a file, the environment and flags; and what it says of secrets.

use crate::server::{SECRET, Server, operator, send, tiergate};
use std::process::Output;

fn serve(config: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tiergate.toml");
    std::fs::write(&file, config).unwrap();
    tiergate()
        .args(["serve", "--config"])
        .arg(file)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

const CONFIG: &str = r#"
listen = "127.0.0.1:1"
store = "postgres://me:hunter2@db/tiers?password=hunter3"
token-secret = "hunter4-and-more-than-32-bytes-of-it"
token-algorithm = "hs256"
token-issuer = "https://id.example.com"
drain = 2
session-insecure = true
stale-for = 60
"#;

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let output = serve(
        CONFIG,
        &["--print-config", "--drain", "4", "--store-connections", "9"],
        &[("TIERGATE_DRAIN", "3"), ("TIERGATE_LISTEN", "127.0.0.1:2")],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "drain = 4 # flag",
        "listen = \"127.0.0.1:2\" # TIERGATE_LISTEN",
        "token-issuer = \"https://id.example.com\" # file",
        "token-secret = \"***\" # file",
        "store = \"postgres://me:***@db/tiers\" # file",
        "token-audience = \"tiergate\" # default",
        "session-insecure = true # file",
        "cached-tenants = 100000 # default",
        "stale-for = 60 # file",
        "store-connections = 9 # flag",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn a_file_that_is_wrong_is_refused_with_its_place() {
    for (line, words) in [
        (
            "lisen = \"x\"",
            "line 10: `lisen` is not an option of `tiergate serve`: did you mean `listen`?",
        ),
        ("finish = \"5\"", "line 10: `finish` must be a whole number"),
        ("session-key = true", "`session-key` must be a text in quotes"),
        ("edition = 5", "line 10: `edition` must be a text in quotes"),
        ("log-format = \"jsn\"", "tip: a similar value exists: 'json'"),
        ("finish = -1", "line 10: invalid value '-1' for '--finish"),
        ("edition = ", "line 10: "),
        ("drain = 3", "line 10: duplicate key"),
    ] {
        let output = serve(&format!("{CONFIG}{line}\n"), &[], &[]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{line}: {text}");
        assert!(text.contains(words) && text.contains("tiergate.toml`"), "{line}: {text}");
        assert!(!text.contains("hunter"), "{text}");
    }
    let output = serve(CONFIG, &["--token-key", "x"], &[]);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn without_a_secret_that_signs_events_no_server_starts() {
    let config = "store = \"sqlite::memory:\"\nlisten = \"127.0.0.1:0\"";
    for secret in ["", " ", "whsec_a,", "whsec_a, ", ","] {
        let output = serve(config, &[], &[("TIERGATE_STRIPE_SECRET", secret)]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{secret:?}: {text}");
        assert!(text.contains("--stripe-secret"), "{secret:?}: {text}");
        assert!(!text.contains("whsec_a"), "{text}");
    }
}

#[test]
fn no_secret_is_in_help_or_errors() {
    for arguments in [&["--help"][..], &["--no-such-flag"], &["--finish", "x"], &[]] {
        let output = serve(CONFIG, arguments, &[("TIERGATE_STORE", "mysql://me:hunter5@db/x")]);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        assert!(!text.is_empty() && !text.contains("hunter"), "{arguments:?}: {text}");
    }
}

/// A database of PostgreSQL's, with a password in its address that it does not ask for.
fn with_password() -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = runtime.block_on(tiergate_tests::postgres::fresh_database()).unwrap();
    let (who, place) = url.split_once('@').unwrap();
    format!("{who}:marked-password@{place}")
}

/// Everything at the finest level, of a server that was given secrets in every way.
#[test]
fn no_secret_is_logged() {
    let postgres = with_password();
    for (format, store) in [("text", None), ("json", None), ("text", Some(&postgres))] {
        let server = Server::alone(|command, _| {
            command.args(["--log", "trace", "--log-format", format]);
            command.envs(store.map(|store| ("TIERGATE_STORE", store)));
        });
        let token = operator();
        let path = "/v1/tenants/acme/check?secret=marked-query";
        for credentials in [
            format!("authorization: Bearer {token}"),
            "authorization: Bearer marked-token\r\ncookie: session=marked-cookie".to_owned(),
        ] {
            let head = format!(
                "POST {path} HTTP/1.1\r\n{credentials}\r\ncontent-type: application/json\r\n\
                 x-request-id: quoted-{format}"
            );
            let answer = server.send(&head, r#"{"feature":"marked-body"}"#);
            assert!(answer.contains(&format!("x-request-id: quoted-{format}")), "{answer}");
        }
        server.terminate();
        let (code, output) = server.ended();
        assert_eq!(code, Some(0), "{output}");
        assert!(output.contains(&format!("quoted-{format}")), "requests are logged: {output}");
        for secret in ["marked", &token, token.rsplit('.').next().unwrap(), SECRET] {
            assert!(!output.contains(secret), "{secret} is in {output}");
        }
    }
    let away =
        [("TIERGATE_STORE", "postgres://me:hunter5@127.0.0.1:1/x"), ("TIERGATE_LOG", "trace")];
    let output = serve(CONFIG, &[], &away);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(!text.contains("hunter"), "{text}");
}

#[test]
fn metrics_have_a_listener_of_their_own() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let metrics = free.to_string();
    let it = Server::with(&["--metrics-listen", &metrics]);
    let bearer = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json\r\nidempotency-key: k",
        operator()
    );
    let post = |path: &str, body: &str| it.send(&format!("POST {path} HTTP/1.1\r\n{bearer}"), body);
    post("/v1/tenants", r#"{"tenant":"acme"}"#);
    post("/v1/tenants/acme/check", r#"{"feature":"core"}"#);
    post("/v1/tenants/acme/check", r#"{"feature":"none"}"#);
    post("/v1/tenants/nobody/check", r#"{"feature":"sso"}"#);
    let answer = it.send("GET /metrics HTTP/1.1", "");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let text = send(&metrics, "GET /metrics HTTP/1.1", "");
    for line in [
        "tiergate_checks_total{outcome=\"allowed\"} 1",
        "tiergate_checks_total{outcome=\"denied\"} 1",
        "tiergate_checks_total{outcome=\"unknown_feature\"} 1",
        "tiergate_checks_total{outcome=\"unavailable\"} 0",
        "tiergate_refusals_total{code=\"unknown-tenant\"} 1",
        "tiergate_request_duration_seconds_count{method=\"POST\",route=\"/v1/tenants/{tenant}/check\",status=\"2xx\"} 2",
        "route=\"none\",status=\"4xx\"} 1",
        "tiergate_cache_tenants 1",
        "tiergate_cache_computed_total ",
        "tiergate_store_up 1",
        "tiergate_store_last_event ",
        "tiergate_policy_info{digest=\"",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[cfg(unix)]
#[test]
fn files_are_private_and_secrets_that_are_not_are_noted() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for (open, said) in [(0o644, true), (0o640, true), (0o600, false)] {
        let server = Server::alone(|command, folder| {
            let key = folder.join("session.key");
            std::fs::write(&key, SECRET).unwrap();
            mode(&key, open);
            command.arg("--session-key").arg(&key);
            command.args(["--session-life", "60", "--session-cookie", "__Host-notes"]);
        });
        let files = std::fs::read_dir(server.folder()).unwrap().map(Result::unwrap);
        let files: Vec<_> = files
            .filter(|it| it.file_name().to_string_lossy().starts_with("tiers.db"))
            .map(|it| it.metadata().unwrap().permissions().mode() & 0o777)
            .collect();
        assert!(files.len() > 1 && files.iter().all(|it| *it == 0o600), "{files:?}");
        let cookie = server.sign_in(None);
        assert!(cookie.starts_with("__Host-notes="), "{cookie}");
        server.terminate();
        let (_, output) = server.ended();
        assert_eq!(
            output.contains("others on this machine may read this secret"),
            said,
            "{output}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_with_a_secret_that_is_not_private_is_noted() {
    use std::os::unix::fs::PermissionsExt;
    let secret = format!("token-secret = \"{SECRET}\"");
    let address = "store = \"postgres://me:pw@127.0.0.1:1/x\"";
    for (config, mode, said) in [
        (secret.as_str(), 0o644, true),
        (&secret, 0o600, false),
        (address, 0o644, true),
        ("store = \"sqlite:tiers.db\"\ndrain = 0", 0o644, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tiergate.toml");
        std::fs::write(&file, config).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        // It ends because there is no such database, or no policy.
        let mut command = crate::server::serve(folder.path());
        if config == address {
            command.env_remove("TIERGATE_STORE");
        }
        let output = command.arg("--config").arg(&file).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(text.contains("others on this machine may read"), said, "{config}: {text}");
    }
}

#[test]
fn a_database_without_tls_is_noted() {
    for (store, said) in [
        ("postgres://me@tiergate.invalid/x", true),
        ("postgres://me@tiergate.invalid/x?sslmode=disable", true),
        ("postgres://me@tiergate.invalid/x?sslmode=require", false),
        ("postgres://me@127.0.0.1:1/x", false),
    ] {
        let output = serve(CONFIG, &["--store", store], &[]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(text.contains("may be reached without TLS"), said, "{store}: {text}");
        for command in [["tenant", "list"], ["policy", "list"]] {
            let output = tiergate().args(command).args(["--store", store]).output().unwrap();
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(text.contains("may be reached without TLS"), said, "{store}: {text}");
        }
    }
}
