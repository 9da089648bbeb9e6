//! The resources that a process used, as counted by the system.

use anyhow::{Context, Result};
use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};
use std::time::Duration;

/// The resources that a process used, including those of processes that it started and waited for.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// How it ended.
    pub status: ExitStatus,
    /// The CPU time of all of them.
    pub cpu: Duration,
    /// The peak memory of the largest of them, in bytes; at least that of the caller.
    pub memory: u64,
}

impl Usage {
    /// Waits for a process to end.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    #[expect(unsafe_code, reason = "the standard library waits without asking what was used")]
    pub fn of(child: &Child) -> Result<Self> {
        let id = libc::pid_t::try_from(child.id())?;
        let mut status = 0;
        // SAFETY: a `rusage` is numbers alone, and all zeros are some.
        let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
        // SAFETY: both pointers are to values that live until the call returns.
        let waited = unsafe { libc::wait4(id, &raw mut status, 0, &raw mut usage) };
        let error = std::io::Error::last_os_error();
        (waited == id).then_some(()).with_context(|| format!("cannot wait for {id}: {error}"))?;
        let time = |it: libc::timeval| {
            Duration::from_secs(it.tv_sec.cast_unsigned())
                + Duration::from_micros(it.tv_usec.cast_unsigned())
        };
        Ok(Self {
            status: ExitStatus::from_raw(status),
            cpu: time(usage.ru_utime) + time(usage.ru_stime),
            memory: usage.ru_maxrss.cast_unsigned() << 10,
        })
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:6.2} s CPU, {:4} MB", self.cpu.as_secs_f64(), self.memory >> 20)
    }
}
