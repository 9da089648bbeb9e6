//! The thread that writes the log.

use crate::clock;
use crate::record::decided::Decided;
use crate::record::json;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::thread;
use std::time::Duration;

/// How long the writer sleeps if nothing waits. It is not woken, because waking a thread takes longer
/// than a check.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// How long the writer sleeps if writing failed. Decisions wait meanwhile, or are dropped.
const RETRY: Duration = Duration::from_secs(1);

/// How many bytes are written at once.
const AT_ONCE: usize = 64 << 10;

/// What the writer receives.
pub(crate) enum Message {
    Decision(Decided),
    /// Asks to report when everything before this is written.
    Flush(SyncSender<()>),
}

/// How many decisions there were.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) recorded: AtomicU64,
    pub(crate) dropped: AtomicU64,
    pub(crate) failed: AtomicU64,
}

/// Writes all decisions, until nobody is left who could record any.
pub(crate) fn write_all(waiting: &Receiver<Message>, to: impl Write, counters: &Counters) {
    let mut output = Output { to, counters, said: 0, is_torn: false };
    let mut batch = Batch::default();
    loop {
        let is_idle = match waiting.try_recv() {
            Ok(Message::Decision(decision)) => {
                json::decision(&mut batch.text, &decision);
                batch.decisions += 1;
                if batch.text.len() < AT_ONCE {
                    continue;
                }
                false
            }
            Ok(Message::Flush(done)) => {
                batch.flushed.push(done);
                false
            }
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Disconnected) => {
                output.write(&mut batch);
                return;
            }
        };
        if !output.write(&mut batch) {
            thread::sleep(RETRY);
        } else if is_idle {
            thread::sleep(PAUSE);
        }
    }
}

/// Lines to write.
#[derive(Default)]
struct Batch {
    text: Vec<u8>,
    decisions: u64,
    /// Who waits until this is written.
    flushed: Vec<SyncSender<()>>,
}

/// What the log is written to.
struct Output<'a, W> {
    to: W,
    counters: &'a Counters,
    /// How many lost decisions the log has reported.
    said: u64,
    /// Whether the last line may be incomplete, because writing failed.
    is_torn: bool,
}

impl<W: Write> Output<'_, W> {
    /// Writes a batch, after a line about decisions that were lost before it, and empties it.
    /// Returns whether all of it was written; the lines that were not are lost.
    fn write(&mut self, batch: &mut Batch) -> bool {
        let Counters { recorded, dropped, failed } = self.counters;
        let lost = dropped.load(Ordering::Relaxed) + failed.load(Ordering::Relaxed);
        let (lines, is_written) = self.write_lines(lost, &batch.text);
        recorded.fetch_add(lines, Ordering::Relaxed);
        failed.fetch_add(batch.decisions.saturating_sub(lines), Ordering::Relaxed);
        for done in batch.flushed.drain(..).filter(|_| is_written) {
            // OK because nobody may be waiting any more.
            let _ = done.send(());
        }
        batch.text.clear();
        batch.decisions = 0;
        is_written
    }

    /// Writes lines. Returns how many of them are in the log, and whether all are.
    fn write_lines(&mut self, lost: u64, text: &[u8]) -> (u64, bool) {
        let mut all = Vec::new();
        if lost > self.said {
            json::lost(&mut all, clock::now(), lost - self.said);
        }
        if all.is_empty() && text.is_empty() {
            return (0, true);
        }
        if self.is_torn {
            all.insert(0, b'\n');
        }
        let start = all.len();
        all.extend_from_slice(text);
        let taken = take(&mut self.to, &all);
        // A file that is full is renamed now, also if this failed, which may make room.
        let is_flushed = self.to.flush().is_ok();
        let is_written = is_flushed && taken == all.len();
        self.is_torn = !is_written;
        // A line is there even if only its line feed is missing, with which the next write begins.
        let there = if is_flushed { taken + 1 } else { 1 };
        if there >= start {
            self.said = lost;
        }
        let lines = all.iter().take(there).skip(start).filter(|byte| **byte == b'\n').count();
        (lines as u64, is_written)
    }
}

/// Writes a text. Returns how many of its bytes were taken: all, unless writing failed.
fn take(to: &mut impl Write, text: &[u8]) -> usize {
    let mut taken = 0;
    while let Some(rest) = text.get(taken..).filter(|rest| !rest.is_empty()) {
        match to.write(rest) {
            Ok(0) => break,
            Ok(bytes) => taken += bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    taken
}
