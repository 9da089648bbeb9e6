//! Thousands of changed policies: whatever becomes of one, nothing else does.
//!
//! `TIERGATE_FUZZ_CASES` says how many, `TIERGATE_SEED` which: the same two numbers make the
//! same files. The file of the last case of each thread is kept, in case it ends the process.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use tiergate::Policy;

use super::good::{self, Good};
use super::mutations::{Random, mutate, sections};
use super::{ask, memory, outcome};

/// What loading one case and asking it everything may take of the CPU: its seven calls may burn
/// 2 s each, in a compiler without optimisation, after it was compiled in 10 s.
const MOST_CPU: Duration = Duration::from_secs(24);

/// What all cases together may add to this process; compiling takes most of it.
const MOST_MEMORY: u64 = 512 << 20;

#[test]
fn no_mutant_gets_away() {
    let _alone = memory::alone();
    let cases = number("TIERGATE_FUZZ_CASES").unwrap_or(5000);
    let seed = number("TIERGATE_SEED").unwrap_or_else(seed_of_the_clock);
    println!("TIERGATE_SEED={seed} TIERGATE_FUZZ_CASES={cases}");
    let start = Instant::now();
    let (report, grown) = memory::growth(|| run(seed, cases));
    println!("{report:#?}\nin {:?}, {} MB", start.elapsed(), grown >> 20);
    assert!(report.panics.is_empty(), "with TIERGATE_SEED={seed}: {:#?}", report.panics);
    assert!(grown < MOST_MEMORY, "took {} MB", grown >> 20);
    let (slowest, how) = &report.slowest;
    assert!(*slowest < MOST_CPU, "took {slowest:?}: {how}");
}

/// The CPU time that this thread has had; 0 if the system does not say.
fn cpu() -> Duration {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = times.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

fn seed_of_the_clock() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

/// What became of some cases.
#[derive(Debug, Default)]
struct Report {
    outcomes: BTreeMap<String, u64>,
    /// The CPU time of the case that took most.
    slowest: (Duration, String),
    panics: Vec<String>,
}

impl Report {
    fn add(&mut self, other: Self) {
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        self.slowest = std::mem::take(&mut self.slowest).max(other.slowest);
        self.panics.extend(other.panics);
    }
}

fn run(seed: u64, cases: u64) -> Report {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let sections = sections(good::file());
    let mut report = Report::default();
    std::thread::scope(|scope| {
        let run =
            |first| run_each(seed, (first..cases).step_by(threads as usize), first, &sections);
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || run(first))).collect();
        running.into_iter().for_each(|thread| report.add(thread.join().unwrap()));
    });
    report
}

fn run_each(
    seed: u64,
    cases: impl Iterator<Item = u64>,
    thread: u64,
    sections: &[Range<usize>],
) -> Report {
    let good = Good::new();
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{thread}.wasm"));
    let mut report = Report::default();
    for (count, case) in cases.enumerate() {
        let mut file = good::file().to_vec();
        let how = mutate(&mut file, sections, &mut Random::of(seed, case));
        std::fs::write(&kept, &file).unwrap();
        let start = cpu();
        match catch_unwind(AssertUnwindSafe(|| became(&file))) {
            Ok(became) => *report.outcomes.entry(became).or_default() += 1,
            Err(_) => report.panics.push(format!("case {case}: {how}")),
        }
        report.slowest = std::mem::take(&mut report.slowest).max((cpu() - start, how));
        if count % 100 == 99 {
            good.answers_as_before(&format!("case {case}"));
        }
    }
    report
}

/// What became of a file, in a word or two.
fn became(file: &[u8]) -> String {
    let policy = match Policy::from_bytes(file) {
        Ok(policy) => policy,
        Err(error) => return format!("{:?}", outcome::failed(&error)),
    };
    let answers = ask::requests("pro");
    let errors = answers.iter().filter_map(|request| ask::ask(&policy, request).err());
    let first = errors.map(|error| ask::name(&error)).next();
    first.map_or("answers".to_owned(), |error| format!("a call: {error}"))
}
