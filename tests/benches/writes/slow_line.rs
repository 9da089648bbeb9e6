//! A line to a database on which all bytes arrive later, as over a distance.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The line: threads, because their sleep is exact, and a runtime's timers are not.
pub struct SlowLine {
    url: String,
}

impl SlowLine {
    /// Opens a line to the database of a URL. Bytes arrive after the delay in each direction, in
    /// their order and as many at a time as are sent: what is under way does not wait for what
    /// was sent before it. The line lasts as long as the process.
    pub fn to(url: &str, delay: Duration) -> Self {
        let (before, rest) = url.split_once('@').unwrap();
        let (database, path) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap();
        let line = Self { url: format!("{before}@{own}/{path}") };
        let database = database.to_owned();
        thread::spawn(move || {
            for near in listener.incoming() {
                join(near.unwrap(), TcpStream::connect(&database).unwrap(), delay);
            }
        });
        line
    }

    /// The URL of the database at the end of the line.
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn join(near: TcpStream, far: TcpStream, delay: Duration) {
    for (from, to) in [(&near, &far), (&far, &near)] {
        // What is slow is to be the line alone.
        to.set_nodelay(true).unwrap();
        let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        let (sender, receiver) = channel();
        thread::spawn(move || take(from, delay, &sender));
        thread::spawn(move || deliver(to, &receiver));
    }
}

/// Bytes, and when they arrive.
type Piece = (Instant, Vec<u8>);

fn take(mut from: TcpStream, delay: Duration, pieces: &Sender<Piece>) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if pieces.send((Instant::now() + delay, buffer[..count].to_vec())).is_err() {
            return;
        }
    }
}

fn deliver(mut to: TcpStream, pieces: &Receiver<Piece>) {
    while let Ok((moment, bytes)) = pieces.recv() {
        thread::sleep(moment.saturating_duration_since(Instant::now()));
        if to.write_all(&bytes).is_err() {
            return;
        }
    }
    // OK because the other side may be gone already.
    let _ = to.shutdown(Shutdown::Both);
}
