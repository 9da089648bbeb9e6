//! The JavaScript host in Chromium, under a strict Content-Security-Policy.

use crate::built::{Built, folder};
use crate::engine::{Engine, join, split};
use crate::node::js;
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Chromium, driven by `tests/browser/serve.mjs`: one process for any number of policies.
#[derive(Debug)]
pub struct Chromium {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// Lines for one policy.
#[derive(Serialize)]
struct Batch<'a> {
    policy: &'a Path,
    /// In base64, because lines need not be UTF-8.
    input: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reply {
    Output(String),
    Failed(String),
}

impl Chromium {
    /// Starts a browser: `TIERGATE_CHROMIUM`, or `/usr/bin/chromium`.
    ///
    /// # Errors
    ///
    /// If Node cannot be started.
    pub fn new() -> Result<Self> {
        let mut child = Command::new("node")
            .arg(folder("browser/serve.mjs"))
            .arg(js())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start node")?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().context("no output")?);
        Ok(Self { child, input, output })
    }
}

impl Engine for Chromium {
    fn name(&self) -> &'static str {
        "chromium"
    }

    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>> {
        let batch = Batch { policy: &policy.path, input: BASE64_STANDARD.encode(join(lines)) };
        let input = self.input.as_mut().context("no input")?;
        writeln!(input, "{}", serde_json::to_string(&batch)?)?;
        input.flush()?;
        let mut reply = String::new();
        self.output.read_line(&mut reply)?;
        match serde_json::from_str(&reply).context("the browser gave no answer")? {
            Reply::Output(output) => split(BASE64_STANDARD.decode(output)?),
            Reply::Failed(reason) => bail!("the browser: {reason}"),
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The end of its input makes it close the browser.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
