//! Clients that are slow or do not read, over sockets: what is closed, and who gets in.

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::time::Duration;
use tiergate_server::{Limits, Shutdown, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Longer than any test takes: what is to happen by a limit happens far before.
const LONG: Duration = Duration::from_secs(600);

/// No limit but those that a test sets.
fn limits() -> Limits {
    Limits { idle: LONG, head: LONG, write: LONG, body_time: LONG, ..Limits::default() }
}

async fn start(limits: Limits) -> SocketAddr {
    // More than the system's buffers of a connection take.
    let large = Bytes::from(vec![b'x'; 32 * 1024 * 1024]);
    let routes = Router::new()
        .route("/", get(async || "hello"))
        .route("/large", get(async move || large.clone()))
        .route("/body", post(async |body: Bytes| body.len().to_string()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = limits.around(routes);
    tokio::spawn(async move { serve(listener, app, limits, &Shutdown::new()).await });
    address
}

/// A connection that has sent this.
async fn sent(address: SocketAddr, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // OK because the server may have answered before it had all.
    let _ = stream.write_all(bytes.as_bytes()).await;
    stream
}

/// All that comes until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // OK because one that is closed with something unread ends with an error.
    let _ = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut bytes))
        .await
        .expect("the connection ends");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The answer to one request on a connection of its own.
async fn asked(address: SocketAddr) -> String {
    rest(&mut sent(address, "GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await)
        .await
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected() {
    let address = start(Limits { write: Duration::from_secs(1), ..limits() }).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    // Its answer waits until the server has given it up; what is read then is cut off.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(rest(&mut stream).await.len() < 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_slow_head_times_out_before_an_idle_connection() {
    let address = start(Limits { head: Duration::from_secs(1), ..limits() }).await;
    let mut idle = sent(address, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    let mut headless = sent(address, "GET / HTTP/1.1\r\nhost: te").await;
    assert_eq!(rest(&mut headless).await, "");
    idle.write_all(b"GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await.unwrap();
    assert_eq!(rest(&mut idle).await.matches("hello").count(), 2);

    let address = start(Limits { idle: Duration::from_secs(1), ..limits() }).await;
    let mut idle = sent(address, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(rest(&mut idle).await.matches("hello").count(), 1);
}

#[tokio::test]
async fn a_head_has_at_most_32_kib_and_100_headers() {
    let address = start(limits()).await;
    let long = format!("GET / HTTP/1.1\r\nhost: test\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\nhost: test\r\n{}\r\n", "x: y\r\n".repeat(101));
    for head in [long, many] {
        let answer = rest(&mut sent(address, &head).await).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    let fits = format!(
        "GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\nx: {}\r\n\r\n",
        "x".repeat(30_000)
    );
    assert!(rest(&mut sent(address, &fits).await).await.ends_with("hello"));
}

#[tokio::test]
async fn a_slow_body_is_refused_and_blocks_no_others() {
    let body_time = Duration::from_secs(1);
    let address = start(Limits { under_way: 1, body_time, ..limits() }).await;
    let head = "POST /body HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n{";
    let mut trickling = Vec::new();
    for _ in 0..8 {
        trickling.push(sent(address, head).await);
    }
    for _ in 0..10 {
        let answer = asked(address).await;
        assert!(answer.ends_with("hello"), "{answer}");
    }
    for mut stream in trickling {
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("connection: close") && answer.contains("\"too-slow\""));
    }
}

#[tokio::test]
async fn large_bodies_are_accepted_within_their_share() {
    let address = start(Limits { under_way: 8, ..limits() }).await;
    let head = |close, length| {
        format!("POST /body HTTP/1.1\r\nhost: test\r\n{close}content-length: {length}\r\n\r\n")
    };
    let close = "connection: close\r\n";
    for length in [0, 10, 64 * 1024, 64 * 1024 + 1, 1024 * 1024] {
        let request = head(close, length) + &"x".repeat(length);
        let answer = rest(&mut sent(address, &request).await).await;
        assert!(answer.ends_with(&format!("\r\n\r\n{length}")), "{answer}");
    }
    // One of eight may be large; that it is taken shows by its being asked for its body.
    let expects = head("expect: 100-continue\r\n", 1_000_000);
    let mut first = sent(address, &expects).await;
    let mut some = [0; 12];
    first.read_exact(&mut some).await.unwrap();
    assert_eq!(&some, b"HTTP/1.1 100");
    let second = rest(&mut sent(address, &head(close, 1_000_000)).await).await;
    assert!(second.starts_with("HTTP/1.1 503"), "{second}");
    assert!(asked(address).await.ends_with("hello"));
}

#[tokio::test]
async fn the_longest_waiting_connection_is_closed_for_room() {
    let address = start(Limits { connections: 4, ..limits() }).await;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(sent(address, "GET / HTTP/1.1\r\n").await);
    }
    for _ in 0..8 {
        assert!(asked(address).await.ends_with("hello"));
    }
    // One that is being answered stays.
    let address = start(Limits { connections: 2, ..limits() }).await;
    let mut busy = sent(address, "POST /body HTTP/1.1\r\nhost: test\r\n").await;
    busy.write_all(b"connection: close\r\ncontent-length: 2\r\n\r\nx").await.unwrap();
    assert!(asked(address).await.ends_with("hello"));
    busy.write_all(b"y").await.unwrap();
    assert!(rest(&mut busy).await.ends_with('2'));
}
