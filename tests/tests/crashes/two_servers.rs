//! Two processes on one PostgreSQL: what one writes, the other sees.

use sqlx::{Executor, PgPool};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use tiergate::Tiers;
use tiergate_store::{By, PostgresStore, SqliteStore, Store, Tenants};
use tiergate_tests::dice::size;
use tiergate_tests::{plans, postgres::Cluster};

const TIERS: [&str; 3] = ["basic", "pro", "premium"];

/// The other process, which checks.
pub(crate) struct Other {
    process: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Other {
    pub(crate) fn start(command: &str, url: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tenants"))
            .args([command, url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let ask = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, ask, answers }
    }

    pub(crate) fn ask(&mut self, line: &str) -> String {
        self.tell(line);
        self.answer()
    }

    /// Sends a line, which may be answered later.
    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.ask, "{line}").unwrap();
    }

    /// Waits for the next answer.
    pub(crate) fn answer(&mut self) -> String {
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }
}

impl Other {
    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn setting() -> (Cluster, String, Tenants<PostgresStore>) {
    let cluster = Cluster::start(&[]).unwrap();
    let url = cluster.database("two").await.unwrap();
    let store = PostgresStore::connect(&url).await.unwrap();
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store));
    tenants.create("acme", None, &By::new("test")).await.unwrap();
    (cluster, url, tenants)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_is_never_answered_by_what_was_before() {
    let (_cluster, url, tenants) = setting().await;
    let mut other = Other::start("check", &url);
    let by = By::new("test");
    let (pairs, start) = (size(10_000, 10_000), Instant::now());
    let mut stale = 0;
    for tier in TIERS.iter().cycle().take(pairs) {
        let written = tenants.grant("acme", tier, None, &by).await.unwrap();
        stale += usize::from(other.ask(&format!("acme {}", written.revision)) != *tier);
    }
    println!(
        "{pairs} grants, each checked in the other process: {stale} stale, {:?}",
        start.elapsed()
    );
    assert_eq!(stale, 0);
}

/// How long it takes until the other process sees a grant without being told its revision.
async fn delays<S: Store>(tenants: &Tenants<S>, other: &mut Other, grants: usize) -> Vec<Duration> {
    let mut delays = Vec::new();
    for tier in TIERS.iter().cycle().take(grants) {
        tenants.grant("acme", tier, None, &By::new("test")).await.unwrap();
        let start = Instant::now();
        assert_eq!(other.ask(&format!("acme = {tier}")), *tier);
        delays.push(start.elapsed());
    }
    delays.sort();
    delays
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_seen_within_two_seconds_also_with_notifications_lost() {
    let (_cluster, url, tenants) = setting().await;
    let mut other = Other::start("check", &url);
    other.ask("acme = basic");
    let heard = delays(&tenants, &mut other, 200).await;
    let pool = PgPool::connect(&url).await.unwrap();
    let deaf = tokio::spawn(async move {
        loop {
            // Ends every connection that listens: what is told meanwhile is lost.
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE query LIKE 'LISTEN%' OR query LIKE '%tiergate\"'";
            pool.execute(sql).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let unheard = delays(&tenants, &mut other, 20).await;
    deaf.abort();
    let (most, quick) = ([heard[199], unheard[19]], [heard[50], unheard[5]]);
    println!(
        "seen elsewhere after {quick:?} by a quarter, {most:?} at most: heard of, and not heard of"
    );
    // A busy machine may stop a process for longer.
    assert!(heard[180].max(unheard[18]) <= Duration::from_secs(2), "{heard:?} {unheard:?}");
    assert!(most[0].max(most[1]) <= Duration::from_secs(20), "{most:?}");
    assert!(quick[1] > quick[0], "the notifications were not lost: this shows nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_in_one_file_is_seen_by_another_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tiers.db");
    let store = SqliteStore::open(&file).await.unwrap();
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store));
    tenants.create("acme", None, &By::new("test")).await.unwrap();
    let mut other = Other::start("check", &format!("sqlite:{}", file.display()));
    other.ask("acme = basic");
    let took = delays(&tenants, &mut other, 200).await;
    println!("seen by another process on the same file after {:?} at most", took[199]);
    assert!(took[180] <= Duration::from_secs(2), "{took:?}");
}
