//! The JavaScript host in Node: `tiergate eval` of the npm package.

use crate::built::{Built, folder};
use crate::engine::{Engine, join, split};
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Node, through the npm package's command.
#[derive(Debug, Default)]
pub struct Node;

/// Returns the npm package's folder: `TIERGATE_JS`, or `js/` next to this crate. It must be built.
pub fn js() -> PathBuf {
    std::env::var_os("TIERGATE_JS").map_or_else(|| folder("../js"), PathBuf::from)
}

impl Engine for Node {
    fn name(&self) -> &'static str {
        "node"
    }

    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>> {
        let mut child = Command::new("node")
            .arg(js().join("bin/tiergate.js"))
            .arg("eval")
            .arg(&policy.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The errors of each line are not needed.
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start node")?;
        let mut input = child.stdin.take().context("no input")?;
        let lines = join(lines);
        let writer = std::thread::spawn(move || input.write_all(&lines));
        let output = child.wait_with_output()?;
        writer
            .join()
            .map_err(|_| anyhow::anyhow!("the writer panicked"))?
            .context("node reads no input: is js/ built?")?;
        ensure!(output.status.success(), "node ended with {}", output.status);
        split(output.stdout)
    }
}
