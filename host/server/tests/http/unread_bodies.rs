//! Refusals before the body is read, from clients that send head and body apart: the next request
//! of the connection is answered, or the answer said that the connection ends.

use crate::test_sessions::POLICY;
use crate::test_tokens::{token, tokens};
use axum::routing::post;
use axum::{Extension, Router};
use std::net::SocketAddr;
use std::time::Duration;
use tiergate::{MemoryFacts, Tenant, Tiers};
use tiergate_server::{
    Entitled, FromHeader, Guard, Identity, RequireCap, RequireFeature, Sessions, Usage, UsageError,
    router,
};
use tiergate_store::{SqliteStore, Tenants};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Full;

impl Usage for Full {
    async fn used(&self, _: &str, _: &str) -> Result<u64, UsageError> {
        // What is waited for is answered later than what is not.
        tokio::task::yield_now().await;
        Ok(1_000)
    }
}

/// A product's own server, which knows nothing of ours: gates, and our routes below `/tiers`.
async fn product() -> SocketAddr {
    let facts = MemoryFacts::new();
    facts.put("acme", Tenant::new());
    let guard =
        Guard::new(Tiers::new(POLICY.clone(), facts), FromHeader::new("x-tenant-id").unwrap());
    let through = || post(async |_: String| "through");
    let gated = Router::new()
        .route("/sso", through().route_layer(RequireFeature::new("sso")))
        .route("/seats", through().route_layer(RequireCap::new("seats", Full)))
        .route("/handler", post(async |tenant: Entitled| tenant.require("sso").map(|()| "")))
        .layer(guard.layer());
    let store = SqliteStore::in_memory().await.unwrap();
    let tenants = Tenants::new(Tiers::new(POLICY.clone(), store));
    let secret = b"32 bytes that nobody else knows!";
    let sessions = Sessions::new(secret, tenants.tiers().clone(), tokens()).unwrap();
    let ours = router(tenants, tokens()).merge(sessions.router());
    let identity = Router::new().route("/identity", post(async |_: Identity| ""));
    let app = gated.merge(identity.layer(Extension(tokens()))).nest("/tiers", ours);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// A client that sends head and body apart, and keeps its connection.
struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    connections: usize,
}

impl Client {
    /// The status of the answer.
    async fn ask(&mut self, head: &str, body: &str) -> u16 {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                self.connections += 1;
                TcpStream::connect(self.address).await.unwrap()
            }
        };
        stream.set_nodelay(true).unwrap();
        let length = body.len();
        let head = format!("{head}\r\nhost: test\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect(&head);
        // Until the server has had time to answer what it needs no body for.
        tokio::time::sleep(Duration::from_millis(20)).await;
        // OK because the answer says whether it counts.
        let _ = stream.write_all(body.as_bytes()).await;
        let (answer, closes) = read(&mut stream).await;
        if !closes {
            self.stream = Some(stream);
        }
        answer.split(' ').nth(1).expect("an answer").parse().unwrap()
    }
}

/// The head of an answer, and whether the connection ends with it.
async fn read(stream: &mut TcpStream) -> (String, bool) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.expect("the connection is not broken"));
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    let closes = head.lines().any(|line| line == "connection: close");
    (head, closes)
}

#[tokio::test]
async fn a_refusal_keeps_the_connection_usable() {
    let mut client = Client { address: product().await, stream: None, connections: 0 };
    let acme = "x-tenant-id: acme";
    let bearer = format!("authorization: Bearer {}", token("uma", Some("acme"), &[]));
    let json = "content-type: application/json\r\nidempotency-key: k";
    let small = "x".repeat(2_000);
    for (status, head) in [
        (401, "POST /sso HTTP/1.1\r\nx: y".to_owned()),
        (403, format!("POST /sso HTTP/1.1\r\n{acme}")),
        (403, format!("POST /seats HTTP/1.1\r\n{acme}")),
        (401, "POST /handler HTTP/1.1\r\nx: y".to_owned()),
        (403, format!("POST /handler HTTP/1.1\r\n{acme}")),
        (401, format!("POST /tiers/v1/tenants HTTP/1.1\r\n{json}")),
        (403, format!("POST /tiers/v1/tenants HTTP/1.1\r\n{bearer}\r\n{json}")),
        (415, format!("POST /tiers/v1/checks HTTP/1.1\r\n{bearer}")),
        (405, format!("PATCH /tiers/v1/tenants HTTP/1.1\r\n{bearer}")),
        (401, "POST /tiers/session HTTP/1.1\r\nx: y".to_owned()),
        (401, "POST /tiers/session/refresh HTTP/1.1\r\nx: y".to_owned()),
    ] {
        for _ in 0..3 {
            assert_eq!(client.ask(&head, &small).await, status, "{head}");
        }
    }
    assert_eq!(client.connections, 1, "small bodies are read to their ends");
    // Of an extractor of ours in a route that nothing of ours is around, the answer says so.
    for _ in 0..3 {
        assert_eq!(client.ask("POST /identity HTTP/1.1\r\nx: y", &small).await, 401);
    }
    assert_eq!(client.connections, 3);
    // Of a body that is not small, the answer says that the connection ends.
    for _ in 0..3 {
        let head = format!("POST /sso HTTP/1.1\r\n{acme}");
        assert_eq!(client.ask(&head, &"x".repeat(200_000)).await, 403);
    }
    assert_eq!(client.connections, 6);
}
