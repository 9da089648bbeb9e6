//! A process that grants in a loop, killed with SIGKILL.

use crate::acknowledged::{Acknowledged, Found};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;
use tiergate::Tiers;
use tiergate_store::{Backend, By, PostgresStore, SqlStore, SqliteStore, Tenants};
use tiergate_tests::dice::{Dice, seed};
use tiergate_tests::{plans, postgres::fresh_database};

const KILLS: usize = 100;

/// Kills the process, so many times or until something acknowledged is lost.
async fn kill<DB: Backend>(
    address: &str,
    fault: Option<&str>,
    // Opened for each look, so that the process that is killed is alone with its files.
    open: impl AsyncFn() -> SqlStore<DB>,
) -> Found {
    let tiers = Tiers::new(plans::without_trial().unwrap(), open().await);
    Tenants::new(tiers).create("acme", None, &By::new("test")).await.unwrap();
    let mut dice = Dice::new(seed(address).unwrap());
    let mut acknowledged = Acknowledged::default();
    for kills in 1..=KILLS {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tenants"))
            .args(["grant", address])
            .args(fault)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = process.stdout.take().unwrap();
        // Time to start comes before the first grant; then it is killed at any moment.
        let mut first = [0; 1];
        out.read_exact(&mut first).unwrap();
        tokio::time::sleep(Duration::from_micros(dice.between(0, 60_000))).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        let text = format!("{}{rest}", char::from(first[0]));
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().for_each(|line| acknowledged.line(line));
        if fault.is_some() || kills % 10 == 0 {
            let found = acknowledged.find(&open().await).await;
            println!("{kills} kills: {found:?}");
            if found.lost > 0 {
                return found;
            }
        }
    }
    acknowledged.find(&open().await).await
}

async fn kill_in_sqlite(fault: Option<&str>) -> Found {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiers.db");
    let address = format!("sqlite:{}", path.display());
    kill(&address, fault, async || SqliteStore::open(&path).await.unwrap()).await
}

async fn kill_in_postgres(fault: Option<&str>) -> Found {
    let url = fresh_database().await.unwrap();
    kill(&url, fault, async || PostgresStore::connect(&url).await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_loses_nothing_that_was_acknowledged() {
    let found = kill_in_sqlite(None).await;
    assert!(found.lost == 0 && found.acknowledged > KILLS, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_loses_nothing_that_was_acknowledged() {
    let found = kill_in_postgres(None).await;
    assert!(found.lost == 0 && found.acknowledged > KILLS, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledging_too_early_is_caught() {
    assert!(kill_in_sqlite(Some("early")).await.lost > 0);
    assert!(kill_in_postgres(Some("early")).await.lost > 0);
}
