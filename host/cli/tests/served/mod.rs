//! `tiergate serve` as a process, on SQLite and the example policy `plans`.

use jsonwebtoken::{EncodingKey, Header, get_current_timestamp};
use serde_json::json;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tiergate_tests::built::Built;

pub const SECRET: &str = "a secret of more than 32 bytes, made for this test";

pub struct Served {
    pub process: Child,
    pub address: String,
    /// All that is written, there until the process ends.
    output: Option<[JoinHandle<String>; 2]>,
    _policy: Built,
    pub folder: TempDir,
}

impl Served {
    /// With arguments beside those that every server needs.
    pub fn start<A: AsRef<OsStr>>(arguments: &[A]) -> Self {
        Self::start_with(|command| {
            command
                .args(arguments)
                .env("TIERGATE_TOKEN_SECRET", SECRET)
                .env("TIERGATE_TOKEN_ALGORITHM", "hs256")
        })
    }

    /// The same with tokens of another kind.
    pub fn start_with(prepare: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--token-issuer", "test", "--policy"])
            .arg(&policy.path)
            .env("TIERGATE_STORE", format!("sqlite:{}", folder.path().join("tiers.db").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = prepare(&mut command).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut stderr = process.stderr.take().unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit("http://").next().unwrap().to_owned();
        let output = [
            std::thread::spawn(move || std::io::read_to_string(stdout).unwrap() + &line),
            std::thread::spawn(move || {
                let mut text = String::new();
                stderr.read_to_string(&mut text).unwrap();
                text
            }),
        ];
        Self { process, address, output: Some(output), _policy: policy, folder }
    }

    /// The token of an operator.
    pub fn token() -> String {
        let claims = json!({
            "sub": "ann", "aud": "tiergate", "iss": "test", "roles": ["system-admin"],
            "exp": get_current_timestamp() + 600,
        });
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap()
    }

    pub fn terminate(&self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Whether it says that it is not ready any more.
    pub fn is_ending(&self) -> bool {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET /readyz HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").unwrap();
        std::io::read_to_string(stream).unwrap().starts_with("HTTP/1.1 503")
    }

    /// Waits for its end: the exit code, and all that it wrote.
    pub fn ended(mut self) -> (Option<i32>, String) {
        let code = self.process.wait().unwrap().code();
        let output = self.output.take().unwrap().map(|thread| thread.join().unwrap());
        (code, output.concat())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
