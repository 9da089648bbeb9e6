//! How many files the process may have open: each connection is one.

/// How many files are open next to connections: the store's, the log's, the listeners'.
#[cfg(unix)]
const OTHERS: u64 = 256;

/// Raises the process's own limit of open files so that there is room for these connections; warns
/// if the system does not allow it.
#[cfg(unix)]
pub(super) fn allow(connections: usize) {
    let wanted = (connections as u64).saturating_add(OTHERS);
    let allowed = rlimit::increase_nofile_limit(wanted);
    match allowed {
        Ok(allowed) if allowed >= wanted => {}
        Ok(allowed) => tracing::warn!(
            allowed,
            wanted,
            "the system allows fewer open files than --max-connections takes: raise the hard \
             `ulimit -n`, or lower --max-connections"
        ),
        Err(error) => tracing::warn!(%error, wanted, "the limit of open files cannot be raised"),
    }
}

#[cfg(not(unix))]
pub(super) fn allow(_: usize) {}
