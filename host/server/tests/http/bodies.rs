//! How bodies are read: in few frames, and large ones within their places.

use crate::test_server::Server;
use crate::test_tokens::token;
use axum::Router;
use axum::body::Body;
use axum::routing::post;
use futures_util::StreamExt;
use std::net::SocketAddr;
use std::time::Duration;
use tiergate_server::{Limits, Shutdown, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn start(routes: Router, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = limits.around(routes);
    tokio::spawn(async move { serve(listener, app, limits, &Shutdown::new()).await });
    address
}

/// The response to what is sent on a connection of its own.
async fn sent(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A body of this length, in chunks of one byte.
fn chunked(length: usize) -> String {
    format!("{}0\r\n\r\n", "1\r\nx\r\n".repeat(length))
}

#[tokio::test]
async fn a_body_in_tiny_chunks_is_read_in_few_frames() {
    let counted = async |body: Body| {
        let (mut frames, mut bytes, mut data) = (0, 0, body.into_data_stream());
        while let Some(frame) = data.next().await {
            frames += 1;
            bytes += frame.unwrap().len();
        }
        format!("{bytes} in {frames}")
    };
    let routes = Router::new().route("/counted", post(counted));
    let limits = Limits { body_time: Duration::from_secs(600), ..Limits::default() };
    let address = start(routes, limits).await;
    let head = "POST /counted HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
                transfer-encoding: chunked\r\n\r\n";
    for (length, answer) in [(1, "1 in 1"), (65_536, "65536 in 1"), (140_000, "140000 in 3")] {
        let found = sent(address, &format!("{head}{}", chunked(length))).await;
        assert!(found.ends_with(&format!("\r\n\r\n{answer}")), "{found}");
    }
}

#[tokio::test]
async fn a_chunked_body_is_understood() {
    let address = start(Server::new().await.router, Limits::default()).await;
    let head = format!(
        "POST /v1/checks HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
         authorization: Bearer {}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n",
        token("ann", None, &["system-admin"])
    );
    // More than is read ahead.
    for length in [10, 100_000] {
        let body = format!("{}{{\"questions\":[]}}", " ".repeat(length));
        let chunks: String = body.chars().map(|it| format!("1\r\n{it}\r\n")).collect();
        let found = sent(address, &format!("{head}{chunks}0\r\n\r\n")).await;
        assert!(found.ends_with(r#"{"answers":[]}"#), "{found}");
    }
    let found = sent(address, &format!("{head}{}", chunked(1_100_000))).await;
    assert!(found.starts_with("HTTP/1.1 413"), "{found}");
}

/// The beginning of a request with a large body, and of the response to it.
async fn begun(address: SocketAddr, token: Option<&str>) -> (TcpStream, String) {
    let bearer = token.map(|token| format!("authorization: Bearer {token}\r\n"));
    let head = format!(
        "POST /v1/checks HTTP/1.1\r\nhost: test\r\n{}content-type: application/json\r\n\
         expect: 100-continue\r\ncontent-length: 100000\r\n\r\n",
        bearer.unwrap_or_default()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    (stream, String::from_utf8_lossy(&status).into_owned())
}

#[tokio::test]
async fn a_users_large_bodies_leave_places_for_operators() {
    // Four places, two of them for anyone.
    let limits = Limits { under_way: 32, body_time: Duration::from_secs(600), ..Limits::default() };
    let address = start(Server::new().await.router, limits).await;
    let uma = token("uma", Some("acme"), &[]);
    let mut held = Vec::new();
    // Those whom nobody knows take no place.
    for _ in 0..3 {
        let (stream, status) = begun(address, None).await;
        assert_eq!(status, "HTTP/1.1 401");
        held.push(stream);
    }
    for status in ["100", "100", "503", "503"] {
        let (stream, found) = begun(address, Some(&uma)).await;
        assert_eq!(found, format!("HTTP/1.1 {status}"));
        held.push(stream);
    }
    let (ann, service) =
        (token("ann", None, &["system-admin"]), token("batch", None, &["service"]));
    for (token, status) in [(&ann, "100"), (&service, "100"), (&ann, "503")] {
        let (stream, found) = begun(address, Some(token)).await;
        assert_eq!(found, format!("HTTP/1.1 {status}"));
        held.push(stream);
    }
}
