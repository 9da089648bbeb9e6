//! SIGTERM under load: whoever was let in gets a whole answer.

use crate::server::{Server, operator};
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

const CLIENTS: usize = 64;
const TIMES: usize = 10;

/// What came of the requests.
#[derive(Debug, Default)]
struct Tally {
    answered: AtomicU64,
    /// Of those, the ones whose connection was to end with the answer.
    closing: AtomicU64,
    /// Nothing was sent, because nobody listened any more.
    refused: AtomicU64,
    /// A request was sent and not answered.
    cut_off: AtomicU64,
    /// Why, the first time.
    why: std::sync::Mutex<Option<Error>>,
}

/// How a client asks.
#[derive(Clone, Copy)]
struct Manner {
    /// On one connection, as long as the server keeps it.
    keeps: bool,
    /// The body comes some time after the head.
    slow: bool,
}

struct Client<'a> {
    address: &'a str,
    token: &'a str,
    manner: Manner,
    tally: &'a Tally,
}

impl Client<'_> {
    /// Asks until nobody listens any more.
    fn run(&self, over: &AtomicBool) {
        while !over.load(Relaxed) {
            match TcpStream::connect(self.address) {
                Ok(stream) => self.ask_on(stream, over),
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    self.tally.refused.fetch_add(1, Relaxed);
                    return;
                }
                // The kernel is out of something, and nothing was sent.
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    fn ask_on(&self, stream: TcpStream, over: &AtomicBool) {
        let mut stream = BufReader::new(stream);
        while !over.load(Relaxed) {
            match self.ask(&mut stream) {
                Ok(closes) => {
                    self.tally.answered.fetch_add(1, Relaxed);
                    self.tally.closing.fetch_add(u64::from(closes), Relaxed);
                    if closes || !self.manner.keeps {
                        return;
                    }
                }
                Err(error) => {
                    self.tally.cut_off.fetch_add(1, Relaxed);
                    self.tally.why.lock().unwrap().get_or_insert(error);
                    return;
                }
            }
        }
    }

    /// Whether the connection ends with the answer.
    fn ask(&self, stream: &mut BufReader<TcpStream>) -> Result<bool> {
        let body = br#"{"questions":[{"tenant":"acme","feature":"export"}]}"#;
        let head = format!(
            "POST /v1/checks HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.token,
            body.len()
        );
        if self.manner.slow {
            stream.get_mut().write_all(head.as_bytes())?;
            std::thread::sleep(Duration::from_millis(300));
            stream.get_mut().write_all(body)?;
        } else {
            stream.get_mut().write_all(&[head.as_bytes(), body].concat())?;
        }
        read_answer(stream)
    }
}

/// Reads a whole answer; says whether the connection ends with it.
fn read_answer(stream: &mut BufReader<TcpStream>) -> Result<bool> {
    let (mut length, mut closes, mut line) = (0, false, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end().to_ascii_lowercase();
        assert!(!line.starts_with("http/") || line == "http/1.1 200 ok", "{line}");
        match line.split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(("connection", value)) => closes = value == "close",
            _ if line.is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    assert!(body.ends_with(b"}"));
    Ok(closes)
}

#[test]
fn asked_twice_it_ends_at_once() {
    let server = Server::with(&["--drain", "600"]);
    server.terminate();
    // Both are heard: two at one moment are one signal.
    while !server.is_ending() {
        std::thread::sleep(Duration::from_millis(20));
    }
    server.terminate();
    assert_eq!(server.ended().0, Some(1));
}

#[test]
fn no_request_is_cut_off() {
    let _alone = crate::alone();
    let token = operator();
    for time in 1..=TIMES {
        let server = Server::with(&["--drain", "1"]);
        let (tally, over) = (Tally::default(), AtomicBool::new(false));
        let address = server.address.clone();
        let (code, output) = std::thread::scope(|scope| {
            for number in 0..CLIENTS {
                let manner = Manner { keeps: number % 2 == 0, slow: number % 8 < 2 };
                let client = Client { address: &address, token: &token, manner, tally: &tally };
                let over = &over;
                scope.spawn(move || client.run(over));
            }
            std::thread::sleep(Duration::from_millis(300));
            server.terminate();
            let ended = server.ended();
            // Those who are waiting for an answer get none any more; nobody is refused now.
            std::thread::sleep(Duration::from_millis(100));
            over.store(true, Relaxed);
            ended
        });
        println!("{time}: exit {code:?}, {tally:?}");
        assert_eq!(code, Some(0), "{output}");
        assert_eq!(tally.cut_off.into_inner(), 0, "{:?}", tally.why);
        assert!(tally.answered.into_inner() > 100);
        assert!(tally.closing.into_inner() >= CLIENTS as u64 / 2);
    }
}
