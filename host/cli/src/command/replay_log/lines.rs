//! The lines of logs of decisions.

use crate::exit::BadInput;
use crate::input;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use tiergate::{DecisionRecord, LogLine};

/// How many lines that cannot be read are named; all are counted.
const NAMED: usize = 10;

/// The decisions of some logs.
pub(super) struct Lines {
    waiting: VecDeque<(PathBuf, Box<dyn Read + Send>)>,
    open: Option<Log>,
    size: Option<u64>,
    read: u64,
    lost: u64,
    unread: u64,
    problems: Vec<String>,
}

struct Log {
    path: PathBuf,
    reader: BufReader<Box<dyn Read + Send>>,
    line: u64,
}

impl Lines {
    pub(super) fn open(logs: &[PathBuf]) -> Result<Self, BadInput> {
        let (mut waiting, mut size) = (VecDeque::new(), Some(0));
        for path in logs {
            let (reader, bytes) = input::open(path)?;
            waiting.push_back((path.clone(), reader));
            size = size.zip(bytes).map(|(sum, bytes)| sum + bytes);
        }
        let (open, read, lost, unread, problems) = (None, 0, 0, 0, Vec::new());
        Ok(Self { waiting, open, size, read, lost, unread, problems })
    }

    /// Returns the next decisions, at most `most`; an empty list is the end of the last log.
    pub(super) fn next(&mut self, most: usize) -> Result<Vec<DecisionRecord>, BadInput> {
        let (mut records, mut text) = (Vec::new(), Vec::new());
        while records.len() < most {
            let Some(log) = self.log() else { break };
            text.clear();
            let bytes = log.reader.read_until(b'\n', &mut text);
            let bytes = bytes.map_err(|error| input::bad(&log.path, &error))?;
            log.line += 1;
            self.read += bytes as u64;
            if bytes == 0 {
                self.open = None;
                continue;
            }
            match parsed(&text) {
                None => {}
                Some(Ok(LogLine::Decision(record))) => records.push(record),
                Some(Ok(LogLine::Lost(count))) => self.lost += count,
                Some(Ok(_)) => self.refuse("it is of a newer version"),
                Some(Err(problem)) => self.refuse(&problem),
            }
        }
        Ok(records)
    }

    /// Returns the log that is being read.
    fn log(&mut self) -> Option<&mut Log> {
        if self.open.is_none() {
            let (path, reader) = self.waiting.pop_front()?;
            self.open = Some(Log { path, reader: BufReader::new(reader), line: 0 });
        }
        self.open.as_mut()
    }

    fn refuse(&mut self, problem: &str) {
        self.unread += 1;
        if let Some(log) = self.open.as_ref().filter(|_| self.problems.len() < NAMED) {
            let place = Path::display(&log.path);
            self.problems.push(format!("`{place}`, line {}: {problem}", log.line));
        }
    }

    /// Returns the size of all logs in bytes; `None` if it is not known.
    pub(super) fn size(&self) -> Option<u64> {
        self.size
    }

    /// Returns how many bytes were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// Returns how many decisions the logs say are missing in them.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }

    /// Returns how many lines could not be read.
    pub(super) fn unread(&self) -> u64 {
        self.unread
    }

    /// Returns why lines could not be read, of the first ones.
    pub(super) fn problems(&self) -> impl Iterator<Item = &str> {
        self.problems.iter().map(String::as_str)
    }
}

/// Parses a line; returns `None` if it is empty.
fn parsed(text: &[u8]) -> Option<Result<LogLine, String>> {
    match std::str::from_utf8(text.trim_ascii()) {
        Ok("") => None,
        Ok(text) => Some(LogLine::parse(text).map_err(|error| error.to_string())),
        Err(error) => Some(Err(error.to_string())),
    }
}
