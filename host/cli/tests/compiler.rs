//! Policies are compiled by a child process of the command's, whose limits hold also for what
//! no limit on a policy's code foresees.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops if it fails")]

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;
use tiergate_tests::bombs::Bomb;
use tiergate_tests::plans;
use tiergate_tests::usage::Usage;

/// Gives a file to a child that compiles, past every limit on its code.
#[expect(clippy::zombie_processes, reason = "`Usage::of` waits for it by `wait4`")]
fn compile(file: &[u8]) -> (Usage, Vec<u8>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
    let command = command.arg("tiergate-compile-policy").stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(file).unwrap();
    let mut output = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut output).unwrap();
    let usage = Usage::of(&child).unwrap();
    println!("{usage}, {}", usage.status);
    (usage, output)
}

/// Whether a limit of the child's ended it: of CPU or memory by a signal, or of time by this code.
fn was_ended(usage: &Usage) -> bool {
    usage.status.signal().is_some() || usage.status.code() == Some(5)
}

#[test]
fn a_policy_is_compiled() {
    let (usage, output) = compile(&plans::file().unwrap());
    assert!(usage.status.success() && output.starts_with(b"\x7fELF"), "{usage}");
}

#[test]
fn an_invalid_file_is_not() {
    let (usage, output) = compile(b"\0asm\x0d\0\x01\0\xff");
    assert_eq!(usage.status.code(), Some(3), "{}", String::from_utf8_lossy(&output));
}

#[test]
fn a_bomb_of_time_is_ended() {
    let (usage, output) = compile(&Bomb::new("loop global.get $x br_if 0 end", 12_000, 0).file());
    assert!(was_ended(&usage) && output.is_empty(), "{}", usage.status);
    assert!(usage.cpu < Duration::from_secs(11), "{usage}");
}

#[test]
fn a_bomb_of_memory_is_ended() {
    let (call, count, locals) = ("i32.const 0 call_indirect $a (type $none)", 4000, 49_000);
    let (usage, output) = compile(&Bomb::new(call, count, locals).file());
    assert!(was_ended(&usage) && output.is_empty(), "{}", usage.status);
    assert!(usage.memory <= 512 << 20, "{usage}");
}
