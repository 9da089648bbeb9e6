//! Loads the policy in a file and compiles it in this process, so that others can measure the cost.
//! `compile FILE` prints the peak memory of the process, in bytes, and exits with 0 if the policy
//! is accepted, and with 3 if it is refused. It is ended long before it would take all of the
//! machine.

use std::process::ExitCode;
use tiergate::{LoadError, Policy};

/// The memory and the CPU time, in bytes and seconds, at which the system ends this process: more
/// than a policy may take, so that what took too much is still measured.
#[cfg(unix)]
const LIMITS: [(rlimit::Resource, u64); 2] =
    [(rlimit::Resource::DATA, 2 << 30), (rlimit::Resource::CPU, 60)];

fn main() -> ExitCode {
    #[cfg(unix)]
    for (resource, most) in LIMITS {
        if let Err(error) = resource.set(most, most) {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    let file = std::env::args_os().nth(1).unwrap_or_default();
    let loaded = Policy::from_file(file);
    println!("{}", peak().unwrap_or_default());
    match loaded {
        Ok(_) => ExitCode::SUCCESS,
        Err(LoadError::Refused(refusal)) => {
            eprintln!("{}", refusal.code());
            ExitCode::from(3)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}
