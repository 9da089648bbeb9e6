//! Two servers of one PostgreSQL, as processes, while policies are swapped under load.

use crate::server::{Server, operator, serve};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use tiergate::Policy;
use tiergate_store::{By, PostgresStore, Store};
use tiergate_tests::{plans, postgres::fresh_database};

/// How many connections ask, half of them each server.
const CONNECTIONS: usize = 64;

/// How many questions one request asks, where it asks many.
const MANY: usize = 300;

/// How soon another server usually answers by a policy that was activated.
const SOON: Duration = Duration::from_secs(2);

struct Setting {
    store: PostgresStore,
    servers: [Server; 2],
    /// What was active first, and what is activated.
    policies: [Policy; 2],
    _folder: TempDir,
}

/// Someone who asks one server, on a connection that is kept.
#[derive(Clone)]
struct Asker {
    client: Client,
    url: String,
    authorization: String,
}

impl Asker {
    fn new(server: &Server) -> Self {
        // OK because another may have been there first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().pool_max_idle_per_host(1).build().unwrap();
        Self { client, url: server.url(), authorization: format!("Bearer {}", operator()) }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value, String> {
        let request = self
            .client
            .request(method, format!("{}{path}", self.url))
            .header("authorization", &self.authorization)
            .header("idempotency-key", format!("{:?}", Instant::now()).replace(' ', ""));
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
        let status = answer.status();
        let body = answer.json().await.map_err(|error| format!("{status}: {error:?}"))?;
        if status.is_success() { Ok(body) } else { Err(format!("{status}: {body}")) }
    }

    /// Everything that `acme` may do.
    async fn entitlements(&self, at_least: u64) -> Result<Value, String> {
        let path = format!("/v1/tenants/acme/entitlements?atLeast={at_least}");
        self.send(Method::GET, &path, &Value::Null).await
    }
}

impl Setting {
    async fn new() -> Self {
        let url = fresh_database().await.unwrap();
        let store = PostgresStore::connect(&url).await.unwrap();
        let files = [plans::file().unwrap(), plans::next_file().unwrap()];
        for file in &files {
            store.publish(file, &By::new("test")).await.unwrap();
        }
        let policies = files.map(|file| Policy::from_bytes(&file).unwrap());
        store.activate(policies[0].digest(), &By::new("test")).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let servers =
            [(); 2].map(|()| Server::start(serve(folder.path()).env("TIERGATE_STORE", &url)));
        Self { store, servers, policies, _folder: folder }
    }

    /// What each policy, by its digest, says that `acme` may do.
    async fn expected(&self) -> HashMap<String, Value> {
        let facts = self.store.find("acme").await.unwrap().unwrap().facts;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let answer = |policy: &Policy| {
            let entitlements = policy.entitle(&facts.as_billed_by(policy).unwrap(), now).unwrap();
            (policy.digest().to_owned(), serde_json::to_value(entitlements).unwrap())
        };
        self.policies.iter().map(answer).collect()
    }
}

/// What one connection found.
#[derive(Default)]
struct Found {
    checks: u64,
    failed: Vec<String>,
    mixed: Vec<Value>,
}

/// Asks until told to stop: everything that `acme` may do, or many questions in one request.
async fn ask(
    asker: Asker,
    many: bool,
    expected: Arc<HashMap<String, Value>>,
    stop: Arc<AtomicBool>,
) -> Found {
    let mut found = Found::default();
    let features = ["sso", "export"].into_iter().cycle().take(MANY);
    let question = |feature| json!({"tenant": "acme", "feature": feature});
    let questions = json!({"questions": features.map(question).collect::<Vec<_>>()});
    while !stop.load(Ordering::Relaxed) {
        let answer = match many {
            true => asker.send(Method::POST, "/v1/checks", &questions).await,
            false => asker.entitlements(0).await,
        };
        match answer {
            Ok(answer) if many && are_by_one(&answer, &expected) => found.checks += MANY as u64,
            Ok(answer) if !many && is_by_one(&answer, &expected) => found.checks += 1,
            Ok(answer) => found.mixed.push(answer),
            Err(error) => found.failed.push(error),
        }
    }
    found
}

/// Whether the whole of an answer is what its digest's policy answers.
fn is_by_one(answer: &Value, expected: &HashMap<String, Value>) -> bool {
    let digest = answer["digest"].as_str().unwrap_or_default();
    expected.get(digest).is_some_and(|expected| *expected == answer["entitlements"])
}

/// Whether all answers of a request are by one policy, and what that answers.
fn are_by_one(answer: &Value, expected: &HashMap<String, Value>) -> bool {
    let answers = answer["answers"].as_array().unwrap();
    answers.len() == MANY
        && answers.iter().all(|it| {
            let all = expected.get(it["digest"].as_str().unwrap_or_default());
            let features = all.and_then(|all| all["features"].as_array());
            it["digest"] == answers[0]["digest"]
                && features.is_some_and(|features| features.contains(&it["decision"]))
        })
}

/// Waits until a server answers by this policy, and says how long that took.
async fn until(asker: &Asker, digest: &str, since: Instant) -> Duration {
    while asker.entitlements(0).await.unwrap()["digest"] != digest {
        assert!(since.elapsed() < 10 * SOON, "{digest} does not answer");
    }
    since.elapsed()
}

#[test]
fn both_servers_answer_by_what_one_is_told() {
    let _alone = crate::alone();
    tokio::runtime::Runtime::new().unwrap().block_on(swap_under_load());
}

async fn swap_under_load() {
    let setting = Setting::new().await;
    let [one, other] = setting.servers.each_ref().map(Asker::new);
    one.send(Method::POST, "/v1/tenants", &json!({"tenant": "acme"})).await.unwrap();
    assert_eq!(other.entitlements(0).await.unwrap()["entitlements"]["resolution"]["tier"], "basic");
    let grant = json!({"tier": "pro"});
    let written = one.send(Method::PUT, "/v1/tenants/acme/tier", &grant).await.unwrap();
    let answer = other.entitlements(written["revision"].as_u64().unwrap()).await.unwrap();
    assert_eq!(answer["entitlements"]["resolution"]["tier"], "pro");
    assert_eq!(answer["revision"], written["revision"]);

    let expected = Arc::new(setting.expected().await);
    let stop = Arc::<AtomicBool>::default();
    let load: Vec<_> = (0..CONNECTIONS)
        .map(|number| (Asker::new(&setting.servers[number % 2]), number % 16 < 2))
        .map(|(asker, many)| {
            tokio::spawn(ask(asker, many, Arc::clone(&expected), Arc::clone(&stop)))
        })
        .collect();
    let mut took = Vec::new();
    for turn in 0..20 {
        let (told, hears) = if turn % 4 < 2 { (&one, &other) } else { (&other, &one) };
        let (path, digest) = match turn % 2 {
            0 => {
                let digest = setting.policies[1].digest();
                (format!("/v1/policies/{digest}/activate"), digest)
            }
            _ => ("/v1/policies/rollback".to_owned(), setting.policies[0].digest()),
        };
        let activated = told.send(Method::POST, &path, &json!({})).await.unwrap();
        assert_eq!((&activated["digest"], &activated["changed"]), (&json!(digest), &json!(true)));
        let since = Instant::now();
        assert_eq!(told.entitlements(0).await.unwrap()["digest"], digest, "it is live at once");
        took.push(until(hears, digest, since).await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut all = Found::default();
    for connection in load {
        let found = connection.await.unwrap();
        assert!(found.checks > 0);
        all.checks += found.checks;
        all.failed.extend(found.failed);
        all.mixed.extend(found.mixed);
    }
    took.sort();
    println!("{} checks on {CONNECTIONS} connections; until the other: {took:?}", all.checks);
    println!("{} failed, {} mixed", all.failed.len(), all.mixed.len());
    assert!(all.failed.is_empty(), "{:?}", all.failed.first());
    assert!(all.mixed.is_empty(), "{:?}", all.mixed.first());
    // A busy machine may stop a server for longer.
    assert!(took[10] <= SOON, "{took:?}");
}
