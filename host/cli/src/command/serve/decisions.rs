//! The log of decisions.

use super::rolling::RollingFile;
use crate::command::store_address;
use crate::input;
use anyhow::Result;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiergate::DecisionLog;

/// How long the end of the process waits until the log is written.
const PATIENCE: Duration = Duration::from_secs(5);

/// The log of decisions.
#[derive(clap::Args)]
pub(super) struct Decisions {
    /// A file to record each decision in, as one line of JSON; - for standard output. Defaults to
    /// none. `tiergate replay` answers what it has again. A check never waits for it: what cannot
    /// be written in time is dropped and counted. A feature or a cap that the policy does not have is
    /// not recorded.
    #[arg(long = "decision-log", env = "TIERGATE_DECISION_LOG", value_name = "FILE")]
    #[arg(id = "decision_log", value_parser = store_address::path)]
    file: Option<PathBuf>,
    /// At which size the file is renamed to FILE.1, FILE.1 to FILE.2, and so on: 100 MiB have some
    /// 600,000 decisions.
    #[arg(long = "decision-log-size", env = "TIERGATE_DECISION_LOG_SIZE", value_name = "MIB")]
    #[arg(id = "decision_log_size", default_value_t = 100)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    size: u64,
    /// How many full files are kept; the oldest one is deleted.
    #[arg(long = "decision-log-files", env = "TIERGATE_DECISION_LOG_FILES", value_name = "COUNT")]
    #[arg(id = "decision_log_files", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=10_000))]
    files: u32,
}

impl Decisions {
    /// Returns whether standard output is the log.
    pub(super) fn is_output(&self) -> bool {
        self.file.as_deref() == Some(Path::new("-"))
    }

    /// Opens the log; returns `None` if none is wanted.
    pub(super) fn open(&self) -> Result<Option<DecisionLog>> {
        let Some(file) = self.file.as_deref().filter(|it| !it.as_os_str().is_empty()) else {
            return Ok(None);
        };
        if self.is_output() {
            return Ok(Some(DecisionLog::new(Reported::new(io::stdout()))?));
        }
        let bad = |error: io::Error| input::bad(file, &error);
        let mut opened = RollingFile::open(file, self.size << 20, self.files).map_err(bad)?;
        if ends_within_a_line(file).map_err(bad)? {
            opened.write_all(b"\n").map_err(bad)?;
        }
        Ok(Some(DecisionLog::new(Reported::new(opened))?))
    }
}

/// Waits until the log is written, when the process ends.
pub(super) fn finish(log: &DecisionLog) {
    if !log.flush(PATIENCE) {
        tracing::warn!("the last decisions could not be written to the log of decisions");
    }
}

/// Returns whether a file's last line is incomplete, because a server was killed while it wrote.
fn ends_within_a_line(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    // A pipe or a device has no end to look at.
    if !file.metadata()?.is_file() || file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Output whose failures are logged: the first one, and that it works again.
struct Reported<W> {
    to: W,
    is_failing: bool,
}

impl<W> Reported<W> {
    fn new(to: W) -> Self {
        Self { to, is_failing: false }
    }

    fn report<T>(&mut self, written: io::Result<T>) -> io::Result<T> {
        match &written {
            Err(error) if !self.is_failing => {
                tracing::error!(%error, "decisions cannot be recorded, and are lost");
            }
            Ok(_) if self.is_failing => tracing::info!("decisions are recorded again"),
            _ => {}
        }
        self.is_failing = written.is_err();
        written
    }
}

impl<W: Write> Write for Reported<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let written = self.to.write(text);
        self.report(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // What could not be written is not there after a flush that succeeds.
        self.to.flush().or_else(|error| self.report(Err(error)))
    }
}
