//! The reference server and `tiergate serve` side by side on one SQLite file, asked by curl.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

const SECRET: &str = "a secret of this test, of 32 bytes and more";

/// A process that serves, and its address.
struct Server {
    process: Child,
    at: String,
    /// What it printed after its address, as far as it is awaited.
    told: Vec<String>,
    /// Open, so that it can go on printing.
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it, and reads until a line that `last` takes for the last one of interest.
    fn start(mut command: Command, last: impl Fn(&str) -> bool) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut told = Vec::<String>::new();
        while told.last().is_none_or(|line| !last(line)) {
            let mut line = String::new();
            assert!(output.read_line(&mut line).unwrap() > 0, "it ended: {told:?}");
            told.push(line.trim_end().to_owned());
        }
        let at = told[0].rsplit_once("http://").expect("it tells its address").1.to_owned();
        Self { process, at: format!("http://{at}"), told, _output: output }
    }

    /// The value of an exported variable that it printed.
    fn exported(&self, name: &str) -> String {
        let prefix = format!("export {name}=");
        self.told.iter().find_map(|line| line.strip_prefix(&prefix)).unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The reference server and `tiergate serve` on the same file, with the same tokens.
struct Setting {
    reference: Server,
    serve: Server,
    _folder: TempDir,
}

impl Setting {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("secret"), SECRET).unwrap();
        let tiergate = Path::new(env!("CARGO_BIN_EXE_tiergate"));
        let map =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/examples/reference/plans.json");
        let built = Command::new(tiergate)
            .args([Path::new("build"), &map, Path::new("--output"), &file("plans.policy.wasm")])
            .output()
            .unwrap();
        assert!(built.status.success(), "{built:?}");
        let with_settings = |program: &Path| {
            let mut command = Command::new(program);
            command
                .env("TIERGATE_STORE", format!("sqlite:{}", file("tiers.db").display()))
                .env("TIERGATE_TOKEN_KEY", file("secret"))
                .env("TIERGATE_LISTEN", "127.0.0.1:0");
            command
        };
        let mut serve = with_settings(tiergate);
        serve.args(["serve", "--token-algorithm", "hs256", "--token-issuer", "reference"]);
        serve.arg("--policy").arg(file("plans.policy.wasm"));
        let serve = Server::start(serve, |_| true);
        let example = tiergate.parent().unwrap().join("examples/reference");
        let words = "build it: cargo build --package tiergate-server --example reference";
        assert!(example.exists(), "{words}");
        let reference =
            Server::start(with_settings(&example), |line| line.starts_with("export ANN="));
        Self { reference, serve, _folder: folder }
    }
}

/// What curl gets: the status and the body.
fn curl(arguments: &[&str]) -> (u16, Value) {
    let output =
        Command::new("curl").args(["-s", "-w", "\n%{http_code}"]).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    let body = serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()));
    (status.parse().unwrap(), body)
}

#[test]
fn an_operators_grant_opens_the_very_next_request() {
    let setting = Setting::new();
    let bearer = |name: &str| format!("authorization: Bearer {}", setting.reference.exported(name));
    let (uma, ann) = (bearer("UMA"), bearer("ANN"));
    let billing = format!("{}/billing", setting.reference.at);
    let tier = |at: &str| format!("{at}/tenants/acme/tier");
    let json = "content-type: application/json";

    let (status, upsell) = curl(&[&billing, "-H", &uma]);
    assert_eq!(
        (status, &upsell["tier"], &upsell["minimumTier"], &upsell["upgradeUrl"]),
        (403, &json!("basic"), &json!("pro"), &json!("/plans")),
        "{upsell}"
    );
    assert_eq!(upsell["detail"], "This feature requires the Pro plan or higher.");
    let (_, page) = curl(&[&billing, "-H", &uma, "-H", "accept: text/html"]);
    assert!(page.as_str().unwrap().contains("href=\"/plans\""), "{page}");

    // Through the interface nested in the reference server, and through the other process.
    for at in [format!("{}/tiers/v1", setting.reference.at), format!("{}/v1", setting.serve.at)] {
        let key = format!("idempotency-key: grant at {at}");
        let grant = json!({"tier": "pro", "reason": "they asked"}).to_string();
        let put = ["-X", "PUT", "-H", &ann, "-H", &key, "-H", json, "-d", &grant];
        let (status, written) = curl(&[&[tier(&at).as_str()], &put[..]].concat());
        assert_eq!((status, &written["changed"]), (200, &json!(true)), "{written}");
        assert_eq!(curl(&[&billing, "-H", &uma]).0, 200, "granted at {at}");

        let (_, history) = curl(&[&format!("{at}/tenants/acme/history"), "-H", &ann]);
        assert_eq!(
            (&history[0]["actor"], &history[0]["reason"]),
            (&json!("ann@helpdesk.example"), &json!("they asked"))
        );
        let key = format!("idempotency-key: revoke at {at}");
        assert_eq!(curl(&["-X", "DELETE", &tier(&at), "-H", &ann, "-H", &key]).0, 200);
        assert_eq!(curl(&[&billing, "-H", &uma]).0, 403, "revoked at {at}");
    }
}

#[test]
fn a_cap_lets_in_as_many_as_it_says() {
    let setting = Setting::new();
    let uma = format!("authorization: Bearer {}", setting.reference.exported("UMA"));
    let agents = format!("{}/agents", setting.reference.at);
    let hire = || curl(&["-X", "POST", &agents, "-H", &uma]);
    assert!((0..3).all(|_| hire().0 == 200));
    let (status, upsell) = hire();
    assert_eq!((status, &upsell["code"]), (403, &json!("cap-reached")), "{upsell}");
}

/// In a real browser, on a page with a strict content security policy: locked, granted, live.
#[test]
fn the_page_shows_what_the_server_decides() {
    let setting = Setting::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chromium = std::env::var("TIERGATE_CHROMIUM");
    let output = Command::new("node")
        .arg(folder.join("tests/browser/reference.mjs"))
        .arg(folder.join("js"))
        .arg(chromium.as_deref().unwrap_or("/usr/bin/chromium"))
        .arg(&setting.reference.at)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
