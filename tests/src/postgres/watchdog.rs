//! The process between a test and its server, which outlives the test and ends the server.

use super::owner::Owner;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// A running `watchdog.sh`: it takes orders until its input ends, and then removes everything.
#[derive(Debug)]
pub(super) struct Watchdog {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: PathBuf,
}

impl Watchdog {
    /// Starts one for a server of these programs, whose cluster will be in this folder.
    pub(super) fn start(programs: &Path, folder: TempDir, owner: Option<Owner>) -> Result<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("watchdog.sh"), "tiergate-postgres"]);
        command.arg(programs).arg(folder.path()).current_dir(folder.path()).env("LC_ALL", "C");
        // In its own process group, so that a Ctrl-C at the terminal does not reach it.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
        command.stderr(File::create(folder.path().join("log"))?);
        if let Some(owner) = owner {
            owner.run(&mut command);
        }
        let mut child = command.spawn().context("cannot start sh")?;
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("no output")?);
        Ok(Self { child, orders, answers, folder: folder.keep() })
    }

    /// Returns the folder of the cluster.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sends an order, and waits until it is done.
    pub(super) fn order(&mut self, order: &str) -> Result<()> {
        let orders = self.orders.as_mut().context("no input")?;
        writeln!(orders, "{order}").context("PostgreSQL's watchdog has ended")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        if answer == "done\n" {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not {order}; its log:\n{log}")
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        // The end of its input makes it end the server.
        drop(self.orders.take());
        let _ = self.child.wait();
    }
}
