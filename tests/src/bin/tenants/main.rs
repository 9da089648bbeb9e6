//! Another process on the same store, for tests that kill it or that compare what two see.
//!
//! `tenants grant STORE` grants one tier after another, and prints `TENANT REVISION TIER` for
//! each grant that was acknowledged. With the fault `early` as the third argument it prints this
//! before it commits.
//!
//! `tenants check STORE` answers each line `TENANT REVISION` of its input with the tenant's tier
//! by facts of at least that revision, and each line `TENANT = TIER` once a check gives that tier.
//! It answers `TENANT ?` with the tier and whether it is `stale` or `current`. For `TENANT + TIER`
//! it grants the tier, and answers with the revision.
//!
//! `tenants hold STORE` begins a write at the first line of its input and answers `written`; at the
//! second line it commits, and answers `committed` or `lost`.
//!
//! `tenants follow STORE` checks continuously, by the store's active policy. It answers each line
//! `TENANT DIGEST` of its input once a check is decided by that policy, and the line `count` with
//! how many checks there were, how many failed, and how many mixed two policies.

mod follow;

use anyhow::{Context, Result, bail};
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Duration;
use tiergate::Tiers;
use tiergate_store::{Backend, By, Change, PostgresStore, SqlStore, SqliteStore, Store, Tenants};
use tiergate_tests::plans;

const TIERS: [&str; 3] = ["basic", "pro", "premium"];

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (command, store, early) = match arguments.as_slice() {
        [command, store] => (*command, *store, false),
        [command, store, "early"] => (*command, *store, true),
        _ => bail!("usage: tenants grant|check|hold|follow STORE [early]"),
    };
    match store.strip_prefix("sqlite:") {
        Some(path) => run(command, SqliteStore::open(path).await?, early).await,
        None => run(command, PostgresStore::connect(store).await?, early).await,
    }
}

async fn run<DB: Backend>(command: &str, store: SqlStore<DB>, early: bool) -> Result<()> {
    match command {
        "grant" if early => grant_early(store).await,
        "grant" => grant(store).await,
        "check" => check(store).await,
        "hold" => hold(store).await,
        "follow" => follow::run(store).await,
        other => bail!("there is no command `{other}`"),
    }
}

/// Prints what was acknowledged, in one write.
fn acknowledge(tenant: &str, revision: u64, tier: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(format!("{tenant} {revision} {tier}\n").as_bytes())?;
    Ok(out.flush()?)
}

async fn grant<DB: Backend>(store: SqlStore<DB>) -> Result<()> {
    let tenants = Tenants::new(Tiers::new(plans::without_trial()?, store));
    let by = By::new("granting");
    for tier in TIERS.iter().cycle() {
        let written = tenants.grant("acme", tier, None, &by).await?;
        acknowledge("acme", written.revision, tier)?;
    }
    Ok(())
}

/// The planted fault: a write that is acknowledged before it is committed.
async fn grant_early<DB: Backend>(store: SqlStore<DB>) -> Result<()> {
    let by = By::new("granting");
    for tier in TIERS.iter().cycle() {
        let change = Change::Grant { tier: (*tier).to_owned(), expires_at: None };
        let mut transaction = store.begin().await?;
        let written = SqlStore::<DB>::write_in(&mut transaction, "acme", change, &by).await?;
        acknowledge("acme", written.revision, tier)?;
        tokio::time::sleep(Duration::from_millis(2)).await;
        transaction.commit().await?;
    }
    Ok(())
}

async fn hold<DB: Backend>(store: SqlStore<DB>) -> Result<()> {
    let mut lines = stdin().lock().lines();
    lines.next().context("a line begins the write")??;
    let mut transaction = store.begin().await?;
    let change = Change::Grant { tier: "premium".to_owned(), expires_at: None };
    SqlStore::<DB>::write_in(&mut transaction, "acme", change, &By::new("holding")).await?;
    println!("written");
    lines.next().context("a line ends the write")??;
    println!("{}", if transaction.commit().await.is_ok() { "committed" } else { "lost" });
    Ok(())
}

async fn check<S: Store>(store: S) -> Result<()> {
    let tenants = Tenants::new(Tiers::new(plans::without_trial()?, store));
    for line in stdin().lock().lines() {
        let line = line?;
        let (tenant, wanted) = line.split_once(' ').context("a line is TENANT REVISION")?;
        match answer(&tenants, tenant, wanted).await {
            Ok(answer) => println!("{answer}"),
            Err(error) => println!("error: {error:#}"),
        }
    }
    Ok(())
}

async fn answer<S: Store>(tenants: &Tenants<S>, tenant: &str, wanted: &str) -> Result<String> {
    let tiers = tenants.tiers();
    if let Some(tier) = wanted.strip_prefix("= ") {
        while tiers.resolve(tenant).await?.tier != tier {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        return Ok(tier.to_owned());
    }
    if let Some(tier) = wanted.strip_prefix("+ ") {
        let written = tenants.grant(tenant, tier, None, &By::new("checking")).await?;
        return Ok(written.revision.to_string());
    }
    if wanted == "?" {
        let entitlements = tiers.entitlements(tenant).await?;
        let age = if entitlements.is_stale() { "stale" } else { "current" };
        return Ok(format!("{} {age}", entitlements.tier()));
    }
    Ok(tiers.at_least(tenant, wanted.parse()?).await?.tier().to_owned())
}
