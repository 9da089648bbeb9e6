//! A line to a database whose host can vanish: it then answers nothing, not even that it is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// The line. It lasts as long as the runtime.
pub struct VanishingLine {
    url: String,
    /// How often the host has vanished or come back: odd while it is gone. What was connected
    /// before it vanished is never answered again.
    era: Arc<AtomicU64>,
}

impl VanishingLine {
    /// Opens a line to the database of a URL.
    pub async fn to(url: &str) -> Self {
        let (before, rest) = url.split_once('@').unwrap();
        let (database, path) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        let line = Self { url: format!("{before}@{own}/{path}"), era: Arc::default() };
        let (era, database) = (Arc::clone(&line.era), database.to_owned());
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                let far = TcpStream::connect(&database).await.unwrap();
                join(near, far, &era);
            }
        });
        line
    }

    /// The URL of the database at the end of the line.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lets the host vanish.
    pub fn vanish(&self) {
        assert!(self.era.fetch_add(1, Ordering::SeqCst).is_multiple_of(2));
    }

    /// Lets it come back: it answers new connections, and none of before.
    pub fn come_back(&self) {
        assert!(!self.era.fetch_add(1, Ordering::SeqCst).is_multiple_of(2));
    }
}

fn join(near: TcpStream, far: TcpStream, era: &Arc<AtomicU64>) {
    let (from_near, to_near) = near.into_split();
    let (from_far, to_far) = far.into_split();
    tokio::spawn(carry(from_near, to_far, Arc::clone(era)));
    tokio::spawn(carry(from_far, to_near, Arc::clone(era)));
}

/// Carries bytes until the host vanishes, and swallows them from then on. The connection stays open.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, era: Arc<AtomicU64>) {
    let begun = era.load(Ordering::SeqCst);
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let is_there = begun.is_multiple_of(2) && era.load(Ordering::SeqCst) == begun;
        if is_there && to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
    if era.load(Ordering::SeqCst) != begun {
        std::future::pending::<()>().await;
    }
}
