//! The server process that is under load.

use anyhow::{Context, Result, bail};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tiergate_tests::built::Built;

const SECRET: &str = "a secret of more than 32 bytes, made for this load";

/// A `tiergate serve` on SQLite with its own files. The process ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    /// The host and the port.
    pub(crate) address: String,
    /// The token of an operator.
    pub(crate) token: String,
    _kept: (Built, TempDir),
}

impl Server {
    /// Starts the command, and waits until it prints its address.
    ///
    /// # Errors
    ///
    /// If it does not start, or ends before it prints its address.
    pub(crate) fn start(program: &str) -> Result<Self> {
        let (policy, folder) = (Built::example("plans")?, tempfile::tempdir()?);
        let mut command = Command::new(program);
        command
            .arg("serve")
            .env("TIERGATE_LISTEN", "127.0.0.1:0")
            .env("TIERGATE_STORE", format!("sqlite:{}", folder.path().join("tiers.db").display()))
            .env("TIERGATE_POLICY", &policy.path)
            .env("TIERGATE_TOKEN_ALGORITHM", "hs256")
            .env("TIERGATE_TOKEN_SECRET", SECRET)
            .env("TIERGATE_TOKEN_ISSUER", "soak")
            .env("XDG_CACHE_HOME", folder.path());
        let process = command.stdout(Stdio::piped()).spawn();
        let mut process = process.with_context(|| format!("cannot run `{program}`"))?;
        let mut line = String::new();
        let stdout = process.stdout.take().context("no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let Some((_, address)) = line.trim_end().rsplit_once("http://") else {
            bail!("`{program} serve` did not print its address: `{line}`");
        };
        Ok(Self { process, address: address.to_owned(), token: token()?, _kept: (policy, folder) })
    }

    /// Returns the id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // OK because it may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn token() -> Result<String> {
    let claims = json!({
        "sub": "ann", "aud": "tiergate", "iss": "soak", "roles": ["system-admin"],
        // Longer than any run.
        "exp": tiergate::now() + 24 * 60 * 60,
    });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    Ok(jsonwebtoken::encode(&Header::default(), &claims, &key)?)
}
