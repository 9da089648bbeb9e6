//! A server as a process, on a PostgreSQL of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tiergate::{Policy, Tiers};
use tiergate_store::{By, PostgresStore, Tenants, sqlx};
use tiergate_tests::built::Built;
use tiergate_tests::postgres::Cluster;
use tiergate_tests::stripe::SECRET;

/// A server, and its database.
pub struct Serving {
    process: Child,
    line: String,
    tenants: Tenants<PostgresStore>,
    _kept: (Cluster, Built, TempDir),
}

impl Serving {
    /// Starts a server for these tenants.
    pub async fn start(names: &[String]) -> Self {
        let cluster = Cluster::start(&[]).unwrap();
        let url = cluster.database("events").await.unwrap();
        let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
        let store = PostgresStore::connect(&url).await.unwrap();
        let tiers = Tiers::new(Policy::from_bytes(&policy.file).unwrap(), store);
        let tenants = Tenants::new(tiers);
        let creation = tenants.creation(None, true).unwrap();
        tenants.write_many(names, creation, &By::new("bench")).await.unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_tiergate"))
            .arg("serve")
            .env("TIERGATE_LISTEN", "127.0.0.1:0")
            .env("TIERGATE_STORE", &url)
            .env("TIERGATE_POLICY", &policy.path)
            .env("TIERGATE_TOKEN_ALGORITHM", "hs256")
            .env("TIERGATE_TOKEN_SECRET", "a secret of more than 32 bytes, for this benchmark")
            .env("TIERGATE_TOKEN_ISSUER", "bench")
            .env("TIERGATE_STRIPE_SECRET", SECRET)
            .env("XDG_CACHE_HOME", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, line, tenants, _kept: (cluster, policy, folder) }
    }

    /// Returns the host and the port.
    pub fn address(&self) -> String {
        self.line.trim_end().rsplit("http://").next().unwrap().to_owned()
    }

    /// Returns how many events are stored, and how many tenants do not have what their last event
    /// says: whether it gives the Pro plan.
    pub async fn found(&self, last: &[(String, bool)]) -> (usize, usize) {
        let store = self.tenants.store();
        let count = sqlx::query_scalar("SELECT count(*) FROM tiergate_billing_events");
        let count: i64 = count.fetch_one(store.pool()).await.unwrap();
        let mut differing = 0;
        for (tenant, has_plan) in last {
            let tier = self.tenants.tiers().resolve(tenant).await.unwrap().tier;
            differing += usize::from((tier == "pro") != *has_plan);
        }
        (usize::try_from(count).unwrap(), differing)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
