//! Databases that are put back to an earlier state under two servers, so that numbers of events are
//! given out again.

use crate::two_servers::Other;
use sqlx::{Connection, SqliteConnection};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tiergate::{CheckError, Entitlements, Tiers};
use tiergate_store::{By, PostgresStore, SqliteStore, Store, Tenants};
use tiergate_tests::dice::size;
use tiergate_tests::{plans, postgres::Cluster};

/// A database that can lose what was written last.
trait Restorable {
    type Store: Store;

    async fn new() -> Self;
    fn address(&self) -> String;
    async fn store(&self) -> Self::Store;
    /// Keeps the state that there is now.
    async fn save(&mut self);
    /// Puts that state back.
    async fn put_back(&mut self);
}

struct Postgres {
    cluster: Cluster,
    url: String,
}

impl Restorable for Postgres {
    type Store = PostgresStore;

    async fn new() -> Self {
        let cluster = Cluster::start(&[]).unwrap();
        let url = cluster.database("put_back").await.unwrap();
        Self { cluster, url }
    }

    fn address(&self) -> String {
        self.url.clone()
    }

    async fn store(&self) -> PostgresStore {
        PostgresStore::connect(&self.url).await.unwrap()
    }

    async fn save(&mut self) {
        self.cluster.stop().unwrap();
        self.cluster.save().unwrap();
        self.cluster.start_again().unwrap();
    }

    async fn put_back(&mut self) {
        self.cluster.stop().unwrap();
        self.cluster.put_back().unwrap();
        self.cluster.start_again().unwrap();
    }
}

/// A file, put in the place of the one that servers have open.
struct Sqlite(TempDir);

impl Sqlite {
    fn file(&self) -> PathBuf {
        self.0.path().join("tiers.db")
    }

    fn backup(&self) -> PathBuf {
        self.0.path().join("backup.db")
    }
}

fn remove(path: &Path) {
    // OK because it may not be there.
    let _ = fs::remove_file(path);
}

impl Restorable for Sqlite {
    type Store = SqliteStore;

    async fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn address(&self) -> String {
        format!("sqlite:{}", self.file().display())
    }

    async fn store(&self) -> SqliteStore {
        SqliteStore::open(self.file()).await.unwrap()
    }

    async fn save(&mut self) {
        remove(&self.backup());
        let url = format!("sqlite:{}", self.file().display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let backup = self.backup().display().to_string();
        sqlx::query("VACUUM INTO $1").bind(backup).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn put_back(&mut self) {
        for end in ["-wal", "-shm"] {
            remove(&self.0.path().join(format!("tiers.db{end}")));
        }
        fs::rename(self.backup(), self.file()).unwrap();
    }
}

/// Has the database lose the last write, round by round, then be written to by one of two servers,
/// and counts the answers that are wrong a second later, or on a busy machine some more.
async fn lose_the_last_write<D: Restorable>() {
    let mut database = D::new().await;
    let store = database.store().await;
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store));
    let by = By::new("test");
    for tenant in ["acme", "other"] {
        tenants.create(tenant, None, &by).await.unwrap();
    }
    let mut other = Other::start("check", &database.address());
    if database.address().starts_with("postgres:") {
        // It cannot start while the database is stopped.
        assert!(other.ask("acme ?").starts_with("basic"));
    }
    let (rounds, mut right, mut wrong) = (size(4, 20), Vec::new(), Vec::new());
    for round in 0..rounds {
        tenants.grant("acme", "basic", None, &by).await.unwrap();
        assert_eq!(asked(&mut other, "acme = basic").await, "basic");
        database.save().await;
        let lost = written(&tenants, "acme", "premium").await;
        assert_eq!(asked(&mut other, &format!("acme {lost}")).await, "premium");
        database.put_back().await;
        // The number goes to the same tenant, or to another, by this server or by the other.
        let (tenant, here) = (["acme", "other"][round / 2 % 2], round % 2 == 0);
        let again = if here {
            written(&tenants, tenant, "pro").await
        } else {
            asked(&mut other, &format!("{tenant} + pro")).await.parse().unwrap()
        };
        assert_eq!(again, lost, "the number is given out again, or this shows nothing");
        let expected = if tenant == "acme" { "pro" } else { "basic" };
        let good = [expected.to_owned(), format!("{expected} current"), expected.to_owned()];
        let start = Instant::now();
        tokio::time::sleep(Duration::from_secs(1)).await;
        loop {
            let tiers = tenants.tiers();
            let [now, at_least] = [tiers.entitlements("acme"), tiers.at_least("acme", lost)];
            let tier = |it: Result<Entitlements, CheckError>| {
                it.map_or_else(|error| error.to_string(), |it| it.tier().to_owned())
            };
            let found = [tier(now.await), other.ask("acme ?"), tier(at_least.await)];
            if found == good {
                right.push(start.elapsed());
                break;
            }
            if start.elapsed() > Duration::from_secs(20) {
                wrong.push((round, found, good));
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // So that it changes in the next round.
        tenants.grant("other", "basic", None, &by).await.unwrap();
    }
    right.sort();
    println!("{rounds} rounds: {} wrong, right after {right:?}", wrong.len());
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(right[right.len() / 2] <= Duration::from_secs(2), "{right:?}");
}

/// Grants a tier, as soon as the database takes writes again.
async fn written<S: Store>(tenants: &Tenants<S>, tenant: &str, tier: &str) -> u64 {
    for _ in 0..100 {
        match tenants.grant(tenant, tier, None, &By::new("test")).await {
            Ok(written) => {
                assert!(written.changed);
                return written.revision;
            }
            Err(error) => println!("not yet: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it takes no writes");
}

/// Asks the other process, as soon as its database answers.
async fn asked(other: &mut Other, line: &str) -> String {
    for _ in 0..100 {
        match other.ask(line) {
            error if error.starts_with("error: ") => println!("not yet at the other: {error}"),
            answer => return answer,
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("`{line}` is not answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_that_lost_the_last_write_is_read_again() {
    lose_the_last_write::<Postgres>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_lost_the_last_write_is_read_again() {
    lose_the_last_write::<Sqlite>().await;
}
