//! A server whose database stops for a while.

use crate::server::{Server, serve};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tiergate_store::{By, PostgresStore};
use tiergate_tests::dice::size;
use tiergate_tests::{plans, postgres::Cluster};

async fn prepare(url: &str) {
    let store = PostgresStore::connect(url).await.unwrap();
    let policy = store.publish(&plans::file().unwrap(), &By::new("test")).await.unwrap();
    store.activate(&policy.digest, &By::new("test")).await.unwrap();
}

#[test]
fn a_server_whose_database_stops_is_ready_while_it_answers() {
    let mut cluster = Cluster::start(&[]).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = runtime.block_on(cluster.database("away")).unwrap();
    runtime.block_on(prepare(&url));
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(serve(folder.path()).env("TIERGATE_STORE", &url));
    assert_eq!(server.ask("POST", "/v1/tenants", &json!({"tenant": "acme"})).0, 201);
    let check = || server.ask("POST", "/v1/tenants/acme/check", &json!({"feature": "core"}));
    assert_eq!(check().0, 200);
    let ready = || server.ask("GET", "/readyz", &Value::Null);
    assert_eq!(ready(), (200, json!("ready")));

    cluster.stop().unwrap();
    let (time, start) = (Duration::from_secs(size(4, 30) as u64), Instant::now());
    let (mut asked, mut marked) = (0, 0);
    let mut last = Value::Null;
    while start.elapsed() < time {
        let (status, body) = ready();
        assert_eq!(status, 200, "{body}");
        let (status, answer) = check();
        assert_eq!(status, 200, "{answer}");
        asked += 1;
        marked += u32::from(answer["stale"] == true);
        last = body;
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("{asked} times ready in {time:?}, {marked} checks marked as stale; last: {last}");
    assert!(last.as_str().unwrap().contains("the store has not answered for"), "{last}");
    cluster.start_again().unwrap();
    while ready() != (200, json!("ready")) {
        assert!(start.elapsed() < time + Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(100));
    }
}
