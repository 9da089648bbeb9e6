//! Every hostile file, one after another in one process.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tiergate_tests::hostile::{self, Expected, Hostile};

use super::good::Good;
use super::memory;
use super::outcome::{self, Outcome};

/// What all calls of a policy may add to this process: the 16 MiB that a policy may have,
/// the 4 MiB that an answer may have twice over, as it grows, and as much again for what
/// the system rounds up.
const MOST_MEMORY: u64 = 48 << 20;

#[test]
fn each_hostile_file_becomes_what_it_says() {
    let _alone = memory::alone();
    let good = Good::new();
    let mut wrong = Vec::new();
    println!("{:28} {:>10} {:>9} {:>9} {:>9} {:>9}", "file", "bytes", "load", "", "calls", "");
    for hostile in hostile::all().unwrap() {
        match catch_unwind(AssertUnwindSafe(|| outcome::of(&hostile.file))) {
            Ok(outcome) => {
                print(&hostile, &outcome);
                wrong.extend(judge(&hostile, &outcome));
            }
            Err(_) => wrong.push(format!("{}: panicked", hostile.name)),
        }
        good.answers_as_before(&hostile.name);
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn judge(hostile: &Hostile, outcome: &Outcome) -> Option<String> {
    let name = &hostile.name;
    if outcome.became != hostile.expected {
        Some(format!("{name}: {:?} and not {:?}", outcome.became, hostile.expected))
    } else if outcome.calls.memory > MOST_MEMORY {
        Some(format!("{name}: its calls took {} MB", outcome.calls.memory >> 20))
    } else {
        None
    }
}

fn print(hostile: &Hostile, outcome: &Outcome) {
    let (load, calls) = (&outcome.load, &outcome.calls);
    println!(
        "{:28} {:>10} {:>6} ms {:>6} MB {:>6} ms {:>6} MB  {}",
        hostile.name,
        hostile.file.len(),
        load.time.as_millis(),
        load.memory >> 20,
        calls.time.as_millis(),
        calls.memory >> 20,
        text(&outcome.became),
    );
}

fn text(became: &Expected) -> String {
    match became {
        Expected::Taken => "taken".to_owned(),
        Expected::Refused(code) => format!("refused: {code}"),
        Expected::Load(how) => format!("load: {how}"),
        Expected::Call(call, how) => format!("{call}: {how}"),
        Expected::Tiers(how) => format!("tiers: {how}"),
    }
}
