//! Checks continuously while policies are activated.

use anyhow::{Context, Result};
use std::collections::HashMap;
use std::io::{BufRead, stdin};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tiergate::{CapState, Entitlements, Tiers};
use tiergate_store::{Backend, SqlStore};

/// How many tasks check at the same time.
const TASKS: usize = 8;

/// The outcomes of all checks.
#[derive(Default)]
struct Counts {
    checks: u64,
    failed: u64,
    mixed: u64,
    /// The answer of each policy, by its digest.
    answers: HashMap<String, String>,
}

pub(crate) async fn run<DB: Backend>(store: SqlStore<DB>) -> Result<()> {
    let policy = store.active_policy().await?.context("no policy is active")?;
    let tiers = Tiers::builder(policy, store).follow().build();
    let counts = Arc::<Mutex<Counts>>::default();
    for _ in 0..TASKS {
        tokio::spawn(check(tiers.clone(), Arc::clone(&counts)));
    }
    for line in stdin().lock().lines() {
        let line = line?;
        let answer = match line.split_once(' ') {
            Some((tenant, digest)) => {
                while tiers.entitlements(tenant).await?.policy().digest() != digest {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                digest.to_owned()
            }
            None => {
                let counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
                format!("{} {} {}", counts.checks, counts.failed, counts.mixed)
            }
        };
        println!("{answer}");
    }
    Ok(())
}

async fn check<DB: Backend>(tiers: Tiers<SqlStore<DB>>, counts: Arc<Mutex<Counts>>) {
    loop {
        let answer = tiers.entitlements("acme").await;
        counts.lock().unwrap_or_else(PoisonError::into_inner).add(answer.ok());
        tokio::task::yield_now().await;
    }
}

impl Counts {
    /// Counts an answer; `None` if the check failed.
    fn add(&mut self, answer: Option<Entitlements>) {
        self.checks += 1;
        let Some(answer) = answer else {
            self.failed += 1;
            return;
        };
        let (digest, said) = (answer.policy().digest().to_owned(), said(&answer));
        let known = self.answers.entry(digest).or_insert_with(|| said.clone());
        self.mixed += u64::from(*known != said);
    }
}

/// Describes everything that the tenant may do.
fn said(answer: &Entitlements) -> String {
    let allowed = answer.features().filter(|it| it.allowed).map(|it| it.feature.as_str());
    let allowed: Vec<_> = allowed.collect();
    let caps: Vec<&CapState> = answer.caps().collect();
    let version = &answer.policy().catalog().version;
    format!("{version} {} {allowed:?} {caps:?}", answer.tier())
}
