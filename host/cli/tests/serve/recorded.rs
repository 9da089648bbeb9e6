//! A server records its decisions, and `tiergate replay` answers them again.

use crate::server::{Server, operator, refused, send, serve, store, tiergate};
use serde_json::{Value, json};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tiergate_tests::plans;

/// The features that are asked about in turn. `acme`, which is granted `pro`, may use the first two.
const FEATURES: [&str; 4] = ["core", "export", "sso", "ai"];

/// A folder with two policies, and servers in it.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("first.wasm"), plans::file().unwrap()).unwrap();
        fs::write(folder.path().join("next.wasm"), plans::next_file().unwrap()).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A server on the first policy, which is not in the store, that records in this file.
    fn server(&self, log: &str, more: &[&str]) -> Server {
        let server = Server::start(&mut self.serving(log, more));
        create(&server);
        server
    }

    fn serving(&self, log: &str, more: &[&str]) -> Command {
        let mut command = serve(self.path());
        command.env("TIERGATE_POLICY", self.path().join("first.wasm"));
        command.current_dir(self.path()).args(["--decision-log", log]).args(more);
        command
    }

    /// Runs `tiergate replay` with these arguments.
    fn replay(&self, arguments: &[&str]) -> Command {
        let mut command = tiergate();
        command.arg("replay").args(arguments).current_dir(self.path());
        command.env("TIERGATE_STORE", store(self.path())).env("XDG_CACHE_HOME", self.path());
        command
    }
}

/// Creates the tenant `acme`, with a grant of `pro`.
fn create(server: &Server) {
    server.ask("POST", "/v1/tenants", &json!({ "tenant": "acme" }));
    let (status, answer) = server.ask("PUT", "/v1/tenants/acme/tier", &json!({ "tier": "pro" }));
    assert_eq!(status, 200, "{answer}");
}

/// Asks 1,000 times in one request.
fn ask(server: &Server) {
    let about = |at: usize| json!({ "tenant": "acme", "feature": FEATURES[at % FEATURES.len()] });
    let questions: Vec<_> = (0..1_000).map(about).collect();
    let (status, answer) = server.ask("POST", "/v1/checks", &json!({ "questions": questions }));
    assert_eq!((status, answer["answers"].as_array().unwrap().len()), (200, 1_000));
}

fn end(server: Server) {
    server.terminate();
    let (code, text) = server.ended();
    assert_eq!(code, Some(0), "{text}");
}

/// The exit code, and what was printed.
fn run(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let printed = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), printed.concat())
}

/// The exit code and the lines of JSON; the last one has the counts.
fn run_json(command: &mut Command) -> (Option<i32>, Vec<Value>) {
    let Output { status, stdout, .. } = command.arg("--json").output().unwrap();
    let text = String::from_utf8(stdout).unwrap();
    (status.code(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn decisions_are_recorded_rotated_and_answered_again() {
    let place = Place::new();
    let server = place.server("log.ndjson", &["--decision-log-size", "1"]);
    for _ in 0..9 {
        ask(&server);
    }
    let made_up = json!({ "feature": "ann@example.org ".repeat(50_000) });
    let (status, answer) = server.ask("POST", "/v1/tenants/acme/check", &made_up);
    assert_eq!((status, &answer["decision"]["reason"]), (200, &json!("unknown-feature")));
    let cap = json!({ "cap": "seats", "used": 9, "amount": 2 });
    assert_eq!(server.ask("POST", "/v1/tenants/acme/check-cap", &cap).0, 200);
    // What only shows, and what callers make up, is not recorded.
    assert_eq!(server.ask("GET", "/v1/tenants/acme/entitlements", &Value::Null).0, 200);
    assert_eq!(server.ask("GET", "/v1/tenants/acme/explain/export", &Value::Null).0, 200);
    end(server);
    let [full, log] = ["log.ndjson.1", "log.ndjson"].map(|name| place.path().join(name));
    let size = fs::metadata(&full).unwrap().len();
    assert!((1 << 20..2 << 20).contains(&size), "{size}");
    let bytes = size + fs::metadata(&log).unwrap().len();
    println!("{} bytes a decision", bytes / 9_001);
    let logs = ["log.ndjson.1", "log.ndjson"];

    let (code, text) = run(&mut place.replay(&logs));
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("it is not in the store: give its file"), "{text}");
    assert!(text.contains("9001 decisions not answered"), "{text}");
    let logs = ["log.ndjson.1", "log.ndjson", "--policy", "first.wasm"];
    let (code, text) = run(&mut place.replay(&logs));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("9001 decisions of 1 tenant replayed in "), "{text}");
    assert!(text.trim_end().ends_with(" a second): none differs"), "{text}");

    let (code, lines) = run_json(place.replay(&logs).args(["--with", "next.wasm"]));
    assert_eq!(code, Some(2));
    let summary = &lines.last().unwrap()["summary"];
    let questions = json!([
        { "question": { "feature": "sso" }, "asked": 2_250, "nowAllowed": 2_250, "nowRefused": 0,
          "otherwise": 0, "tenants": 1 },
        { "question": { "cap": "seats" }, "asked": 1, "nowAllowed": 1, "nowRefused": 0,
          "otherwise": 0, "tenants": 1 },
    ]);
    assert_eq!((&summary["questions"], &summary["differing"]), (&questions, &json!(2_251)));
    assert_eq!(lines.len(), 2_252);
    assert_eq!(lines[0]["record"]["reason"], "not-included");
    assert_eq!(lines[0]["differs"]["reason"], json!({ "tier": "pro" }));
    let (code, text) = run(place.replay(&logs).args(["--with", "next.wasm"]));
    assert_eq!(code, Some(2));
    // A policy of the store is named by its digest.
    let mut publish = tiergate();
    publish.args(["policy", "publish", "next.wasm"]).current_dir(place.path());
    let published = publish.env("TIERGATE_STORE", store(place.path())).output().unwrap();
    let published = String::from_utf8(published.stdout).unwrap();
    let (by_digest, shown) = run(place.replay(&logs).args(["--with", &published[..12]]));
    assert_eq!(by_digest, Some(2), "{shown}");
    assert!(shown.contains("the other policy answers 2251 otherwise"), "{shown}");
    assert!(text.contains("the other policy answers 2251 otherwise"), "{text}");
    assert!(text.contains("seats (cap)  1      1            0"), "{text}");

    // One wrong answer is found.
    let text = fs::read_to_string(&full).unwrap();
    let forged = text.replacen(r#""allowed":false"#, r#""allowed":true"#, 1);
    fs::write(&full, forged).unwrap();
    let (code, text) = run(&mut place.replay(&logs));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains(": 1 differ from what is recorded"), "{text}");
    assert!(text.contains("`acme` at ") && text.contains("now {\"allowed\":false,"), "{text}");
}

#[test]
fn a_line_that_a_killed_server_left_is_named_and_ends_there() {
    let place = Place::new();
    end(place.server("log.ndjson", &[]));
    let mut log = OpenOptions::new().append(true).open(place.path().join("log.ndjson")).unwrap();
    log.write_all(b"{\"at\":17727000").unwrap();
    let server = place.server("log.ndjson", &[]);
    ask(&server);
    end(server);
    let arguments = ["log.ndjson", "--policy", "first.wasm"];
    let said = refused(&mut place.replay(&arguments));
    assert!(said.contains("`log.ndjson`, line 1: it is not a line of a decision log"), "{said}");
    let (_, text) = run(&mut place.replay(&arguments));
    assert!(text.contains("1000 decisions of 1 tenant") && text.contains("1 line not readable"));
}

/// An address at which nobody listens.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn metrics_count_what_is_recorded_and_what_a_full_disk_loses() {
    for (log, recorded) in [("log.ndjson", 1_000), ("/dev/full", 0)] {
        let (place, metrics) = (Place::new(), free());
        let server = place.server(log, &["--metrics-listen", &metrics]);
        ask(&server);
        let lost = 1_000 - recorded;
        let lines = [
            format!("tiergate_decisions_recorded_total {recorded}\n"),
            "tiergate_decisions_lost_total{reason=\"queue_full\"} 0\n".to_owned(),
            format!("tiergate_decisions_lost_total{{reason=\"write_failed\"}} {lost}\n"),
        ];
        let began = Instant::now();
        loop {
            let text = send(&metrics, "GET /metrics HTTP/1.1", "");
            if lines.iter().all(|line| text.contains(line)) {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{lines:?} are not in\n{text}");
            thread::sleep(Duration::from_millis(20));
        }
        server.terminate();
        let (code, text) = server.ended();
        assert_eq!(code, Some(0), "{text}");
        let said = text.contains("decisions cannot be recorded, and are lost");
        assert_eq!(said, recorded == 0, "{text}");
    }
}

/// The same command, whose files cannot grow beyond a size, as if the disk were full then.
fn limited(command: &Command, bytes: usize) -> Command {
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512);
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).arg(command.get_program()).args(command.get_args());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(command.get_current_dir().unwrap());
    shell
}

#[test]
fn what_a_disk_takes_before_it_is_full_counts_as_recorded() {
    const ROOM: usize = 16 << 20; // more than the store's files have
    let (place, metrics) = (Place::new(), free());
    let log = place.path().join("log.ndjson");
    // There is room for less than a batch.
    fs::write(&log, "\n".repeat(ROOM - 50_000)).unwrap();
    let command = place.serving("log.ndjson", &["--metrics-listen", &metrics]);
    let server = Server::start(&mut limited(&command, ROOM));
    create(&server);
    ask(&server);
    let began = Instant::now();
    let recorded = loop {
        let text = send(&metrics, "GET /metrics HTTP/1.1", "");
        let count = |name: &str| -> u64 {
            let value = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            value.trim().parse().unwrap()
        };
        let recorded = count("tiergate_decisions_recorded_total ");
        if recorded + count("tiergate_decisions_lost_total{reason=\"write_failed\"} ") == 1_000 {
            break recorded;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{text}");
        thread::sleep(Duration::from_millis(20));
    };
    server.terminate();
    let (code, text) = server.ended();
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(text.matches("decisions cannot be recorded, and are lost").count(), 1, "{text}");
    assert!(!text.contains("decisions are recorded again"), "{text}");
    let written = fs::read_to_string(&log).unwrap();
    assert_eq!(written.len(), ROOM);
    let lines = written.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok());
    assert_eq!((lines.count() as u64, (1..1_000).contains(&recorded)), (recorded, true));
}

#[test]
fn decisions_go_to_standard_output_alone() {
    let (place, address) = (Place::new(), free());
    let mut command = serve(place.path());
    command.env("TIERGATE_POLICY", place.path().join("first.wasm"));
    command.args(["--listen", &address, "--decision-log", "-"]);
    let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(50));
    }
    let post = |path: &str, body: &str| {
        let token = operator();
        let head = format!(
            "POST {path} HTTP/1.1\r\nauthorization: Bearer {token}\r\nidempotency-key: {path}\r\n\
             content-type: application/json"
        );
        send(&address, &head, body)
    };
    assert!(post("/v1/tenants", r#"{"tenant":"acme"}"#).starts_with("HTTP/1.1 201"));
    let answer = post("/v1/tenants/acme/check", r#"{"feature":"core"}"#);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let pid = process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let Output { status, stdout, stderr } = process.wait_with_output().unwrap();
    assert_eq!(status.code(), Some(0));
    let (line, said) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(said.contains(&format!("on http://{address}")), "{said}");
    assert!(line.contains(r#""tenant":"acme","revision":1,"#), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    fs::write(place.path().join("log.ndjson"), line).unwrap();
    let arguments = ["log.ndjson", "--policy", "first.wasm"];
    assert_eq!(run(&mut place.replay(&arguments)).0, Some(0));
}

#[test]
fn what_cannot_be_opened_is_refused() {
    let place = Place::new();
    fs::write(place.path().join("log.ndjson"), "").unwrap();
    let said = refused(&mut place.replay(&["log.ndjson"]));
    assert!(said.contains("there is no store"), "{said}");
    let mut command = serve(place.path());
    command.env("TIERGATE_POLICY", place.path().join("first.wasm"));
    let said = refused(command.args(["--decision-log", "/nowhere/log.ndjson"]));
    assert!(said.contains("`/nowhere/log.ndjson`: No such file"), "{said}");
    end(place.server("log.ndjson", &[]));
    let said = refused(&mut place.replay(&["other.ndjson"]));
    assert!(said.contains("`other.ndjson`: No such file"), "{said}");
    let (code, text) = run(&mut place.replay(&["log.ndjson"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("0 decisions of 0 tenants replayed"), "{text}");
}
