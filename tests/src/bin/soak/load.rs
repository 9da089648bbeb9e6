//! The requests of the clients, and how often they are sent.

use crate::client::Client;
use crate::server::Server;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;
use tiergate_tests::dice::Dice;

/// Enough that most have no grant at any time, and few enough that all are cached at once: the
/// cache has reached its size before the first third is over.
const TENANTS: usize = 2_000;

/// How many errors are printed as they occur; all are counted.
const SHOWN: u64 = 10;

/// Each kind of request, and its share in percent.
pub(crate) const KINDS: [(&str, u64); 6] = [
    ("check", 60),
    ("20 checks at once", 8),
    ("grant of some seconds", 12),
    ("list", 6),
    ("history", 7),
    ("explain", 7),
];

/// The requests of all clients.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    kinds: [Count; KINDS.len()],
    errors: AtomicU64,
    shown: Mutex<()>,
}

/// Requests of one kind.
#[derive(Debug, Default)]
pub(crate) struct Count {
    pub(crate) answered: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) micros: AtomicU64,
    pub(crate) slowest: AtomicU64,
}

impl Tally {
    pub(crate) fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    /// Each kind's name and count.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&'static str, &Count)> {
        KINDS.iter().map(|kind| kind.0).zip(&self.kinds)
    }

    fn count(&self, kind: usize, began: Instant, answer: Result<()>) {
        let Some(count) = self.kinds.get(kind) else { return };
        let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        count.micros.fetch_add(micros, Ordering::Relaxed);
        count.slowest.fetch_max(micros, Ordering::Relaxed);
        match answer {
            Ok(()) => drop(count.answered.fetch_add(1, Ordering::Relaxed)),
            Err(error) => {
                count.failed.fetch_add(1, Ordering::Relaxed);
                if self.errors.fetch_add(1, Ordering::Relaxed) < SHOWN {
                    let _one_at_a_time = self.shown.lock();
                    println!("error: {error:#}");
                }
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answered: u64 = self.kinds.iter().map(|it| it.answered.load(Ordering::Relaxed)).sum();
        write!(f, "{answered} answered, {} errors", self.errors())
    }
}

/// One client.
pub(crate) struct Load {
    number: usize,
    client: Client,
    dice: Dice,
}

impl Load {
    pub(crate) fn new(number: usize, address: String, token: String, dice: Dice) -> Self {
        Self { number, client: Client::new(address, token), dice }
    }

    /// Sends requests until the time is over.
    pub(crate) fn run(mut self, tally: &Tally, over: &AtomicBool) {
        let mut turn = 0;
        while !over.load(Ordering::Relaxed) {
            turn += 1;
            let kind = self.kind();
            let began = Instant::now();
            let answer = self.ask(kind, turn);
            let name = KINDS.get(kind).map_or("", |kind| kind.0);
            tally.count(
                kind,
                began,
                answer.with_context(|| format!("client {}: {name}", self.number)),
            );
        }
    }

    fn kind(&mut self) -> usize {
        let mut left = self.dice.between(1, 100);
        for (number, (_, share)) in KINDS.iter().enumerate() {
            if left <= *share {
                return number;
            }
            left -= share;
        }
        0
    }

    fn ask(&mut self, kind: usize, turn: u64) -> Result<()> {
        let tenant = tenant(self.dice.below(TENANTS));
        let feature = self.dice.pick_or(&["core", "export", "sso"], "core");
        match kind {
            0 => {
                let path = format!("/v1/tenants/{tenant}/check");
                let answer = self.send("POST", &path, None, &json!({ "feature": feature }))?;
                has(&answer, "/decision/allowed")
            }
            1 => {
                let questions: Vec<_> = (0..20)
                    .map(|_| json!({ "tenant": self::tenant(self.dice.below(TENANTS)), "feature": feature }))
                    .collect();
                let body = json!({ "questions": questions });
                has(&self.send("POST", "/v1/checks", None, &body)?, "/answers/19/decision/allowed")
            }
            2 => {
                let key = format!("soak-{}-{turn}", self.number);
                let tier = self.dice.pick_or(&["basic", "pro", "premium"], "pro");
                // So late that it does not end before a busy machine gets to it.
                let until = tiergate::now() + self.dice.between(4, 8);
                let body = json!({ "tier": tier, "until": until, "reason": "soak" });
                let path = format!("/v1/tenants/{tenant}/tier");
                has(&self.send("PUT", &path, Some(&key), &body)?, "/revision")
            }
            3 => {
                let path = format!("/v1/tenants?after={tenant}&limit=50");
                has(&self.send("GET", &path, None, &Value::Null)?, "/tenants")
            }
            4 => {
                let path = format!("/v1/tenants/{tenant}/history?limit=50");
                has(&self.send("GET", &path, None, &Value::Null)?, "/0")
            }
            _ => {
                let path = format!("/v1/tenants/{tenant}/explain/{feature}");
                has(&self.send("GET", &path, None, &Value::Null)?, "/decision")
            }
        }
    }

    fn send(&mut self, method: &str, path: &str, key: Option<&str>, body: &Value) -> Result<Value> {
        send(&mut self.client, method, path, key, body)
    }
}

/// Creates the tenants of the load.
pub(crate) fn create_tenants(server: &Server) -> Result<()> {
    let mut client = Client::new(server.address.clone(), server.token.clone());
    for number in 0..TENANTS {
        let body = json!({ "tenant": tenant(number) });
        let key = format!("create-{number}");
        send(&mut client, "POST", "/v1/tenants", Some(&key), &body)?;
    }
    Ok(())
}

fn tenant(number: usize) -> String {
    format!("tenant-{number:04}")
}

/// Returns the response's body if it is a success.
fn send(
    client: &mut Client,
    method: &str,
    path: &str,
    key: Option<&str>,
    body: &Value,
) -> Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, answer) = client.ask(method, path, key, &body)?;
    if !(200..300).contains(&status) {
        bail!("{method} {path}: {status} {answer}");
    }
    Ok(serde_json::from_str(&answer)?)
}

fn has(answer: &Value, pointer: &str) -> Result<()> {
    match answer.pointer(pointer) {
        Some(_) => Ok(()),
        None => bail!("`{pointer}` is not in {answer}"),
    }
}
