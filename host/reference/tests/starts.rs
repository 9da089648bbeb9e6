//! Tests that the reference server starts. Its decisions are tested together with
//! `tiergate serve`, in `host/cli/tests/serve/reference.rs`, which runs the program that cargo
//! builds for this test.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test that cannot go on fails so")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // OK because it ends with the test anyway.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_stranger_is_answered_401_at_a_gate() {
    let facts = std::env::temp_dir().join(format!("tiergate-reference-{}", std::process::id()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_reference"));
    command.env("TIERGATE_LISTEN", "127.0.0.1:0").stdout(Stdio::piped());
    command.env("TIERGATE_STORE", format!("sqlite:{}", facts.display()));
    let mut server = Running(command.spawn().unwrap());
    let mut line = String::new();
    // Kept to the end, so that the server can continue to print.
    let mut output = BufReader::new(server.0.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("the help desk is on http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /billing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    for ending in ["", "-shm", "-wal"] {
        // OK because it is in the temporary folder.
        let _ = std::fs::remove_file(format!("{}{ending}", facts.display()));
    }
}
