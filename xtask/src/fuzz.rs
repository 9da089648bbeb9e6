//! `cargo xtask fuzz`: the random tests of `cargo xtask test` at full size, most of them two programs
//! at a time.

use crate::{test, tools};
use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::scope;
use std::time::{Duration, Instant};

/// How many programs run at once. Most of the time, each uses one core.
const LANES: usize = 2;

/// A program of tests, and which of them to run: all, if no names are given.
struct Program {
    target: &'static str,
    tests: &'static [&'static str],
}

/// Those that take longest are first, so that the lanes end at about the same time.
const PROGRAMS: &[Program] = &[
    program("--test=hostile", &[]),
    program("--test=http", &["reconcile_many::", "orders::", "replay::"]),
    program("--test=store", &[]),
    program("--test=laws", &[]),
    program("--test=properties", &[]),
    program("--test=differential", &[]),
    program("--test=bombs", &[]),
    program("--test=serve", &["fuzz::", "sent_again::"]),
    program("--lib", &["billing::"]),
    program("--test=by_hand", &[]),
    program("--test=cases", &[]),
    program("--test=policies", &[]),
];

/// Those that run alone, after the others: they stop processes, and wait for answers with deadlines.
const ALONE: &[Program] = &[
    program("--test=http", &["asking_storm::"]),
    program("--test=crashes", &[]),
    program("--test=memory", &[]),
];

const fn program(target: &'static str, tests: &'static [&'static str]) -> Program {
    Program { target, tests }
}

/// How a program ended.
struct Ended {
    name: String,
    time: Duration,
    failed: bool,
}

/// Runs all of them, whichever fail, and prints how long each took and whether it found anything.
pub(crate) fn run() -> Result<()> {
    test::prepare()?;
    // Cargo builds nothing else meanwhile.
    tools::cargo(&["test", "--workspace", "--tests", "--no-run"])?;
    let mut npm = test::npm_tests(&tools::need_chromium()?)?;
    npm.env("TIERGATE_FUZZ", "full");
    let mut ended = run_in(LANES, PROGRAMS)?;
    ended.extend(run_in(1, ALONE)?);
    ended.push(follow("npm".to_owned(), npm));
    report(&ended)
}

/// Runs programs, at most so many at once.
fn run_in(lanes: usize, programs: &[Program]) -> Result<Vec<Ended>> {
    let left = programs.iter().map(|it| Ok((it.name(), it.command()?)));
    let (left, ended) = (Mutex::new(left.collect::<Result<VecDeque<_>>>()?), Mutex::default());
    scope(|threads| {
        for _ in 0..lanes {
            threads.spawn(|| {
                while let Some((name, command)) = locked(&left, VecDeque::pop_front) {
                    let one = follow(name, command);
                    locked(&ended, |ended: &mut Vec<_>| ended.push(one));
                }
            });
        }
    });
    Ok(locked(&ended, std::mem::take))
}

fn locked<T, R>(shared: &Mutex<T>, with: impl FnOnce(&mut T) -> R) -> R {
    with(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Program {
    /// Its name and, if not all of its tests are run, that of the first.
    fn name(&self) -> String {
        let target = self.target.trim_start_matches("--test=").trim_start_matches("--");
        let first = self.tests.first().map_or("", |it| it.trim_end_matches("::"));
        format!("{target} {first}").trim_end().to_owned()
    }

    /// All packages are selected, so that the libraries are built once, as for `cargo xtask test`.
    fn command(&self) -> Result<Command> {
        let mut tests =
            tools::cargo_command(&["test", "--workspace", "--no-fail-fast", self.target]);
        tests.env("TIERGATE_FUZZ", "full").env("TIERGATE_FUZZ_CASES", "200000");
        test::with_programs(&mut tests)?.args(["--", "--nocapture"]).args(self.tests);
        Ok(tests)
    }
}

/// Runs a program, and prints its lines with its name before each.
fn follow(name: String, mut command: Command) -> Ended {
    let begun = Instant::now();
    println!("{name}: begins");
    let failed = match print_lines(&name, &mut command) {
        Ok(success) => !success,
        Err(error) => {
            eprintln!("{name}: {error:#}");
            true
        }
    };
    Ended { name, time: begun.elapsed(), failed }
}

fn print_lines(name: &str, command: &mut Command) -> Result<bool> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot run cargo")?;
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|it| Box::new(it) as _),
        child.stderr.take().map(|it| Box::new(it) as _),
    ];
    scope(|threads| {
        for stream in streams.into_iter().flatten() {
            threads.spawn(|| {
                for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                    println!("{name} | {}", String::from_utf8_lossy(&line));
                }
            });
        }
    });
    Ok(child.wait()?.success())
}

fn report(ended: &[Ended]) -> Result<()> {
    println!();
    for Ended { name, time, failed } in ended {
        let outcome = if *failed { "FAILED" } else { "nothing found" };
        println!("{name:<20} {:>6} s  {outcome}", time.as_secs());
    }
    let failed: Vec<_> = ended.iter().filter(|it| it.failed).map(|it| it.name.as_str()).collect();
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}
