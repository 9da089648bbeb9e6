//! The sender of events, at a steady rate whatever the answers.

use reqwest::Client;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_tests::stripe::{HEADER, SECRET, signature};
use tokio::task::JoinSet;

/// How long it waits before it sends a refused event again. Stripe waits for longer.
const PAUSE: Duration = Duration::from_secs(15);

/// How many events it sends together.
const TOGETHER: usize = 20;

/// What sending took.
pub struct Sent {
    /// From the first event to the last answer.
    pub took: Duration,
    /// How long each event took, from the moment at which it was to be sent.
    times: Vec<Duration>,
    /// How many were refused, and sent again.
    pub again: u64,
    /// How many waited for their answers, each time that some were sent.
    pub rounds: Vec<u64>,
}

impl Sent {
    /// Returns how long the events took, the shortest time first.
    pub fn sorted(&self) -> Vec<Duration> {
        let mut times = self.times.clone();
        times.sort();
        times
    }
}

/// Sends each event until it is acknowledged, so many a second.
pub async fn send(address: &str, events: &[Value], rate: usize) -> Sent {
    // OK because another may have been there first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().pool_max_idle_per_host(512).build().unwrap();
    let url = format!("http://{address}/webhooks/stripe");
    let (again, open) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (mut sending, mut rounds) = (JoinSet::new(), Vec::new());
    let began = Instant::now();
    for (turn, some) in (0_u32..).zip(events.chunks(TOGETHER)) {
        let due = began + Duration::from_secs_f64(TOGETHER as f64 / rate as f64) * turn;
        tokio::time::sleep_until(due.into()).await;
        rounds.push(open.fetch_add(some.len() as u64, Ordering::Relaxed));
        for event in some {
            let (client, url, body) = (client.clone(), url.clone(), event.to_string());
            let (again, open) = (Arc::clone(&again), Arc::clone(&open));
            sending.spawn(async move {
                while !is_taken(&client, &url, &body).await {
                    again.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(PAUSE).await;
                }
                open.fetch_sub(1, Ordering::Relaxed);
                due.elapsed()
            });
        }
    }
    let times = sending.join_all().await;
    let again = again.load(Ordering::Relaxed);
    Sent { took: began.elapsed(), times, again, rounds }
}

async fn is_taken(client: &Client, url: &str, body: &str) -> bool {
    let header = signature(body, now(), SECRET).unwrap();
    let request = client.post(url).header(HEADER, header).body(body.to_owned());
    request.send().await.is_ok_and(|answer| answer.status().is_success())
}
