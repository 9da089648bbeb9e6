//! `cargo xtask fuzz`: the random tests of `cargo xtask test` at full size, two programs at a time.

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
    package: &'static str,
    target: &'static str,
    tests: &'static [&'static str],
}

/// Those that take longest are first, so that the lanes end at about the same time.
const PROGRAMS: &[Program] = &[
    program("tests", "--test=hostile", &[]),
    program("server", "--test=http", &["asking_storm::", "reconcile_many::", "orders::"]),
    program("tests", "--test=store", &[]),
    program("tests", "--test=properties", &[]),
    program("tests", "--test=differential", &[]),
    program("tests", "--test=bombs", &[]),
    program("cli", "--test=serve", &["fuzz::", "sent_again::"]),
    program("server", "--lib", &["billing::"]),
    program("tests", "--test=crashes", &[]),
    program("tests", "--test=memory", &[]),
    program("tests", "--test=by_hand", &[]),
    program("tests", "--test=cases", &[]),
    program("tests", "--test=policies", &[]),
];

const fn program(
    package: &'static str,
    target: &'static str,
    tests: &'static [&'static str],
) -> Program {
    Program { package, target, tests }
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
    // One at a time: cargo builds nothing else meanwhile.
    let mut left = VecDeque::new();
    for program in PROGRAMS {
        tools::run(program.command()?.arg("--no-run"))?;
        left.push_back((program.name(), program.running()?));
    }
    let (left, ended) = (Mutex::new(left), Mutex::new(Vec::new()));
    scope(|threads| {
        for _ in 0..LANES {
            threads.spawn(|| {
                while let Some((name, command)) = locked(&left, VecDeque::pop_front) {
                    let one = follow(name, command);
                    locked(&ended, |ended| ended.push(one));
                }
            });
        }
    });
    report(&locked(&ended, std::mem::take))
}

fn locked<T, R>(shared: &Mutex<T>, with: impl FnOnce(&mut T) -> R) -> R {
    with(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Program {
    fn name(&self) -> String {
        let target = self.target.trim_start_matches("--test=").trim_start_matches("--");
        let package = if self.package == "tests" { "" } else { self.package };
        format!("{package} {target}").trim_start().to_owned()
    }

    fn command(&self) -> Result<Command> {
        let package = format!("--package=tiergate-{}", self.package);
        let mut tests = tools::cargo_command(&["test", "--no-fail-fast", &package, self.target]);
        tests.env("TIERGATE_FUZZ", "full").env("TIERGATE_FUZZ_CASES", "200000");
        test::with_programs(&mut tests)?;
        Ok(tests)
    }

    fn running(&self) -> Result<Command> {
        let mut tests = self.command()?;
        tests.args(["--", "--nocapture"]).args(self.tests);
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
