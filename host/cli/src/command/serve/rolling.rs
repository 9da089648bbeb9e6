//! A file that is renamed when it is full.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that is renamed when it is full: to `FILE.1`, `FILE.1` to `FILE.2`, and so on. That happens
/// when it is flushed, so that what is written between two flushes is in one file.
pub(super) struct RollingFile {
    path: PathBuf,
    file: File,
    /// How many bytes the file has.
    size: u64,
    /// From how many bytes on it is full; `None` for a pipe or a device.
    full: Option<u64>,
    /// How many full files are kept.
    kept: u32,
}

impl RollingFile {
    pub(super) fn open(path: &Path, full: u64, kept: u32) -> io::Result<Self> {
        let file = append_to(path)?;
        let metadata = file.metadata()?;
        let full = Some(full).filter(|_| metadata.is_file());
        Ok(Self { path: path.to_owned(), file, size: metadata.len(), full, kept })
    }

    /// Renames the full files, of which the oldest one is lost, and begins a new one.
    fn roll(&mut self) -> io::Result<()> {
        for number in (0..self.kept).rev() {
            match fs::rename(self.numbered(number), self.numbered(number + 1)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = append_to(&self.path)?;
        Ok(())
    }

    fn numbered(&self, number: u32) -> OsString {
        let mut path = self.path.clone().into_os_string();
        if number > 0 {
            path.push(format!(".{number}"));
        }
        path
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}

impl Write for RollingFile {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let written = self.file.write(text)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.full.is_some_and(|full| self.size >= full) {
            // If this fails, it is tried again after as many bytes more. Until then the file grows,
            // which is better than losing decisions.
            self.size = 0;
            if let Err(error) = self.roll() {
                let file = self.path.display();
                tracing::warn!(%error, %file, "the full log of decisions cannot be renamed");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails so")]

    use super::*;

    #[test]
    fn what_is_written_between_two_flushes_is_in_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "before\n").unwrap();
        let mut rolling = RollingFile::open(&path, 10, 2).unwrap();
        for batch in [["first, ", "torn\n"], ["second, ", "torn\n"], ["third, ", "torn\n"]] {
            batch.iter().for_each(|part| rolling.write_all(part.as_bytes()).unwrap());
            rolling.flush().unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).ok();
        assert_eq!(read("log.2").as_deref(), Some("second, torn\n"));
        assert_eq!(read("log.1").as_deref(), Some("third, torn\n"));
        assert_eq!((read("log").as_deref(), read("log.3")), (Some(""), None));
    }

    #[test]
    fn a_file_that_cannot_be_renamed_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::create_dir_all(folder.path().join("log.1/full")).unwrap();
        let mut rolling = RollingFile::open(&path, 4, 1).unwrap();
        for _ in 0..2 {
            rolling.write_all(b"line\n").unwrap();
            rolling.flush().unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "line\nline\n");
    }

    #[test]
    fn a_device_is_never_renamed() {
        let mut rolling = RollingFile::open(Path::new("/dev/null"), 1, 1).unwrap();
        rolling.write_all(b"line\n").unwrap();
        rolling.flush().unwrap();
        assert!(rolling.full.is_none() && !Path::new("/dev/null.1").exists());
    }
}
