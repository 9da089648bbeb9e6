//! A server whose database stops for a while.

use crate::server::{Server, serve};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tiergate_store::{By, PostgresStore};
use tiergate_tests::dice::size;
use tiergate_tests::{plans, postgres::Cluster};

async fn prepare(url: &str) {
    let store = PostgresStore::connect(url).await.unwrap();
    let policy = store.publish(&plans::file().unwrap(), &By::new("test")).await.unwrap();
    store.activate(&policy.digest, &By::new("test")).await.unwrap();
}

/// How many clients ask at once.
const CLIENTS: usize = 8;

/// Asks about a known tenant nine times of ten, and else about one that nobody knows, until it is
/// over: the times of the checks of the known one, each of which is answered.
fn load(server: &Server, client: usize, over: &AtomicBool) -> Vec<Duration> {
    let mut times = Vec::new();
    let ask = |tenant: &str| {
        server.ask("POST", &format!("/v1/tenants/{tenant}/check"), &json!({"feature": "core"}))
    };
    for number in 0_u64.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        if number.is_multiple_of(10) {
            let (status, answer) = ask(&format!("unknown-{client}-{number}"));
            assert_eq!(status, 503, "{answer}");
            continue;
        }
        let start = Instant::now();
        let (status, answer) = ask("acme");
        times.push(start.elapsed());
        assert_eq!(status, 200, "{answer}");
    }
    times
}

fn report(mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| times[times.len() * part / 1_000];
    let (median, p99, slowest) = (at(500), at(990), at(999));
    println!(
        "{} checks under load, {CLIENTS} clients: median {median:?}, p99 {p99:?}, p99.9 {slowest:?}",
        times.len()
    );
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
    // What is read while the creation is being reported is not cached: the next check reads again.
    for _ in 0..3 {
        assert_eq!(check().0, 200);
        std::thread::sleep(Duration::from_millis(300));
    }
    let ready = || server.ask("GET", "/readyz", &Value::Null);
    assert_eq!(ready(), (200, json!("ready")));

    cluster.stop().unwrap();
    let (time, start) = (Duration::from_secs(size(4, 30) as u64), Instant::now());
    let (mut asked, mut marked) = (0, 0);
    let mut last = Value::Null;
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let load: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn({
                    let (server, over) = (&server, &over);
                    move || load(server, client, over)
                })
            })
            .collect();
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
        over.store(true, Ordering::Relaxed);
        report(load.into_iter().flat_map(|client| client.join().unwrap()).collect());
    });
    println!("{asked} times ready in {time:?}, {marked} checks marked as stale; last: {last}");
    assert!(last.as_str().unwrap().contains("the store has not answered for"), "{last}");
    cluster.start_again().unwrap();
    while ready() != (200, json!("ready")) {
        assert!(start.elapsed() < time + Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(100));
    }
    let seconds = start.elapsed().as_secs() as usize;
    server.terminate();
    let log = server.ended().1;
    for failure in ["no answer", "response failed"] {
        let lines = log.lines().filter(|line| line.contains(failure)).count();
        println!("{lines} lines of `{failure}` in {seconds} s");
        assert!((1..=seconds + 2).contains(&lines), "{lines} lines in {seconds} s");
    }
    assert!(log.contains("left_out="), "{log}");
}
