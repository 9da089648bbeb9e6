//! What the system says of a process.

use anyhow::{Context, Result};
use std::fmt;

/// A process at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// All that is resident, in KiB.
    pub(crate) resident: u64,
    /// The part of it that is of no file: the heap and the stacks.
    pub(crate) anonymous: u64,
    /// Open file descriptors.
    pub(crate) files: u64,
    pub(crate) threads: u64,
}

impl Sample {
    /// Reads `/proc` about a process.
    ///
    /// # Errors
    ///
    /// If there is no such process, or no `/proc`: Linux has one.
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

/// KiB as MiB.
pub(crate) fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
