//! Whatever a policy's file holds, it is refused, or compiled within 10 s of CPU and 512 MiB: by the
//! limits on its code alone, without those that the system enforces on a child.
#![cfg(unix)]

use anyhow::{Context, Result, ensure};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;
use tiergate_tests::bombs::Bomb;
use tiergate_tests::built::Built;
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::usage::Usage;

/// What loading a policy may take of the CPU.
const MOST_CPU: Duration = Duration::from_secs(10);

/// And of memory, in bytes.
const MOST_MEMORY: u64 = 512 << 20;

/// Loads a policy in a process of its own. Returns `None` if it is refused.
fn load(what: &str, file: &[u8]) -> Result<Option<Usage>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("policy.wasm");
    std::fs::write(&path, file)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_compile"));
    let command = command.arg(path).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let mut peak = String::new();
    child.stdout.take().context("no output")?.read_to_string(&mut peak)?;
    // Its own words: the system counts the memory of the process that started it, too.
    let usage = Usage { memory: peak.trim().parse()?, ..Usage::of(&child)? };
    let refused = usage.status.code() == Some(3);
    let became = if refused { "refused" } else { "taken" };
    println!("{usage}  {became:7} {:8} bytes: {what}", file.len());
    ensure!(refused || usage.status.success(), "{what}: {}", usage.status);
    ensure!(usage.cpu < MOST_CPU && usage.memory < MOST_MEMORY, "{what}: {usage}");
    Ok((!refused).then_some(usage))
}

fn explode(bomb: &Bomb) -> Result<Option<Usage>> {
    let Bomb { code, count, locals, unused, functions } = bomb;
    let what = format!("{functions} x {count} x `{code}`, {locals} locals, {unused} unused");
    load(&what, &bomb.file())
}

#[test]
fn known_bombs_are_refused_or_within_the_bound() -> Result<()> {
    let (call, get) =
        ("i32.const 0 call_indirect $a (type $none)", "i32.const 0 table.get $a drop");
    explode(&Bomb::new(call, 40_000, 0))?;
    explode(&Bomb::new(get, 20_000, 0))?;
    explode(&Bomb::new(call, 4000, 49_000))?;
    explode(&Bomb::new(call, 2000, 20_000))?;
    explode(&Bomb::new("global.get $x global.get $x global.get $x table.copy $a $b", 10_000, 0))?;
    explode(&Bomb::new("loop global.get $x br_if 0 end", 10_000, 0))?;
    explode(&Bomb::new("call $nothing", 1_900_000, 0))?;
    explode(&Bomb::new("i32.const 8 i32.const 8 i32.load i32.store", 400_000, 0))?;
    explode(&Bomb { functions: 12_000, ..Bomb::new("nop", 1, 0) })?;
    for (functions, unused) in [(1, 49_000), (100, 49_000), (5_000, 1_000)] {
        explode(&Bomb { functions, unused, ..Bomb::new("nop", 1, 0) })?;
    }
    Ok(())
}

/// Each random bomb is made smaller until it is taken: then it costs what the limits allow.
#[test]
fn random_bombs_are_refused_or_within_the_bound() -> Result<()> {
    let mut dice = Dice::new(dice::seed("random_bombs")?);
    for _ in 0..dice::size(4, 100) {
        let mut bomb = Some(Bomb::random(&mut dice));
        while let Some(next) = bomb.take() {
            if next.file().len() > tiergate::MAX_FILE || explode(&next)?.is_none() {
                bomb = next.half();
            }
        }
    }
    Ok(())
}

#[test]
fn policies_of_maps_are_taken() -> Result<()> {
    for name in ["alga-prd", "kumiko-sample", "studio", "shop"] {
        ensure!(load(name, &Built::example(name)?.file)?.is_some(), "`{name}` is refused");
    }
    Ok(())
}
