//! Streams of events, over a socket: what they report, and when they end.

use crate::test_sessions::{POLICY, SECRET};
use crate::test_tokens::{token, tokens};
use axum::Router;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tiergate::{Policy, Tiers};
use tiergate_server::{Sessions, Shutdown, router};
use tiergate_store::{By, Change, SqliteStore, Store, Tenants};
use tiergate_tests::plans;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server over a database that other servers have too.
pub struct Served {
    pub tenants: Tenants<SqliteStore>,
    pub other: SqliteStore,
    pub address: SocketAddr,
    pub cookie: String,
    end: oneshot::Sender<()>,
    ended: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Served {
    pub async fn new(life: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tiers.db");
        let store = SqliteStore::open(&file).await.unwrap();
        let tenants = Tenants::new(Tiers::new(POLICY.clone(), store));
        for tenant in ["acme", "other"] {
            tenants.create(tenant, None, &By::new("test")).await.unwrap();
        }
        let tokens = tokens();
        let sessions = Sessions::new(SECRET, tenants.tiers().clone(), tokens.clone()).unwrap();
        let sessions = sessions.life(life);
        let shutdown = Shutdown::new();
        let sessions = sessions.until(&shutdown);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = router(tenants.clone(), tokens).merge(sessions.router());
        let app = Router::new().nest("/tiers", routes).layer(sessions.layer());
        let (end, asked) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let asked = async move {
                asked.await.unwrap();
                shutdown.begin();
            };
            axum::serve(listener, app).with_graceful_shutdown(asked).await.unwrap();
        });
        let other = SqliteStore::open(&file).await.unwrap();
        let cookie = sign_in(address).await;
        Self { tenants, other, address, cookie, end, ended, _folder: folder }
    }

    pub async fn grant(&self, tenant: &str, tier: &str, until: Option<u64>) -> u64 {
        self.tenants.grant(tenant, tier, until, &By::new("ann")).await.unwrap().revision
    }

    async fn events(&self, last: Option<&str>) -> Events {
        let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        let headers = format!("Cookie: {}\r\n{last}", self.cookie);
        let (head, lines) = ask(self.address, "GET /tiers/session/events", &headers).await;
        assert!(head.contains("200 OK") && head.contains("text/event-stream"), "{head}");
        Events(lines)
    }
}

/// The head of an answer, and the lines of its body.
pub async fn ask(address: SocketAddr, what: &str, headers: &str) -> (String, Body) {
    let mut socket = TcpStream::connect(address).await.unwrap();
    // By HTTP/1.0 the body comes as it is, up to the end of the connection.
    let request = format!("{what} HTTP/1.0\r\nHost: localhost\r\n{headers}\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let (mut head, mut lines) = (String::new(), BufReader::new(socket).lines());
    while let Some(line) = lines.next_line().await.unwrap().filter(|line| !line.is_empty()) {
        head += &line;
        head.push('\n');
    }
    (head, lines)
}

async fn sign_in(address: SocketAddr) -> String {
    let bearer = format!("Authorization: Bearer {}\r\n", token("uma", Some("acme"), &[]));
    let (head, _) = ask(address, "POST /tiers/session", &bearer).await;
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

pub type Body = Lines<BufReader<TcpStream>>;

struct Events(Body);

impl Events {
    /// The next event's name, identifier and revision; none where the stream has ended.
    async fn next(&mut self) -> Option<(String, String, u64)> {
        let next = tokio::time::timeout(Duration::from_secs(20), self.read());
        next.await.expect("an event, or the end, comes")
    }

    async fn read(&mut self) -> Option<(String, String, u64)> {
        let (mut name, mut id, mut data) = (String::new(), String::new(), Value::Null);
        loop {
            let line = self.0.next_line().await.ok()??;
            match line.split_once(": ").unwrap_or_default() {
                ("event", text) => name = text.to_owned(),
                ("id", text) => id = text.to_owned(),
                ("data", text) => data = serde_json::from_str(text).unwrap(),
                _ if line.is_empty() && !name.is_empty() => break,
                _ => {}
            }
        }
        let revision = data["revision"].as_u64().unwrap();
        assert_eq!(data.as_object().unwrap().len(), 2, "{data}");
        assert_eq!(data["digest"].as_str().unwrap().len(), 64);
        Some((name, id, revision))
    }

    /// The same of a change.
    async fn changed(&mut self) -> (String, u64) {
        let (name, id, revision) = self.next().await.unwrap();
        assert_eq!(name, "changed");
        (id, revision)
    }
}

pub const LONG: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_stream_reports_every_change_of_its_tenant() {
    let served = Served::new(LONG).await;
    let mut events = served.events(None).await;
    let (name, first, before) = events.next().await.unwrap();
    assert_eq!(name, "hello");

    served.grant("other", "premium", None).await;
    let revision = served.grant("acme", "pro", None).await;
    let (granted, found) = events.changed().await;
    assert_eq!(found, revision, "another tenant's is not told");
    assert!(granted != first && revision > before);

    // At another server.
    let change = Change::Grant { tier: "premium".to_owned(), expires_at: None };
    let written = served.other.write("acme", change, &By::new("bob")).await.unwrap();
    assert_eq!(events.changed().await.1, written.revision);

    // By another policy, though the facts are the same.
    let policy = Policy::from_bytes(&plans::next_file().unwrap()).unwrap();
    served.tenants.tiers().set_policy(policy);
    assert_eq!(events.changed().await.1, written.revision);

    // By nothing but time.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let revision = served.grant("acme", "pro", Some(now + 4)).await;
    let (held, found) = events.changed().await;
    assert_eq!(found, revision);
    let (ended, found) = events.changed().await;
    assert_eq!(found, revision);
    assert_ne!(held, ended);
}

#[tokio::test]
async fn a_client_that_reconnects_gets_what_it_missed() {
    let served = Served::new(LONG).await;
    let mut events = served.events(None).await;
    let (_, known, _) = events.next().await.unwrap();
    drop(events);
    let missed = served.grant("acme", "pro", None).await;
    let mut events = served.events(Some(&known)).await;
    let (known, found) = events.changed().await;
    assert_eq!(found, missed);
    drop(events);
    // Nothing is told to who missed nothing, up to the next change.
    let mut events = served.events(Some(&known)).await;
    let next = served.grant("acme", "premium", None).await;
    assert_eq!(events.changed().await.1, next);
}

#[tokio::test]
async fn many_changes_may_be_merged_and_the_last_is_reported() {
    let served = Served::new(LONG).await;
    let mut events = served.events(None).await;
    events.next().await.unwrap();
    let mut last = 0;
    for turn in 0..50 {
        last = served.grant("acme", ["pro", "premium"][turn % 2], None).await;
    }
    let mut told = 1;
    while events.changed().await.1 != last {
        told += 1;
    }
    assert!(told <= 50);
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_server() {
    let brief = Served::new(Duration::from_secs(5)).await;
    let mut events = brief.events(None).await;
    assert_eq!(events.next().await.unwrap().0, "hello");
    assert_eq!(events.next().await, None, "the session ends");

    let served = Served::new(LONG).await;
    let mut open = Vec::new();
    for _ in 0..10 {
        let mut events = served.events(None).await;
        events.next().await.unwrap();
        open.push(events);
    }
    // Until the store has told of all that was written, so that nothing else wakes them.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    served.end.send(()).unwrap();
    for mut events in open {
        assert_eq!(events.next().await, None, "the server ends");
    }
    served.ended.await.unwrap();
}

#[tokio::test]
async fn a_deleted_tenant_has_no_stream() {
    let served = Served::new(LONG).await;
    let mut events = served.events(None).await;
    events.next().await.unwrap();
    served.tenants.write("acme", Change::Delete, &By::new("ann")).await.unwrap();
    assert_eq!(events.next().await, None);
    let cookie = format!("Cookie: {}\r\n", served.cookie);
    let (head, mut body) = ask(served.address, "GET /tiers/session/events", &cookie).await;
    assert!(head.contains("404 Not Found"), "{head}");
    let problem: Value = serde_json::from_str(&body.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(problem["code"], json!("unknown-tenant"));
}

#[tokio::test]
async fn one_person_has_at_most_sixteen_streams() {
    let served = Served::new(LONG).await;
    let cookie = format!("Cookie: {}\r\n", served.cookie);
    let mut open = Vec::new();
    for _ in 0..16 {
        let mut events = served.events(None).await;
        events.next().await.unwrap();
        open.push(events);
    }
    let (head, mut body) = ask(served.address, "GET /tiers/session/events", &cookie).await;
    assert!(head.contains("429 Too Many Requests") && head.contains("retry-after: 1"), "{head}");
    let problem: Value = serde_json::from_str(&body.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(problem["code"], json!("too-many-streams"));
    // All of them hear of another policy, each in its turn.
    let policy = Policy::from_bytes(&plans::next_file().unwrap()).unwrap();
    served.tenants.tiers().set_policy(policy);
    for events in &mut open {
        events.changed().await;
    }
    // One that ends leaves room for another.
    open.pop();
    while ask(served.address, "GET /tiers/session/events", &cookie).await.0.contains("429") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_stream_sets_the_time_to_reconnect() {
    let served = Served::new(LONG).await;
    let cookie = format!("Cookie: {}\r\n", served.cookie);
    let (_, mut body) = ask(served.address, "GET /tiers/session/events", &cookie).await;
    let line = body.next_line().await.unwrap().unwrap();
    let millis: u64 = line.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((1_000..=5_000).contains(&millis), "{line}");
}
