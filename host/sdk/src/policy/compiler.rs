//! Compiling policies: one at a time, and in a child process with limits if the program allows
//! being started as one. A policy within the limits of [`complexity`](crate::policy::complexity) is
//! compiled in a few seconds; the limits of the child stop whatever those fail to foresee.

// Tests: host/cli/tests/compiler.rs for the child's limits, tests/tests/bombs.rs for those on code.

use crate::contract::MAX_FILE;
use crate::policy::engine;
use crate::policy::load_error::{LoadError, ProfileError};
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The CPU time that compiling one policy may take, in seconds: a policy from a tier map takes 0.1.
#[cfg(unix)]
const MAX_CPU: u64 = 10;

/// The memory that compiling one policy may take, in bytes: 512 MiB, ten times what a policy from
/// a tier map takes, this program's own code included.
#[cfg(unix)]
const MAX_MEMORY: u64 = 512 << 20;

/// How long compiling may take on a machine that is busy: less than the 35 s after which a server
/// abandons a request, so that no work outlives its caller.
const MAX_TIME: Duration = Duration::from_secs(30);

/// The most bytes of machine code: 64 MiB, a hundred times what a policy from a tier map has.
pub(crate) const MAX_COMPILED: usize = 64 << 20;

/// The only argument of a child that compiles.
const ARGUMENT: &str = "tiergate-compile-policy";

/// The exit code of a child that reports on its standard output why the file is not valid.
const NOT_VALID: u8 = 3;

/// The exit code of a child if there is more machine code than [`MAX_COMPILED`].
const TOO_LARGE: u8 = 4;

/// The exit code of a child that took longer than [`MAX_TIME`].
const TOO_LATE: u8 = 5;

/// The program that compiles, if it was set.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Held while something is compiled.
static COMPILING: Mutex<()> = Mutex::new(());

/// Makes this program compile policies in child processes from now on, with limits that the system
/// enforces: 10 s of CPU, 30 s in all, and 512 MiB of memory. A file that needs more is refused.
///
/// Call it first in `main`. The child is this program, started again with one argument that nothing
/// else uses; in the child, this function compiles its input, and ends the process.
///
/// Without it, policies are compiled in this process, one at a time, after a check that their code
/// is simple enough. The limits of CPU and memory are those of Unix; macOS has no limit of memory.
///
/// # Examples
///
/// ```no_run
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     tiergate::isolate_compiler();
///     let policy = tiergate::Policy::from_file("notes.policy.wasm")?;
/// #   let _ = policy;
///     Ok(())
/// }
/// ```
pub fn isolate_compiler() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() == Some(OsStr::new(ARGUMENT)) && arguments.next().is_none() {
        std::process::exit(i32::from(run_child()));
    }
    // This very file, even after another version was installed in its place.
    let own = PathBuf::from("/proc/self/exe");
    let program = if own.exists() { Ok(own) } else { std::env::current_exe() };
    if let Ok(program) = program {
        // OK because a second call would set the same program.
        let _ = PROGRAM.set(program);
    }
}

/// Compiles a file of the portable profile to the input of [`component`].
pub(crate) fn compile(file: &[u8]) -> Result<Vec<u8>, LoadError> {
    let _one_at_a_time = COMPILING.lock().unwrap_or_else(PoisonError::into_inner);
    match PROGRAM.get() {
        Some(program) => in_child(Command::new(program).arg(ARGUMENT), file),
        None => Ok(in_process(&start()?, file)?),
    }
}

/// Makes a component from the output of [`compile`], on this machine and by this version.
#[expect(unsafe_code, reason = "wasmtime cannot tell whether machine code was tampered with")]
pub(crate) fn component(compiled: &[u8]) -> Result<Component, LoadError> {
    let engine = start()?;
    // SAFETY: callers pass on what `compile` returned, kept in memory or next to a checksum.
    Ok(unsafe { Component::deserialize(&engine, compiled) }.map_err(not_valid)?)
}

/// Starts the engine that policies run on.
fn start() -> Result<Engine, LoadError> {
    engine::engine().map_err(|error| LoadError::Engine(format!("{error:#}")))
}

fn in_process(engine: &Engine, file: &[u8]) -> Result<Vec<u8>, ProfileError> {
    let compiled = engine.precompile_component(file).map_err(not_valid)?;
    if compiled.len() > MAX_COMPILED { Err(too_large()) } else { Ok(compiled) }
}

fn not_valid(error: wasmtime::Error) -> ProfileError {
    ProfileError::Invalid(format!("{error:#}"))
}

fn too_large() -> ProfileError {
    ProfileError::TooComplex("has too much code")
}

fn in_child(command: &mut Command, file: &[u8]) -> Result<Vec<u8>, LoadError> {
    let output = talk(command, file).map_err(|error| LoadError::Compiler(error.to_string()))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    // Without an exit code it was ended by a signal, which is what the limits do.
    let Some(code) = output.status.code() else {
        return Err(ProfileError::TooComplex("takes too much time or memory").into());
    };
    match u8::try_from(code) {
        Ok(0) => Ok(output.stdout),
        Ok(NOT_VALID) => Err(ProfileError::Invalid(text(&output.stdout)).into()),
        Ok(TOO_LARGE) => Err(too_large().into()),
        Ok(TOO_LATE) => {
            let words = format!(
                "not finished after {} s: retry when the machine is less busy",
                MAX_TIME.as_secs()
            );
            Err(LoadError::Compiler(words))
        }
        _ => Err(LoadError::Compiler(format!("{}: {}", output.status, text(&output.stderr)))),
    }
}

/// Starts a child, gives it its input, and reads its output to the end.
fn talk(command: &mut Command, file: &[u8]) -> io::Result<Output> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // OK because a child that stops reading reports the reason by its exit code.
        let _ = input.write_all(file);
    }
    child.wait_with_output()
}

/// Does a child's work, and returns the exit code of the process.
fn run_child() -> u8 {
    match compile_input() {
        Ok(ending) => ending,
        Err(error) => {
            eprintln!("{error}");
            1
        }
    }
}

/// Compiles the standard input to the standard output, within limits.
fn compile_input() -> Result<u8, Box<dyn std::error::Error>> {
    limit()?;
    std::thread::spawn(|| {
        std::thread::sleep(MAX_TIME);
        std::process::exit(i32::from(TOO_LATE));
    });
    let mut file = Vec::new();
    io::stdin().take(MAX_FILE as u64).read_to_end(&mut file)?;
    let (ending, output) = match in_process(&engine::for_compiling()?, &file) {
        Ok(compiled) => (0, compiled),
        Err(ProfileError::Invalid(text)) => (NOT_VALID, text.into_bytes()),
        Err(_) => (TOO_LARGE, Vec::new()),
    };
    io::stdout().write_all(&output)?;
    io::stdout().flush()?;
    Ok(ending)
}

/// Limits what this process may use.
#[cfg(unix)]
fn limit() -> io::Result<()> {
    use rlimit::Resource;
    let lower = |resource: Resource, most: u64| {
        let most = resource.get_hard()?.min(most);
        resource.set(most, most)
    };
    lower(Resource::CORE, 0)?;
    lower(Resource::CPU, MAX_CPU)?;
    if cfg!(not(target_vendor = "apple")) {
        lower(Resource::AS, MAX_MEMORY)?;
    }
    Ok(())
}

/// Limits nothing: there is no such call here.
#[cfg(not(unix))]
fn limit() -> io::Result<()> {
    Ok(())
}
