//! Clients that hold connections without a token: those that do not read, whose bodies trickle,
//! whose heads do not end. Another client is answered, and the server stays small.

use crate::server::{Server, operator, token};
use serde_json::json;
use socket2::{Domain, Socket, Type};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tiergate_tests::dice::size;

/// How much more memory the server may take: 100 MB.
const GROWTH: u64 = 100_000;

/// The attacker's sockets: four times as many as the server has connections do not read, and the
/// others come on top.
struct Attack {
    unread: usize,
    trickling: usize,
    headless: usize,
}

impl Attack {
    fn new() -> Self {
        let (unread, trickling, headless) = (size(256, 8_192), size(64, 1_024), size(32, 500));
        Self { unread, trickling, headless }
    }
}

#[test]
fn who_holds_connections_keeps_nobody_out() {
    let _alone = crate::alone();
    let attack = Attack::new();
    // At full size, what it has by default.
    let connections = (attack.unread / 4).to_string();
    let server = Server::with(&["--max-connections", &connections]);
    assert_eq!(server.ask("POST", "/v1/tenants", &json!({ "tenant": "acme" })).0, 201);
    let (_, checked) = check(&server);
    let file = format!("/policies/{}.wasm", checked["digest"].as_str().unwrap());
    let before = memory(&server);
    let (over, mut most, mut slowest, mut asked) = (AtomicBool::new(false), before, 0, 0);
    std::thread::scope(|scope| {
        let held = scope.spawn(|| hold(&server, &attack, &file, &over));
        // Half a minute is as long as one that does not read may stay.
        let time = Duration::from_secs(size(8, 40) as u64);
        let began = Instant::now();
        while began.elapsed() < time {
            let one = Instant::now();
            let (status, answer) = check(&server);
            assert_eq!(status, 200, "{answer}");
            slowest = slowest.max(one.elapsed().as_millis());
            asked += 1;
            most = most.max(memory(&server));
            std::thread::sleep(Duration::from_millis(20));
        }
        over.store(true, Ordering::Relaxed);
        let held = held.join().unwrap();
        println!(
            "{held} sockets held; {asked} checks answered, the slowest in {slowest} ms; \
             memory {before} kB before, {most} kB at most: {} kB more",
            most - before
        );
        assert_eq!(held, attack.unread + attack.trickling + attack.headless);
    });
    assert!(asked > 0);
    assert!(most - before < GROWTH, "memory grew by {} kB", most - before);
}

#[test]
fn bodies_in_tiny_chunks_take_no_more_memory_than_others() {
    let _alone = crate::alone();
    let server = Server::with(&["--body-timeout", "600"]);
    let body = "1\r\nx\r\n".repeat(60_000);
    let head = "POST /v1/checks HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n";
    let before = memory(&server);
    let sockets = std::array::from_fn::<_, 24, _>(|_| {
        let mut socket = TcpStream::connect(&server.address).unwrap();
        socket.write_all([head, &body].concat().as_bytes()).unwrap();
        socket
    });
    // What is in the system's buffers is read within this time.
    std::thread::sleep(Duration::from_secs(5));
    let more = memory(&server).saturating_sub(before);
    // Each is 60 KB of data: as frames of one byte it would take some 4 MB.
    assert!(more < 24_000, "{more} kB more for {} bodies", sockets.len());
}

/// Holds all of the attacker's sockets until it is over: how many it had.
fn hold(server: &Server, attack: &Attack, file: &str, over: &AtomicBool) -> usize {
    let address: SocketAddr = server.address.parse().unwrap();
    // Some 200 answers of a file: more than the system's buffers take.
    let unread = format!("GET {file} HTTP/1.1\r\nhost: test\r\n\r\n").repeat(200);
    let trickling = format!(
        "POST /v1/checks HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{",
        token(Some("acme"), &[])
    );
    let headless = format!("GET / HTTP/1.1\r\nhost: test\r\nx-long: {}", "x".repeat(30_000));
    let mut held = Vec::new();
    for (count, bytes) in
        [(attack.unread, &unread), (attack.trickling, &trickling), (attack.headless, &headless)]
    {
        held.extend((0..count).filter_map(|_| connect(address, bytes)));
    }
    let count = held.len();
    // A body goes on by a byte now and then.
    while !over.load(Ordering::Relaxed) {
        for socket in held.iter_mut().skip(attack.unread).take(attack.trickling) {
            // OK because the server may have closed it.
            let _ = socket.write(b" ");
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    count
}

/// A socket with a small receive window that has sent this.
fn connect(address: SocketAddr, bytes: &str) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    socket.connect_timeout(&address.into(), Duration::from_secs(60)).unwrap();
    let mut stream = TcpStream::from(socket);
    stream.set_nonblocking(true).unwrap();
    // OK because what the server does not read any more is the attacker's loss.
    let _ = stream.write(bytes.as_bytes());
    Some(stream)
}

/// One check on a new connection: the status and the answer.
fn check(server: &Server) -> (u16, serde_json::Value) {
    let body = r#"{"feature":"core"}"#;
    let stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut stream = BufReader::new(stream);
    let head = format!(
        "POST /v1/tenants/acme/check HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
         authorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        operator(),
        body.len()
    );
    stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).expect("an answer").parse().unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    let body = rest.split_once("\r\n\r\n").unwrap().1;
    (status, serde_json::from_str(body).unwrap())
}

/// The server's resident memory in kB.
fn memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
