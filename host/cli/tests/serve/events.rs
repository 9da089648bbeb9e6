//! Helpers: Stripe's events, sent to servers that may be killed at any time.

use crate::server::{Server, serve};
use serde_json::Value;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;
use tiergate::{Policy, Tiers, now};
use tiergate_store::{By, Change, PostgresStore, Store, Tenants};
use tiergate_tests::built::Built;
use tiergate_tests::stripe::{HEADER, SECRET, event, of, signature, subscription};

/// Starts a server of this database that takes Stripe's events.
pub fn start(url: &str, policy: &Built, folder: &Path) -> Server {
    let mut command = serve(folder);
    command.env("TIERGATE_STORE", url).env("TIERGATE_POLICY", &policy.path);
    Server::start(command.env("TIERGATE_STRIPE_SECRET", SECRET))
}

/// Returns a database's tenants, of whom the first ones have these names.
pub async fn tenants(url: &str, policy: &Built, names: &[String]) -> Tenants<PostgresStore> {
    let store = PostgresStore::connect(url).await.unwrap();
    let policy = Policy::from_bytes(&policy.file).unwrap();
    let tenants = Tenants::new(Tiers::new(policy, store));
    let creation = tenants.creation(None, true).unwrap();
    let all = names.iter().map(|name| (name.clone(), creation.clone())).collect();
    tenants.store().write_many(all, &By::new("test")).await.unwrap();
    tenants
}

/// Returns the event that a tenant bought the Pro plan.
pub fn bought(tenant: &str) -> Value {
    let own = subscription(&format!("sub_{tenant}"), "active", &of(tenant));
    event(&format!("evt_{tenant}"), "created", now(), &own)
}

/// Sends a signed event, and returns the status of the answer.
pub fn send(address: &str, event: &Value) -> io::Result<u16> {
    let body = event.to_string();
    let header = signature(&body, now(), SECRET).map_err(io::Error::other)?;
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(
        stream,
        "POST /webhooks/stripe HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{HEADER}: {header}\
         \r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "there is no answer"))
}

/// Sends events at once, over so many connections, and returns those that were acknowledged.
pub fn send_all(address: &str, events: &[Value], connections: usize) -> Vec<Value> {
    let chunk = events.len().div_ceil(connections).max(1);
    std::thread::scope(|scope| {
        let sent = |some: &[Value]| -> Vec<Value> {
            let taken = some.iter().filter(|it| send(address, it).is_ok_and(|it| it == 200));
            taken.cloned().collect()
        };
        let threads: Vec<_> =
            events.chunks(chunk).map(|some| scope.spawn(move || sent(some))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// How many lines about billing a tenant's history has.
pub async fn bills(store: &PostgresStore, tenant: &str) -> usize {
    let history = store.history(tenant, None, 1_000).await.unwrap();
    history.iter().filter(|it| matches!(it.change, Change::Bill { .. })).count()
}
