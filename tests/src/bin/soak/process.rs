//! The system's information about a process.

use anyhow::{Context, Result};
use std::fmt;

/// The state of a process at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Its resident memory, in KiB.
    pub(crate) resident: u64,
    /// The part of the memory that does not belong to a file: the heap and the stacks.
    pub(crate) anonymous: u64,
    /// Open file descriptors.
    pub(crate) files: u64,
    pub(crate) threads: u64,
}

impl Sample {
    /// Reads the state of a process from `/proc`.
    ///
    /// # Errors
    ///
    /// If there is no such process, or no `/proc`, which only Linux has.
    pub(crate) fn of(process: u32) -> Result<Self> {
        let path = format!("/proc/{process}/status");
        let status =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            number.with_context(|| format!("{path} has no {name}"))
        };
        let files = std::fs::read_dir(format!("/proc/{process}/fd"))?.count() as u64;
        Ok(Self {
            resident: field("VmRSS")?,
            anonymous: field("RssAnon")?,
            files,
            threads: field("Threads")?,
        })
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resident, anonymous, files, threads } = self;
        let (resident, anonymous) = (mib(*resident), mib(*anonymous));
        write!(f, "{resident:.1} MiB ({anonymous:.1} of no file), {files} files, {threads} threads")
    }
}

/// Converts KiB to MiB.
pub(crate) fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
