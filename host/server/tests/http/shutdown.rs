//! Shutting a server down, over sockets.

use axum::Router;
use axum::routing::get;
use std::future::pending;
use std::time::Duration;
use tiergate_server::{Limits, Shutdown, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

struct Serving {
    address: std::net::SocketAddr,
    shutdown: Shutdown,
    ended: JoinHandle<std::io::Result<usize>>,
}

async fn start(finish: Duration) -> Serving {
    let app = Router::new().route("/", get(async || "hello")).route("/never", get(pending::<()>));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, shutdown) = (listener.local_addr().unwrap(), Shutdown::new());
    let limits = Limits { drain: Duration::ZERO, finish, ..Limits::default() };
    let end = shutdown.clone();
    let ended = tokio::spawn(async move { serve(listener, app, limits, &end).await });
    Serving { address, shutdown, ended }
}

#[tokio::test]
async fn an_accepted_connection_is_answered_during_shutdown() {
    let serving = start(Duration::from_secs(20)).await;
    let mut late = TcpStream::connect(serving.address).await.unwrap();
    serving.shutdown.begin();
    // By then the socket is closed.
    tokio::time::sleep(Duration::from_millis(400)).await;
    late.write_all(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(serving.ended.await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn a_request_beyond_the_limit_is_cut_off_and_counted() {
    let serving = start(Duration::from_millis(100)).await;
    let mut idle = TcpStream::connect(serving.address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    let mut some = [0; 1];
    idle.read_exact(&mut some).await.unwrap();
    let mut never = TcpStream::connect(serving.address).await.unwrap();
    never.write_all(b"GET /never HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    serving.shutdown.begin();
    // The idle connection is closed, and no request of it is lost.
    assert_eq!(serving.ended.await.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn an_unfinished_head_does_not_delay_the_end() {
    let serving = start(Duration::from_secs(60)).await;
    let mut first = TcpStream::connect(serving.address).await.unwrap();
    first.write_all(b"GET / HTTP/1.1\r\nhost: te").await.unwrap();
    let mut second = TcpStream::connect(serving.address).await.unwrap();
    second.write_all(b"GET / HTTP/1.1\r\nhost: test\r\n\r\nGET / HTTP/1.1\r\n").await.unwrap();
    second.read_exact(&mut [0; 1]).await.unwrap();
    serving.shutdown.begin();
    let ended = tokio::time::timeout(Duration::from_secs(20), serving.ended).await;
    assert_eq!(ended.expect("it ends long before `finish`").unwrap().unwrap(), 0);
}
