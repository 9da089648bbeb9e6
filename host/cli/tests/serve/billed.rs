//! Stripe's events at servers of one PostgreSQL: one event many times, a database that is away, and
//! events that Stripe's own library signs.

use crate::events::{bills, bought, send, send_all, start, tenants};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_store::{format_time, sqlx};
use tiergate_tests::built::Built;
use tiergate_tests::postgres::{Cluster, fresh_database};
use tiergate_tests::stripe::{SECRET, any_event, of, subscription};

/// How often one event is sent to both servers together.
const TIMES: usize = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_sent_a_thousand_times_at_once_counts_once() {
    let _alone = crate::alone();
    let url = fresh_database().await.unwrap();
    let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
    let tenants = tenants(&url, &policy, &["acme".to_owned()]).await;
    let servers = [(); 2].map(|()| start(&url, &policy, folder.path()));
    let copies = vec![bought("acme"); TIMES / 2];
    let answered: usize = std::thread::scope(|scope| {
        let sent = |server: &crate::server::Server| {
            let (address, copies) = (server.address.clone(), &copies);
            scope.spawn(move || send_all(&address, copies, 100).len())
        };
        servers.iter().map(sent).collect::<Vec<_>>().into_iter().map(|it| it.join().unwrap()).sum()
    });
    println!("{answered} of {TIMES} were acknowledged at once");
    // What a busy server refuses is sent again.
    assert!(answered > TIMES / 2, "{answered}");
    assert_eq!(bills(tenants.store(), "acme").await, 1);
    assert_eq!(tenants.tiers().resolve("acme").await.unwrap().tier, "pro");
    let count = sqlx::query_scalar("SELECT count(*) FROM tiergate_billing_events");
    let count: i64 = count.fetch_one(tenants.store().pool()).await.unwrap();
    assert_eq!(count, 1);
}

#[test]
fn while_the_database_is_away_events_are_refused_and_nothing_is_lost() {
    let mut cluster = Cluster::start(&[]).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = runtime.block_on(cluster.database("away")).unwrap();
    let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
    let names: Vec<String> = (0..40).map(|it| format!("t-{it}")).collect();
    let store = runtime.block_on(tenants(&url, &policy, &names)).store().clone();
    let server = start(&url, &policy, folder.path());
    let events: Vec<Value> = names.iter().map(|name| bought(name)).collect();
    let (before, meanwhile) = events.split_at(20);
    assert_eq!(send_all(&server.address, before, 4).len(), 20);

    let check = server.ask("POST", "/v1/tenants/t-1/check", &json!({ "feature": "core" }));
    assert_eq!(check.0, 200, "it is in the cache now");
    cluster.stop().unwrap();
    for event in &meanwhile[..5] {
        assert_eq!(send(&server.address, event).unwrap(), 503, "{event}");
    }
    // Without a 200 Stripe would delay the finalization of invoices.
    let invoice = json!({ "id": "in_1", "subscription": "sub_t-1", "customer": "cus_sub_t-1" });
    let created = any_event("evt_invoice", "invoice.created", now(), &invoice);
    assert_eq!(send(&server.address, &created).unwrap(), 200);
    // Nor what cannot be used of another account, of test mode or without its data.
    for (field, value) in
        [("account", json!("acct_1")), ("livemode", json!(false)), ("data", json!("nonsense"))]
    {
        let mut other = created.clone();
        other[field] = value;
        assert_eq!(send(&server.address, &other).unwrap(), 200, "{other}");
    }
    let thin = json!({ "id": "evt_thin", "object": "v2.core.event", "type": "v1.invoice.created",
        "livemode": true, "created": format_time(now()),
        "related_object": { "id": "in_1", "type": "invoice" } });
    assert_eq!(send(&server.address, &thin).unwrap(), 200);
    while_many_events_wait(&server, &meanwhile[0], &created);
    let forged = send(&server.address, &json!("not an event"));
    assert_eq!(forged.unwrap(), 503, "what is not understood is to be stored, too");

    cluster.start_again().unwrap();
    let since = Instant::now();
    let wait = |what: &str| {
        assert!(since.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(100));
    };
    // Stripe sends each again until it is taken: connections to the database end one by one.
    for event in meanwhile {
        while send(&server.address, event).unwrap() != 200 {
            wait("the server takes events again");
        }
    }
    // Until the store has caught up, one event at a time tries it.
    while send_all(&server.address, meanwhile, 4).len() < 20 {
        wait("the server takes many events at once again");
    }
    while server.ask("GET", "/readyz", &Value::Null) != (200, json!("ready")) {
        wait("the server is ready again");
    }
    for name in &names {
        assert_eq!(runtime.block_on(bills(&store, name)), 1, "{name}");
        let (status, entitlements) =
            server.ask("GET", &format!("/v1/tenants/{name}/entitlements"), &Value::Null);
        assert_eq!(status, 200, "{entitlements}");
        assert_eq!(entitlements["entitlements"]["resolution"]["tier"], "pro", "{name}");
    }
}

/// Many more events at once than may be under way: checks and `invoice.created` are answered.
fn while_many_events_wait(server: &crate::server::Server, event: &Value, created: &Value) {
    let mut created = created.clone();
    created["account"] = json!("acct_1");
    let check = || {
        let path = "/v1/tenants/t-1/check";
        server.ask("POST", path, &json!({ "feature": "core" }))
    };
    std::thread::scope(|scope| {
        let refused = |number: usize| {
            let mut event = event.clone();
            event["id"] = json!(format!("evt_many_{number}"));
            let status = send(&server.address, &event);
            assert!(status.as_ref().is_ok_and(|it| *it == 503), "{status:?}");
        };
        let many: Vec<_> = (0..1_500).map(|it| scope.spawn(move || refused(it))).collect();
        for number in 0..20 {
            let (status, decision) = check();
            assert_eq!(status, 200, "a check from the cache, {number}: {decision}");
            created["id"] = json!(format!("evt_created_{number}"));
            assert_eq!(send(&server.address, &created).unwrap(), 200, "{number}");
            std::thread::sleep(Duration::from_millis(50));
        }
        many.into_iter().for_each(|it| it.join().unwrap());
    });
}

/// Signs each line of the standard input and sends it; prints the statuses.
const SEND: &str = r#"
    import Stripe from "stripe";
    import { createInterface } from "node:readline";
    const [, url, secret] = process.argv;
    const { webhooks } = new Stripe("sk_test_1");
    const statuses = [];
    for await (const payload of createInterface({ input: process.stdin })) {
        const signature = webhooks.generateTestHeaderString({ payload, secret });
        const headers = { "stripe-signature": signature, "content-type": "application/json" };
        const answer = await fetch(`${url}/webhooks/stripe`, { method: "POST", headers, body: payload });
        statuses.push(answer.status);
    }
    console.log(JSON.stringify(statuses));
"#;

fn send_by_node(url: &str, secret: &str, events: &[Value]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    let path = folder.path().join("events");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let mut node = Command::new("node");
    node.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../js"));
    node.args(["--input-type=module", "--eval", SEND, url, secret]);
    let output = node.stdin(std::fs::File::open(&path).unwrap()).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`cargo xtask js` installs the library: {error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stripes_own_library_signs_is_taken_from_end_to_end() {
    let url = fresh_database().await.unwrap();
    let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
    let _tenants = tenants(&url, &policy, &["acme".to_owned()]).await;
    let server = start(&url, &policy, folder.path());
    let tier = || {
        let path = "/v1/tenants/acme/entitlements";
        server.ask("GET", path, &Value::Null).1["entitlements"]["resolution"]["tier"].clone()
    };
    let mut ended = any_event("evt_2", "customer.subscription.deleted", now(), &Value::Null);
    ended["data"]["object"] = subscription("sub_acme", "canceled", &of("acme"));
    ended["data"]["object"]["description"] = json!("ä€ 𝄞");
    assert_eq!(send_by_node(&server.url(), SECRET, &[bought("acme")]), json!([200]));
    assert_eq!(tier(), "pro");
    assert_eq!(send_by_node(&server.url(), "whsec_other", &[ended.clone()]), json!([400]));
    assert_eq!(tier(), "pro");
    assert_eq!(send_by_node(&server.url(), SECRET, &[bought("acme"), ended]), json!([200, 200]));
    assert_eq!(tier(), "basic");
}
