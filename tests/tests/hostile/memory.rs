//! How much memory this process has taken.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps other tests of this process from running, so that memory and time are one's own.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What `run` gives, and by how many bytes memory grew at most while it ran; 0 where the
/// system does not tell.
pub fn growth<T>(run: impl FnOnce() -> T) -> (T, u64) {
    // 5 sets the peak back to what is in use.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = peak();
    let value = run();
    (value, peak().saturating_sub(before))
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}
