//! Puts `tiergate serve` under mixed load for several minutes, and watches the process:
//! `soak PROGRAM MINUTES`, which `cargo xtask soak` runs.
//!
//! Eight clients check, grant for a few seconds, list, read histories and explain, as fast as they
//! get responses. It prints a line every ten seconds and two tables at the end. It fails if there
//! was an error, or if the process had more memory, file descriptors or threads in the last third
//! of the time than in the second.

mod client;
mod load;
mod process;
mod report;
mod server;

use anyhow::{Context, Result, bail};
use load::Tally;
use process::Sample;
use server::Server;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tiergate_tests::dice::{Dice, seed};

/// As many as the target requires, and more than this machine's cores, so that requests overlap.
const CLIENTS: usize = 8;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, minutes] = arguments.as_slice() else { bail!("usage: soak PROGRAM MINUTES") };
    let minutes: u64 = minutes.parse().with_context(|| format!("`{minutes}` is not a number"))?;
    if minutes == 0 {
        bail!("give a number of minutes from 1");
    }
    let mut dice = Dice::new(seed("soak")?);
    let server = Server::start(program)?;
    load::create_tenants(&server)?;
    let (tally, over) = (Arc::new(Tally::default()), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (address, token) = (server.address.clone(), server.token.clone());
            let client = load::Load::new(number, address, token, Dice::new(dice.seed()));
            let (tally, over) = (Arc::clone(&tally), Arc::clone(&over));
            std::thread::spawn(move || client.run(&tally, &over))
        })
        .collect();
    let samples = watch(&server, &tally, Duration::from_secs(minutes * 60));
    over.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().map_err(|_| anyhow::anyhow!("a client panicked"))?;
    }
    report::print(&samples?, &tally)
}

/// Samples the process every second, and prints every tenth sample.
fn watch(server: &Server, tally: &Tally, time: Duration) -> Result<Vec<Sample>> {
    let (began, mut samples) = (Instant::now(), Vec::new());
    while began.elapsed() < time {
        std::thread::sleep(Duration::from_secs(1));
        let sample = Sample::of(server.id())?;
        if samples.len() % 10 == 9 {
            println!("{:>5} s: {sample}, {tally}", began.elapsed().as_secs());
        }
        samples.push(sample);
    }
    Ok(samples)
}
