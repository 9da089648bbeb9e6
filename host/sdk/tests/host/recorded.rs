//! Decisions are recorded as they were answered, and recording never delays a check.

use super::{NOW, on, policy};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tiergate::{
    Changes, CheckError, DecisionLog, Facts, FactsError, Limit, LogLine, MemoryFacts, Reason,
    RecordedAnswer, RecordedQuestion, StoredFacts, Tiers,
};

/// How long a test waits for the writer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A text that grows, and can be read meanwhile.
#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Text {
    fn lines(&self) -> Vec<LogLine> {
        let bytes = self.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().filter(|it| !it.is_empty()).map(|it| LogLine::parse(it).unwrap()).collect()
    }

    fn lost(&self) -> u64 {
        let lost = |line| if let LogLine::Lost(count) = line { count } else { 0 };
        self.lines().into_iter().map(lost).sum()
    }
}

impl Write for Text {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn tiers(log: &DecisionLog) -> Tiers<MemoryFacts> {
    let facts = MemoryFacts::new();
    facts.put("acme", on("pro"));
    let tiers = Tiers::builder(policy(), facts).edition("cloud").decision_log(log.clone());
    tiers.clock(|| NOW).build()
}

#[tokio::test]
async fn each_decision_is_one_line_as_it_was_answered() {
    let text = Text::default();
    let log = DecisionLog::new(text.clone()).unwrap();
    let tiers = tiers(&log);
    assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    assert!(tiers.require("acme", "ai").await.is_err());
    assert!(tiers.check_cap("acme", "notes", 99, 1).await.unwrap().allowed);
    assert!(tiers.require_cap("acme", "notes", 100, 1).await.is_err());
    let acme = tiers.entitlements("acme").await.unwrap();
    // Callers make up names, of any length.
    for made_up in ["exprot".to_owned(), "ann@example.org ".repeat(60_000)] {
        assert_eq!(acme.feature(&made_up).reason, Reason::UnknownFeature);
        assert!(!tiers.check("acme", &made_up).await.unwrap().allowed);
        assert!(tiers.check_cap("acme", &made_up, 0, 1).await.is_err());
    }
    // What only shows what a tenant may do, and what has no answer, is not recorded either.
    assert!(acme.peek_feature("sync").allowed && acme.features().count() == 8);
    assert!(matches!(acme.check_cap("note", 0, 1), Err(CheckError::UnknownCap(_))));
    assert!(tiers.check("nobody", "sync").await.is_err());

    assert!(log.flush(PATIENCE));
    let digest = tiers.policy().digest()[..16].to_owned();
    let feature = |id: &str, allowed, reason| {
        (RecordedQuestion::Feature(id.to_owned()), RecordedAnswer::Feature { allowed, reason })
    };
    let cap = |used, allowed, warn| {
        let limit = Limit::AtMost(100);
        let question = RecordedQuestion::Cap { cap: "notes".to_owned(), used, amount: 1 };
        (question, RecordedAnswer::Cap { allowed, limit, warn })
    };
    let expected = [
        feature("sync", true, Reason::Tier("pro".to_owned())),
        feature("ai", false, Reason::NotIncluded),
        cap(99, true, false),
        cap(100, false, true),
    ];
    let lines = text.lines();
    assert_eq!(lines.len(), expected.len(), "{lines:?}");
    for (line, (question, answer)) in lines.into_iter().zip(expected) {
        let LogLine::Decision(record) = line else { panic!("{line:?}") };
        assert_eq!((record.at, record.tenant.as_str(), record.revision), (NOW, "acme", 1));
        assert_eq!(record.identity, 0, "memory has none");
        assert_eq!((record.policy.as_str(), record.edition.as_deref()), (&*digest, Some("cloud")));
        assert_eq!(question.answer(&acme).unwrap(), answer);
        assert_eq!((record.question, record.answer), (question, answer));
    }
    let counts = log.counts();
    assert_eq!((counts.recorded, counts.dropped, counts.failed), (4, 0, 0));
    let bytes = text.0.lock().unwrap().len();
    assert!(bytes / 4 < 170, "a decision takes {} bytes", bytes / 4);
}

#[test]
fn a_record_is_written_as_it_was_read() {
    for line in [
        r#"{"at":7,"tenant":"a\"\nü","revision":3,"policy":"5f08","edition":"cloud","feature":"x","allowed":false,"reason":{"requires":"y"}}"#,
        r#"{"at":7,"tenant":"a","revision":3,"policy":"5f08","cap":"c","used":1,"amount":2,"allowed":true,"limit":"unlimited"}"#,
        r#"{"at":7,"tenant":"a","revision":3,"policy":"5f08","cap":"c","used":9,"amount":2,"allowed":true,"limit":{"at-most":11},"warn":true}"#,
        r#"{"at":7,"tenant":"a","revision":3,"identity":"7fffffffffffffff","policy":"5f08","feature":"x","allowed":true,"reason":{"tier":"y"}}"#,
    ] {
        let LogLine::Decision(record) = LogLine::parse(line).unwrap() else { panic!("{line}") };
        assert_eq!(serde_json::to_string(&record).unwrap(), line);
    }
    for (line, problem) in [
        ("", "EOF while parsing a value"),
        ("{\"at\":7,\"tenant\":\"acme\",\"rev", "EOF while parsing a string"),
        (
            r#"{"at":7,"tenant":"a","revision":3,"policy":"5f08","allowed":true}"#,
            "it needs `feature`",
        ),
        (
            r#"{"at":7,"tenant":"a","revision":3,"identity":"x","policy":"5f08","allowed":true}"#,
            "`identity` is not hexadecimal",
        ),
        (r#"{"at":7,"who":"ann"}"#, "unknown field `who`"),
        ("[1]", "invalid"),
    ] {
        let error = LogLine::parse(line).unwrap_err().to_string();
        assert!(error.contains(problem), "{line}: {error}");
    }
}

/// Output that does not take anything until it is told to.
struct Stuck(Receiver<()>, Text);

impl Write for Stuck {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        // Once the sender is gone, everything is taken.
        let _ = self.0.recv();
        self.1.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_stuck_log_delays_no_check_and_says_what_is_missing() {
    let ((release, stuck), text) = (channel(), Text::default());
    let log = DecisionLog::new(Stuck(stuck, text.clone())).unwrap();
    let tiers = tiers(&log);
    let asked = 200_000;
    let began = Instant::now();
    for _ in 0..asked {
        assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    }
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    let dropped = log.counts().dropped;
    assert!((1..asked - 60_000).contains(&dropped), "{dropped}");
    assert!(!log.flush(Duration::from_millis(100)));

    drop(release);
    assert!(log.flush(PATIENCE));
    assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    assert!(log.flush(PATIENCE));
    let counts = log.counts();
    assert_eq!((counts.dropped, counts.failed), (dropped, 0));
    assert_eq!(counts.recorded + dropped, asked + 1);
    assert_eq!(text.lost(), dropped);
    let decisions = text.lines().iter().filter(|it| matches!(it, LogLine::Decision(_))).count();
    assert_eq!(decisions as u64, counts.recorded);
}

/// Output that has room for so many bytes, and then fails.
struct Full(Arc<AtomicUsize>, Text);

impl Write for Full {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let bytes = text.len().min(self.0.load(Ordering::SeqCst));
        self.0.fetch_sub(bytes, Ordering::SeqCst);
        match bytes {
            0 => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => self.1.write(text.split_at(bytes).0),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes of a line of these tests.
async fn length() -> usize {
    let text = Text::default();
    let log = DecisionLog::new(text.clone()).unwrap();
    assert!(tiers(&log).check("acme", "sync").await.unwrap().allowed);
    assert!(log.flush(PATIENCE));
    text.0.lock().unwrap().len()
}

#[tokio::test]
async fn what_a_full_disk_does_not_take_is_counted_and_said() {
    let line = length().await;
    // Within a line, at its end, and before its line feed, without which it is readable, too.
    for (room, whole) in [(3 * line + 20, 3), (3 * line, 3), (4 * line - 1, 4), (1, 0)] {
        let (left, text) = (Arc::new(AtomicUsize::new(room)), Text::default());
        let log = DecisionLog::new(Full(Arc::clone(&left), text.clone())).unwrap();
        let tiers = tiers(&log);
        for _ in 0..10 {
            assert!(tiers.check("acme", "sync").await.unwrap().allowed);
        }
        let began = Instant::now();
        while log.counts().failed < 10 - whole && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
        left.store(1_000_000, Ordering::SeqCst);
        assert!(!tiers.check("acme", "ai").await.unwrap().allowed);
        assert!(log.flush(PATIENCE));
        let counts = log.counts();
        assert_eq!((counts.recorded, counts.failed), (whole + 1, 10 - whole), "{room} bytes");
        let all = String::from_utf8(text.0.lock().unwrap().clone()).unwrap();
        // What there is of a line is on a line of its own.
        let parsed: Vec<_> = all.lines().flat_map(LogLine::parse).collect();
        let lost = parsed.iter().find(|it| matches!(it, LogLine::Lost(_)));
        assert_eq!(lost, Some(&LogLine::Lost(counts.failed)), "{all}");
        let decisions = parsed.iter().filter(|it| matches!(it, LogLine::Decision(_)));
        assert_eq!(decisions.count() as u64, counts.recorded, "{all}");
        let Some(LogLine::Decision(record)) = parsed.last() else { panic!("{all}") };
        assert_eq!(record.question.id(), "ai", "{all}");
    }
}

/// Facts of a store that is restored before each read, and then has other events with the same
/// numbers, and the same facts.
#[derive(Default)]
struct Restored(AtomicU64);

impl Facts for Restored {
    async fn read(&self, _: &str) -> Result<Option<StoredFacts>, FactsError> {
        let identity = self.0.fetch_add(1, Ordering::SeqCst) + (1 << 62);
        let facts = Arc::new(on("pro").into());
        Ok(Some(StoredFacts { facts, revision: 1, identity, policy: None }))
    }

    fn watch(&self, _: Changes) {}

    fn keep_for(&self) -> Option<Duration> {
        Some(Duration::ZERO)
    }
}

#[tokio::test]
async fn the_identity_of_a_revision_is_recorded() {
    let text = Text::default();
    let log = DecisionLog::new(text.clone()).unwrap();
    let tiers = Tiers::builder(policy(), Restored::default()).decision_log(log.clone()).build();
    for _ in 0..2 {
        assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    }
    assert!(log.flush(PATIENCE));
    let identity = |line| match line {
        LogLine::Decision(record) => (record.revision, record.identity),
        line => panic!("{line:?}"),
    };
    let identities: Vec<_> = text.lines().into_iter().map(identity).collect();
    assert_eq!(identities, [(1, 1 << 62), (1, (1 << 62) + 1)]);
}

#[tokio::test]
async fn the_thread_ends_with_the_last_handle() {
    struct Told(std::sync::mpsc::Sender<()>);
    impl Write for Told {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            Ok(text.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl Drop for Told {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let (told, ended) = channel();
    let log = DecisionLog::new(Told(told)).unwrap();
    let tiers = tiers(&log);
    assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    drop((log, tiers));
    ended.recv_timeout(PATIENCE).unwrap();
}
