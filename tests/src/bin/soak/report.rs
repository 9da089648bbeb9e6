//! The tables at the end, and the checks of the limits.

use crate::load::Tally;
use crate::process::{Sample, mib};
use anyhow::{Result, bail};
use std::sync::atomic::Ordering;

/// How much more memory the last third may have than the second: the variation that the allocator's
/// pages and the time of a sample cause.
const GROWTH: f64 = 1.02;

/// Prints the responses and the resources of the process, and fails if a limit was exceeded.
pub(crate) fn print(samples: &[Sample], tally: &Tally) -> Result<()> {
    print_requests(tally);
    print_minutes(samples);
    let third = samples.len() / 3;
    let (rest, last) = samples.split_at(samples.len() - third);
    let before = rest.split_at(rest.len() - third).1;
    let mut broken = Vec::new();
    if tally.errors() > 0 {
        broken.push(format!("{} errors", tally.errors()));
    }
    let (was, is) = (mean(before), mean(last));
    let growth = is / was;
    println!(
        "\nmemory: {:.1} MiB in the third before, {:.1} in the last: {:+.2} %",
        was / 1024.0,
        is / 1024.0,
        (growth - 1.0) * 100.0
    );
    if growth > GROWTH {
        broken.push(format!("memory grew by more than {:.0} %", (GROWTH - 1.0) * 100.0));
    }
    for (what, of) in [("file descriptors", files as fn(&Sample) -> u64), ("threads", threads)] {
        let most = |part: &[Sample]| part.iter().map(of).max().unwrap_or_default();
        let (was, is) = (most(before), most(last));
        println!("{what}: {was} at most in the third before, {is} in the last");
        if is > was {
            broken.push(format!("{what} grew"));
        }
    }
    if broken.is_empty() { Ok(()) } else { bail!("{}", broken.join("; ")) }
}

fn print_requests(tally: &Tally) {
    println!("\n| request | answered | errors | mean | slowest |\n|---|---:|---:|---:|---:|");
    for (name, count) in tally.kinds() {
        let read = |value: &std::sync::atomic::AtomicU64| value.load(Ordering::Relaxed);
        let (answered, failed) = (read(&count.answered), read(&count.failed));
        let mean = read(&count.micros) as f64 / (answered + failed).max(1) as f64 / 1e3;
        let slowest = read(&count.slowest) as f64 / 1e3;
        println!("| {name} | {answered} | {failed} | {mean:.1} ms | {slowest:.0} ms |");
    }
}

fn print_minutes(samples: &[Sample]) {
    println!("\n| minute | memory | of no file | files | threads |\n|---:|---:|---:|---:|---:|");
    for (minute, part) in samples.chunks(60).enumerate() {
        let most = |of: fn(&Sample) -> u64| part.iter().map(of).max().unwrap_or_default();
        let (memory, heap) = (mean(part) / 1024.0, mib(most(|sample| sample.anonymous)));
        let (minute, files, threads) = (minute + 1, most(files), most(threads));
        println!("| {minute} | {memory:.1} MiB | {heap:.1} MiB | {files} | {threads} |");
    }
}

fn mean(samples: &[Sample]) -> f64 {
    let sum: u64 = samples.iter().map(|sample| sample.resident).sum();
    sum as f64 / samples.len().max(1) as f64
}

fn files(sample: &Sample) -> u64 {
    sample.files
}

fn threads(sample: &Sample) -> u64 {
    sample.threads
}
