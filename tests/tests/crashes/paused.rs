//! A server that is stopped for a while, and goes on as if no time had passed.

use crate::two_servers::Other;
use std::process::Command;
use std::time::Duration;
use tiergate::Tiers;
use tiergate_store::{By, SqliteStore, Tenants};
use tiergate_tests::dice::size;
use tiergate_tests::plans;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_stopped_leaves_no_old_facts_unmarked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tiers.db");
    let store = SqliteStore::open(&file).await.unwrap();
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store));
    tenants.create("acme", None, &By::new("test")).await.unwrap();
    let mut other = Other::start("check", &format!("sqlite:{}", file.display()));
    other.ask("acme = basic");
    let (pauses, mut marked) = (size(3, 12), 0);
    for tier in ["pro", "basic"].iter().cycle().take(pauses) {
        other.signal("-STOP");
        tenants.grant("acme", tier, None, &By::new("test")).await.unwrap();
        // Longer than facts are current after they were confirmed.
        tokio::time::sleep(tiergate::CURRENT_FOR + Duration::from_millis(200)).await;
        other.tell("acme ?");
        other.signal("-CONT");
        let answer = other.answer();
        assert!(answer.ends_with(" stale") || answer == format!("{tier} current"), "{answer}");
        marked += usize::from(answer.ends_with(" stale"));
        other.ask(&format!("acme = {tier}"));
    }
    println!("{pauses} pauses, {marked} first answers marked as stale, the others were new");
}

impl Other {
    pub(crate) fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.id().to_string()]).status().unwrap();
        assert!(status.success());
    }
}
