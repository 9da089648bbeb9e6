//! How a server on PostgreSQL takes 2,000 signed events a second: `cargo xtask bench` puts it in its
//! table. It takes 5 seconds, or a minute if `TIERGATE_FUZZ` is `full`.
//!
//! Prints one JSON object on each line: the name, the value and its unit. The sender and the server
//! share one machine. A latency is from the moment at which an event was to be sent.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark stops where it fails"
)]

mod sender;
mod serving;

use sender::Sent;
use serde_json::{Value, json};
use serving::Serving;
use tiergate::now;
use tiergate_tests::dice::size;
use tiergate_tests::stripe::{event, of, subscription};

/// How many events are sent a second.
const RATE: usize = 2_000;

/// How many tenants they are about: each has six events in a minute. An event costs more the more
/// there are of the same customer in four days, because each looks at all of them.
const TENANTS: usize = 20_000;

fn main() {
    // `cargo test` only sees that this runs.
    let is_tried = !std::env::args().any(|it| it == "--bench");
    let seconds = if is_tried { 1 } else { size(5, 60) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let serving = Serving::start(&tenants()).await;
        let events: Vec<Value> = (0..seconds * RATE).map(changed).collect();
        let sent = sender::send(&serving.address(), &events, RATE).await;
        report(&sent, seconds);
        let (stored, differing) = serving.found(&last(&events)).await;
        print("Stripe's events: lost", (events.len() - stored) as f64, "events");
        print(
            "Stripe's events: tenants without what the last one says",
            differing as f64,
            "tenants",
        );
        assert!(stored == events.len() && differing == 0, "{stored} of {}", events.len());
    });
}

fn tenants() -> Vec<String> {
    (0..TENANTS).map(|number| format!("t-{number}")).collect()
}

/// Returns an event: by turns a tenant buys the Pro plan, and it ends. A minute is between them.
fn changed(number: usize) -> Value {
    let (tenant, turn) = (format!("t-{}", number % TENANTS), number / TENANTS);
    let status = if turn.is_multiple_of(2) { "active" } else { "canceled" };
    let mut own = subscription(&format!("sub_{tenant}_{}", turn / 2), status, &of(&tenant));
    own["customer"] = json!(format!("cus_{tenant}"));
    let kind = if status == "active" { "created" } else { "deleted" };
    event(&format!("evt_{number}"), kind, now() - 3_600 + 60 * turn as u64, &own)
}

/// Returns the status of the last subscription of each tenant.
fn last(events: &[Value]) -> Vec<(String, bool)> {
    let from = events.len().saturating_sub(TENANTS);
    let last = events[from..].iter().map(|event| {
        let object = &event["data"]["object"];
        let tenant = object["metadata"]["tiergate_tenant"].as_str().unwrap();
        (tenant.to_owned(), object["status"] == "active")
    });
    last.collect()
}

fn report(sent: &Sent, seconds: usize) {
    let times = sent.sorted();
    let at = |part: usize| times[(times.len() - 1) * part / 1_000].as_secs_f64() * 1e9;
    let taken = times.len() as f64 / sent.took.as_secs_f64();
    print(&format!("Stripe's events, {RATE} a second for {seconds} s: taken"), taken, "a second");
    for (part, name) in [(500, "median"), (990, "p99"), (999, "p99.9"), (1_000, "longest")] {
        print(&format!("Stripe's events: {name} from its second to the answer"), at(part), "ns");
    }
    let mean = sent.rounds.iter().sum::<u64>() as f64 / sent.rounds.len().max(1) as f64;
    print("Stripe's events: refused and sent again", sent.again as f64, "events");
    print("Stripe's events: sent at once, on average", mean, "events");
}

fn print(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": value, "unit": unit }));
}
