//! The file of a SQLite database, which may be replaced by an older one.

use crate::sql::sqlite_stamps::Stamps;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How often to check whether a replaced file was opened again.
const POLL: Duration = Duration::from_millis(5);

/// How long to wait for that: the listener checks for a new file at least every 100 ms.
const PATIENCE: Duration = Duration::from_secs(2);

/// A file's device and number, which differ from those of a file that takes its place.
type Id = (u64, u64);

/// The file at a path, and since when it has been there.
pub(crate) struct DatabaseFile {
    path: PathBuf,
    /// How to open it for writing.
    writing: SqliteConnectOptions,
    open: Mutex<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    file: Option<Id>,
    /// The identifier of the write-ahead log next to it.
    log: Option<Id>,
    /// Connections that were opened before this have another file.
    since: Instant,
}

impl DatabaseFile {
    /// Returns the file of connections that are opened from now on; call [`note`](Self::note) once
    /// it is there.
    pub(crate) fn new(writing: &SqliteConnectOptions) -> Self {
        let open = Open { file: None, log: None, since: Instant::now() };
        let (path, writing) = (writing.get_filename().to_owned(), writing.clone());
        Self { path, writing, open: Mutex::new(open) }
    }

    /// Records which file is open.
    pub(crate) fn note(&self) {
        let (file, log) = (id(&self.path), id(&self.beside("-wal")));
        let mut open = self.open();
        (open.file, open.log) = (file, log);
    }

    /// Checks whether another file is at the path.
    pub(crate) fn is_replaced(&self) -> bool {
        let found = id(&self.path);
        found.is_some() && found != self.open().file
    }

    /// Checks whether a connection of this age has the file open that is at the path. Waits if
    /// another file has been put there that is not open yet.
    pub(crate) async fn is_of(&self, age: Duration) -> sqlx::Result<bool> {
        let start = Instant::now();
        while id(&self.path) != self.open().file {
            if start.elapsed() > PATIENCE {
                let words = format!("the file `{}` was moved or replaced", self.path.display());
                return Err(sqlx::Error::Io(std::io::Error::other(words)));
            }
            sleep(POLL).await;
        }
        Ok(age < self.open().since.elapsed())
    }

    /// Opens the file that has taken the place of the one before, for all connections from now on.
    /// Returns a connection that reads.
    pub(crate) async fn open_again(
        &self,
        reading: &SqliteConnectOptions,
    ) -> sqlx::Result<SqliteConnection> {
        tracing::warn!(path = %self.path.display(), "the store's file was replaced: opening the new one");
        // A log that was left belongs to the file before. It would be written over this one.
        let log = self.beside("-wal");
        if self.open().log.is_some_and(|old| id(&log) == Some(old)) {
            for left in [log, self.beside("-shm")] {
                // OK because it may be gone.
                let _ = std::fs::remove_file(left);
            }
        }
        // A backup need not have a log, and only a connection that writes can create one.
        let writes = self.writing.connect().await?;
        let mut reads = reading.connect().await?;
        sqlx::query("PRAGMA data_version").execute(&mut reads).await?;
        drop(writes);
        let (file, log) = (id(&self.path), id(&self.beside("-wal")));
        *self.open() = Open { file, log, since: Instant::now() };
        Ok(reads)
    }

    /// Returns the files' stamps, which differ after a write.
    pub(crate) fn stamps(&self) -> Stamps {
        Stamps::new([self.path.clone(), self.beside("-wal")])
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut path = OsString::from(&self.path);
        path.push(end);
        path.into()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
fn id(path: &std::path::Path) -> Option<Id> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// On other systems a file that is open cannot be replaced.
#[cfg(not(unix))]
fn id(path: &std::path::Path) -> Option<Id> {
    path.exists().then_some((0, 0))
}
