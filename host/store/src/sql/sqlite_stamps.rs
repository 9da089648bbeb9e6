//! Whether a database was written to, as the file system has it: to look there costs some 5 µs of CPU
//! time, and to ask SQLite some 150.

use std::fs::metadata;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How long after a write another one may leave the same time: clocks of file systems tick at least
/// every 10 ms.
const TICK: Duration = Duration::from_millis(100);

/// A file's size, and when it was written last.
type Stamp = (u64, SystemTime);

/// What was found of a database's file and its log.
pub(crate) struct Stamps {
    files: [PathBuf; 2],
    /// What was found last, unless a write may still leave the same.
    seen: Option<[Option<Stamp>; 2]>,
}

impl Stamps {
    /// Creates the stamps of two files, of which nothing was found yet.
    pub(crate) fn new(files: [PathBuf; 2]) -> Self {
        Self { files, seen: None }
    }

    /// Checks whether either file may have been written to since the last call.
    pub(crate) fn may_differ(&mut self) -> bool {
        let found = self.files.each_ref().map(|path| {
            let file = metadata(path).ok()?;
            Some((file.len(), file.modified().ok()?))
        });
        let now = SystemTime::now();
        let is_old = |&(_, at): &Stamp| now.duration_since(at).is_ok_and(|age| age > TICK);
        let before = self.seen.take();
        if found.iter().flatten().all(is_old) {
            self.seen = Some(found);
        }
        before != Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{OpenOptions, write};

    #[test]
    fn what_is_written_differs_and_what_is_old_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["db", "db-wal"].map(|name| folder.path().join(name));
        write(&files[0], "one").unwrap();
        let mut stamps = Stamps::new(files.clone());
        for _ in 0..3 {
            assert!(stamps.may_differ(), "a write may still leave the same time");
        }
        let hour_ago = SystemTime::now() - Duration::from_secs(3_600);
        let set = |path| OpenOptions::new().append(true).open(path).unwrap().set_modified(hour_ago);
        set(&files[0]).unwrap();
        assert!(stamps.may_differ());
        assert!(!stamps.may_differ());
        write(&files[1], "log").unwrap();
        assert!(stamps.may_differ(), "a log is new");
        set(&files[1]).unwrap();
        assert!(stamps.may_differ());
        assert!(!stamps.may_differ());
        // The same size again.
        write(&files[1], "gol").unwrap();
        assert!(stamps.may_differ());
    }
}
