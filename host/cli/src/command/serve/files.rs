//! The limit of files that the process may have open: each connection is one.

/// How many files may be open in addition to connections: those of the store, the log and the
/// listeners.
#[cfg(unix)]
const OTHERS: u64 = 256;

/// Raises the process's own limit of open files to have room for `connections`. Logs a warning if
/// the system does not allow it.
#[cfg(unix)]
pub(super) fn allow(connections: usize) {
    let wanted = (connections as u64).saturating_add(OTHERS);
    let allowed = rlimit::increase_nofile_limit(wanted);
    match allowed {
        Ok(allowed) if allowed >= wanted => {}
        Ok(allowed) => tracing::warn!(
            allowed,
            wanted,
            "the system allows fewer open files than --max-connections needs: raise the hard \
             `ulimit -n`, or lower --max-connections"
        ),
        Err(error) => tracing::warn!(%error, wanted, "the limit of open files cannot be raised"),
    }
}

#[cfg(not(unix))]
pub(super) fn allow(_: usize) {}
