//! The `tiergate` command.
//!
//! It exits with 0 if it succeeds (and a checked feature is allowed), with 2 if a feature
//! is denied, a test failed, a law is broken or a replayed decision differs, with 3 if the usage or the input is bad, and with 1 for any other failure.

// Tests: host/cli/tests, with serve for `tiergate serve` and tenant for `tiergate tenant`.

mod command;
mod exit;
mod input;
mod printed;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use exit::Exit;
use std::process::ExitCode;

/// Plans, tiers, feature gates and caps, decided by one policy file.
#[derive(Parser)]
#[command(name = "tiergate", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build a policy from a tier map, or from a core module; print its digest and size.
    Build(command::build::Arguments),
    /// Show what a policy knows and what it is made of.
    Inspect(command::inspect::Arguments),
    /// Decide whether a tenant may use a feature: exits with 0 if allowed, 2 if denied.
    Check(command::check::Arguments),
    /// Answer JSON questions, one per line of the input.
    Eval(command::eval::Arguments),
    /// Write a policy's names as types of TypeScript or Rust, so that a mistyped one does not compile.
    Codegen(command::codegen::Arguments),
    /// Work on tier maps.
    #[command(subcommand)]
    Map(command::map::Command),
    /// Run the tests of tier maps: exits with 0 if they pass, 2 if one fails.
    Test(command::author::test::Arguments),
    /// Check the laws of plans by enumeration: exits with 0 if they hold, 2 if one is broken.
    Laws(command::author::laws::Arguments),
    /// Show what differs between two policies, losses first.
    Diff(command::author::diff::Arguments),
    /// Serve checks and the operators' interface over HTTP.
    Serve(Box<command::serve::Arguments>),
    /// Answer recorded decisions again: exits with 0 if all are the same, 2 if one differs.
    Replay(command::replay_log::Arguments),
    /// Publish policies, and select the active one.
    Policy(command::policy::Arguments),
    /// Manage tenants: who has which plan, add-ons, switches and caps, and why.
    Tenant(command::tenant::Arguments),
    /// Show, assign, replay and compare what billing systems reported.
    Billing(command::billing::Arguments),
}

fn main() -> ExitCode {
    tiergate::isolate_compiler();
    let plain = Arguments::command();
    let command = match command::serve::config::apply(plain.clone()) {
        Ok(command) => command,
        Err(error) => return exit::report(&error.into()).into(),
    };
    let parsed = command.clone().try_get_matches().and_then(|matches| {
        let arguments = Arguments::from_arg_matches(&matches)?;
        Ok((arguments, matches))
    });
    let (arguments, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // OK because there is nowhere left to report that printing failed.
            let _ = error.print();
            let bad = error.use_stderr();
            return if bad { Exit::BadInput.into() } else { Exit::Success.into() };
        }
    };
    let outcome = match arguments.command {
        Command::Build(arguments) => command::build::run(&arguments),
        Command::Inspect(arguments) => command::inspect::run(&arguments),
        Command::Check(arguments) => command::check::run(&arguments),
        Command::Eval(arguments) => command::eval::run(&arguments),
        Command::Codegen(arguments) => command::codegen::run(&arguments),
        Command::Map(command) => command::map::run(&command),
        Command::Test(arguments) => command::author::test::run(&arguments),
        Command::Laws(arguments) => command::author::laws::run(&arguments),
        Command::Diff(arguments) => command::author::diff::run(&arguments),
        Command::Serve(arguments) if arguments.print_config => {
            command::serve::config::show(&plain, &command, &matches)
        }
        Command::Serve(arguments) => command::serve::run(&arguments),
        Command::Replay(arguments) => command::replay_log::run(arguments),
        Command::Policy(arguments) => command::policy::run(arguments),
        Command::Tenant(arguments) => command::tenant::run(arguments),
        Command::Billing(arguments) => command::billing::run(arguments),
    };
    outcome.unwrap_or_else(|error| exit::report(&error)).into()
}
