//! Stripe's key, and the commands that use it, as they are typed.

use crate::server::{Server, refused, store, tiergate};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use tiergate_tests::fake_stripe::{FakeStripe, KEY, subscription};
use tokio::runtime::Runtime;

/// A counterpart of Stripe's API with one subscription of `acme`.
fn fake(runtime: &Runtime) -> FakeStripe {
    let fake = runtime.block_on(FakeStripe::start(1)).unwrap();
    let metadata = json!({ "tiergate_tenant": "acme" });
    fake.account().put(subscription("sub_1", "cus_1", "active", &[("p-pro", 1)], &metadata));
    fake
}

fn with_key<'a>(command: &'a mut Command, fake: &FakeStripe) -> &'a mut Command {
    command.env("TIERGATE_STRIPE_KEY", KEY).env("TIERGATE_STRIPE_API", &fake.url)
}

/// Runs `tiergate billing` on the store in a folder.
fn billing(folder: &Path, line: &str, fake: &FakeStripe) -> Output {
    let mut command = tiergate();
    command.args(["billing", "--store", &store(folder)]).args(line.split(' '));
    with_key(&mut command, fake).output().unwrap()
}

fn success(output: Output) -> String {
    let Output { status, stdout, stderr } = output;
    let text = String::from_utf8(stdout).unwrap();
    assert!(status.success(), "{text} {}", String::from_utf8_lossy(&stderr));
    text
}

#[test]
fn the_key_is_in_no_log_and_asks_are_answered() {
    let runtime = Runtime::new().unwrap();
    let fake = fake(&runtime);
    let server = Server::alone(|command, _| {
        command.env("TIERGATE_STRIPE_SECRET", "whsec_of_the_test").env("TIERGATE_LOG", "trace");
        with_key(command, &fake);
    });
    assert_eq!(server.ask("POST", "/v1/tenants", &json!({ "tenant": "acme" })).0, 201);
    let (status, run) = server.ask("POST", "/v1/billing/reconcile", &json!({}));
    assert_eq!(status, 202, "{run}");
    let began = Instant::now();
    let ended = loop {
        let (_, runs) = server.ask("GET", "/v1/billing/runs", &Value::Null);
        if runs[0]["ended"].is_u64() {
            break runs[0].clone();
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{runs}");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(ended["reconciled"]["differing"], 1, "{ended}");
    let (_, tenant) = server.ask("GET", "/v1/tenants/acme", &Value::Null);
    assert!(tenant.to_string().contains("stripe:sub_1"), "{tenant}");
    server.terminate();
    let (code, output) = server.ended();
    assert_eq!(code, Some(0), "{output}");
    assert!(output.contains("hyper"), "everything was logged");
    assert!(!output.contains(KEY) && !output.contains("whsec_of_the_test"), "{output}");
}

#[test]
fn a_key_that_cannot_be_used_starts_no_server() {
    let runtime = Runtime::new().unwrap();
    let fake = fake(&runtime);
    let start = |set: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = crate::server::serve(folder.path());
        let policy = tiergate_tests::built::Built::example("plans").unwrap();
        command.env("TIERGATE_POLICY", &policy.path).envs(set.iter().copied());
        refused(&mut command)
    };
    let words = start(&[("TIERGATE_STRIPE_KEY", " ")]);
    assert!(words.contains("--stripe-key"), "{words}");
    let words = start(&[("TIERGATE_STRIPE_KEY", KEY), ("TIERGATE_STRIPE_API", "http://db:1")]);
    assert!(words.contains("`http://db:1`") && !words.contains(KEY), "{words}");
    let words = start(&[("TIERGATE_STRIPE_ASK", "always")]);
    assert!(words.contains("--stripe-ask requires --stripe-key"), "{words}");
    let key = ("TIERGATE_STRIPE_KEY", KEY);
    for (given, option) in [
        (&[("TIERGATE_STRIPE_ASK", "doubt"), key][..], "--stripe-ask requires --stripe-secret"),
        (&[("TIERGATE_STRIPE_CREATE_TENANTS", "true"), key], "--stripe-create-tenants requires"),
        (&[("TIERGATE_STRIPE_MODE", "test")], "--stripe-mode requires --stripe-secret or"),
        (&[("TIERGATE_STRIPE_ACCOUNT", "acct_1")], "--stripe-account requires"),
        (&[("TIERGATE_STRIPE_REFERENCE", "true")], "--stripe-reference requires"),
        (&[("TIERGATE_STRIPE_ENTITLEMENTS", "true")], "--stripe-entitlements requires"),
        (&[("TIERGATE_STRIPE_API", "https://other")], "--stripe-api requires --stripe-key"),
        (&[("TIERGATE_STRIPE_ASKS_PER_SECOND", "9")], "--stripe-asks-per-second requires"),
    ] {
        let words = start(given);
        assert!(words.contains(option), "{words}");
    }
    let config = tiergate()
        .args(["serve", "--print-config"])
        .envs([
            ("TIERGATE_STRIPE_KEY", KEY),
            ("TIERGATE_TOKEN_ALGORITHM", "hs256"),
            ("TIERGATE_TOKEN_ISSUER", "test"),
        ])
        .output()
        .unwrap();
    let config = success(config);
    assert!(config.contains("stripe-key = \"***\"") && !config.contains(KEY), "{config}");
    drop(fake);
}

#[test]
fn operators_compare_and_replay_at_a_terminal() {
    let runtime = Runtime::new().unwrap();
    let fake = fake(&runtime);
    let folder = tempfile::tempdir().unwrap();
    let policy = tiergate_tests::built::Built::example("plans").unwrap();
    let mut create = tiergate();
    create.args(["tenant", "create", "acme", "--store", &store(folder.path())]);
    success(create.env("TIERGATE_POLICY", &policy.path).output().unwrap());
    let run = |line: &str| success(billing(folder.path(), line, &fake));

    let dry = run("reconcile --dry-run");
    assert!(dry.contains("stripe:sub_1 of `acme`: it was not known here"), "{dry}");
    assert!(dry.contains("1 subscription compared, 1 different; nothing was written"), "{dry}");
    assert!(run("show acme").is_empty(), "a dry run writes nothing");
    let found: Value = serde_json::from_str(&run("reconcile --json")).unwrap();
    assert_eq!(found["differing"], 1, "{found}");
    assert!(run("show acme").contains("active"));
    assert!(run("reconcile").contains("1 subscription compared, 0 different"));
    assert!(
        run("replay --stored")
            .contains("1 subscription worked out, 0 stored otherwise; 0 changes of tenants")
    );

    let event = |number: u64, status: &str| {
        let metadata = json!({ "tiergate_tenant": "acme" });
        let object = subscription("sub_2", "cus_1", status, &[("p-ai", 1)], &metadata);
        json!({ "id": format!("evt_{number}"), "created": 1_790_000_000 + number,
            "type": "customer.subscription.updated", "livemode": true,
            "data": { "object": object } })
    };
    let (one, other) = (event(1, "trialing"), event(2, "active"));
    let forms = [
        ("array", json!([one]).to_string(), "1 event read, 1 new; 1 change of tenants"),
        ("lines", format!("{one}\n{other}\n"), "2 events read, 1 new; 1 change of tenants"),
        ("list", json!({ "object": "list", "data": [one, other] }).to_string(), "2 events read, 0"),
    ];
    for (form, text, says) in forms {
        let file = folder.path().join(form);
        std::fs::write(&file, text).unwrap();
        let said = run(&format!("replay {}", file.display()));
        assert!(said.contains(says), "{form}: {said}");
    }
    // A reason that no history can have is refused before anything is written.
    let list = folder.path().join("list");
    for line in [
        format!("replay {} --reason {}", list.display(), "x".repeat(4_001)),
        format!("replay --stored --reason {}", "x".repeat(4_001)),
        format!("reconcile --reason {}", "x".repeat(4_001)),
        "replay --stored --stripe-create-tenants".to_owned(),
    ] {
        let refused = billing(folder.path(), &line, &fake);
        let words = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(3), "{words}");
        assert!(words.contains("reason") || words.contains("activate a policy first"), "{words}");
    }
    operators_lists(&run);
    let bad = folder.path().join("bad");
    std::fs::write(&bad, format!("{one}\n{{\"secret\": \"ann@example.com\"")).unwrap();
    let refused = billing(folder.path(), &format!("replay {}", bad.display()), &fake);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(3), "{words}");
    assert!(words.contains("line 2") && !words.contains("ann@"), "{words}");
    for (line, says) in [
        ("show nosuch", "there is no tenant `nosuch`"),
        ("problems --limit 1001", "1..=1000"),
        ("asks --limit 0", "1..=1000"),
    ] {
        let refused = billing(folder.path(), line, &fake);
        let words = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(3), "{line}: {words}");
        assert!(words.contains(says), "{line}: {words}");
    }
}

/// What the lists show of a store with the subscriptions `sub_1` and `sub_2` of `acme`.
fn operators_lists(run: &dyn Fn(&str) -> String) {
    let json = |line: &str| -> Value { serde_json::from_str(&run(line)).unwrap() };
    let attached = json("attach stripe:sub_2 acme --json");
    assert_eq!((&attached["id"], &attached["tenant"]), (&json!("stripe:sub_2"), &json!("acme")));
    let own = json("show acme --json");
    assert_eq!(own["subscriptions"].as_array().unwrap().len(), 2);
    assert_eq!(own["subscriptions"][1]["id"], "stripe:sub_2");
    assert_eq!(json("unassigned --json"), json!({ "subscriptions": [] }));
    assert_eq!(json("problems --json"), json!({ "reports": [] }));
    assert_eq!(json("asks --json"), json!({ "asks": [] }));
    assert_eq!(json("runs --json"), json!([]));
    assert_eq!([run("asks"), run("runs")], ["", ""]);
}

#[test]
fn what_a_server_did_and_must_ask_is_listed_at_a_terminal() {
    let runtime = Runtime::new().unwrap();
    let fake = fake(&runtime);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiers.db");
    runtime.block_on(async {
        let store = tiergate_store::SqliteStore::open(&path).await.unwrap();
        let subjects = (0..3).map(|it| format!("stripe:cus_{it}")).collect();
        store.ask_about(&subjects).await.unwrap();
        // The first one is due after two seconds.
        let ask = loop {
            match store.claim_ask().await.unwrap() {
                Some(ask) => break ask,
                None => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        store.postpone_ask(&ask, "the key may not read it", 60).await.unwrap();
        let ended = json!({ "dryRun": true, "problem": "the key is not valid",
            "reconciled": { "subscriptions": 1, "differing": 2, "differences": [] } });
        let (first, _) = store.begin_billing_run("ann", "{}").await.unwrap();
        store.report_billing_run(first.number, &ended.to_string(), true).await.unwrap();
        store
            .begin_billing_run("bob", &json!({ "replayed": { "read": 5, "new": 4 } }).to_string())
            .await
            .unwrap();
        store.pool().close().await;
    });
    let run = |line: &str| success(billing(folder.path(), line, &fake));
    let asks = run("asks");
    assert_eq!(asks.lines().count(), 3, "{asks}");
    let first = asks.lines().next().unwrap();
    assert!(first.starts_with("stripe:cus_0 waits since "), "{asks}");
    assert!(first.ends_with("; failed 1 time: the key may not read it"), "{asks}");
    let page: Value = serde_json::from_str(&run("asks --json --limit 1")).unwrap();
    assert_eq!(page["asks"][0]["failures"], 1, "{page}");
    let next = page["next"].as_str().unwrap();
    let rest: Value = serde_json::from_str(&run(&format!("asks --json --after {next}"))).unwrap();
    assert_eq!(rest["asks"].as_array().unwrap().len(), 2, "{rest}");
    let runs = run("runs");
    let lines: Vec<_> = runs.lines().collect();
    assert!(lines[0].ends_with(" bob: 5 read, 4 new; under way"), "{runs}");
    let failed = " ann: 1 subscription compared, 2 different, nothing written, failed: the key is \
                  not valid; ended ";
    assert!(lines[1].contains(failed), "{runs}");
    let runs: Value = serde_json::from_str(&run("runs --json")).unwrap();
    assert_eq!((&runs[0]["actor"], &runs[1]["dryRun"]), (&json!("bob"), &json!(true)), "{runs}");
}
