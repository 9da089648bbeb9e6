//! The reference server and `tiergate serve` side by side on one SQLite file, asked by curl.

use crate::server::{Server, serve, tiergate};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The reference server and `tiergate serve` on the same file, with the same tokens.
struct Setting {
    reference: Server,
    serve: Server,
    #[expect(dead_code, reason = "the files are there for as long")]
    folder: TempDir,
}

impl Setting {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let folder_of = folder.path();
        let file = |name: &str| folder_of.join(name);
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../reference/src");
        let mut build = tiergate();
        build.arg("build").arg(example.join("plans.json"));
        let built = build.arg("--output").arg(file("plans.policy.wasm")).output().unwrap();
        assert!(built.status.success(), "{built:?}");
        std::fs::write(file("secret"), "a secret of this test, of 32 bytes and more").unwrap();
        let server = |mut command: Command| {
            command.env_remove("TIERGATE_TOKEN_SECRET").env("TIERGATE_TOKEN_KEY", file("secret"));
            Server::start(command.env("TIERGATE_TOKEN_ISSUER", "reference"))
        };
        let mut serving = serve(folder_of);
        serving.arg("--policy").arg(file("plans.policy.wasm"));
        let serving = server(serving);
        let settings = serve(folder_of);
        let mut reference = Command::new(program());
        reference.envs(settings.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let reference = server(reference);
        Self { reference, serve: serving, folder }
    }

    /// The token that the reference server would give out.
    fn bearer(&self, subject: &str) -> String {
        let url = format!("{}/page/tokens", self.reference.url());
        let (_, tokens) = curl(&[&url]);
        format!("authorization: Bearer {}", tokens[subject].as_str().unwrap())
    }
}

/// The reference server, beside the command.
fn program() -> std::path::PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_tiergate")).parent().unwrap();
    let program = built.join("reference");
    let words = "build it: cargo build --package tiergate-reference";
    assert!(program.exists(), "{words}");
    program
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
    let (uma, ann) = (setting.bearer("uma"), setting.bearer("ann"));
    let (reference, serve) = (setting.reference.url(), setting.serve.url());
    let billing = format!("{reference}/billing");
    let tier = |at: &str| format!("{at}/tenants/acme/tier");
    let json = "content-type: application/json";

    let (status, upsell) = curl(&[&billing, "-H", &uma]);
    assert_eq!(
        (status, &upsell["tier"], &upsell["minimumTier"], &upsell["upgradeUrl"]),
        (403, &json!("basic"), &json!("pro"), &json!("/plans")),
        "{upsell}"
    );
    assert_eq!(upsell["detail"], "Billing requires the Pro plan or higher.");
    let (_, page) = curl(&[&billing, "-H", &uma, "-H", "accept: text/html"]);
    assert!(page.as_str().unwrap().contains("href=\"/plans\""), "{page}");

    // Through the interface nested in the reference server it is the very next request; through the
    // other process it is one soon after.
    for (at, tries) in [(format!("{reference}/tiers/v1"), 1), (format!("{serve}/v1"), 500)] {
        let becomes = |status| (0..tries).any(|_| curl(&[&billing, "-H", &uma]).0 == status);
        let key = format!("idempotency-key: grant-at-{at}");
        let grant = json!({"tier": "pro", "reason": "they asked"}).to_string();
        let put = ["-X", "PUT", "-H", &ann, "-H", &key, "-H", json, "-d", &grant];
        let (status, written) = curl(&[&[tier(&at).as_str()], &put[..]].concat());
        assert_eq!((status, &written["changed"]), (200, &json!(true)), "{written}");
        assert!(becomes(200), "granted at {at}");

        let (_, history) = curl(&[&format!("{at}/tenants/acme/history"), "-H", &ann]);
        assert_eq!(
            (&history[0]["actor"], &history[0]["reason"]),
            (&json!("ann@helpdesk.example"), &json!("they asked"))
        );
        let key = format!("idempotency-key: revoke-at-{at}");
        assert_eq!(curl(&["-X", "DELETE", &tier(&at), "-H", &ann, "-H", &key]).0, 200);
        assert!(becomes(403), "revoked at {at}");
    }
}

#[test]
fn a_cap_lets_in_as_many_as_it_says() {
    let setting = Setting::new();
    let uma = setting.bearer("uma");
    let agents = format!("{}/agents", setting.reference.url());
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
        .arg(setting.reference.url())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
