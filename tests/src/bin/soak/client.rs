//! A client that keeps one connection for all of its requests.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longer than any response may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client with one connection, which is reopened if the server closes it.
pub(crate) struct Client {
    address: String,
    token: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    /// Returns a client of the server at this address, with a bearer token.
    pub(crate) fn new(address: String, token: String) -> Self {
        Self { address, token, stream: None }
    }

    /// Sends a request, and reads the response: its status and body.
    ///
    /// # Errors
    ///
    /// If there is no complete response.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &str,
    ) -> Result<(u16, String)> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(&self.address)?,
        };
        let key = key.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: soak\r\nauthorization: Bearer {}\r\n{key}\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let answer = read(&mut stream)?;
        if !answer.closes {
            self.stream = Some(stream);
        }
        Ok((answer.status, answer.body))
    }
}

fn connect(address: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

struct Answer {
    status: u16,
    body: String,
    closes: bool,
}

fn read(stream: &mut BufReader<TcpStream>) -> Result<Answer> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("`{}` is not a status line", line.trim_end()))?;
    let (mut length, mut closes) = (None, false);
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            bail!("the connection ended in the head of an answer");
        }
        let header = line.trim_end().to_ascii_lowercase();
        match header.split_once(": ") {
            Some(("content-length", value)) => length = Some(value.parse()?),
            Some(("connection", value)) => closes = value == "close",
            _ if header.is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length.context("the answer has no length")?];
    stream.read_exact(&mut body)?;
    Ok(Answer { status, body: String::from_utf8(body)?, closes })
}
