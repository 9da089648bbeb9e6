//! Values from a configuration file, which replace the defaults of `tiergate serve`'s options.

use super::{Arguments, secret_file};
use crate::exit::{BadInput, Exit};
use crate::input;
use crate::printed::print;
use anyhow::Result;
use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use std::any::TypeId;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::{Spanned, Value};

/// Returns the command with the values of the file that `--config` or the environment names as its
/// defaults, so that flags and the environment take precedence over them.
pub(crate) fn apply(command: Command) -> Result<Command, BadInput> {
    let lenient = command.clone().ignore_errors(true).disable_help_flag(true);
    let Ok(matches) = lenient.try_get_matches() else { return Ok(command) };
    let file = match matches.subcommand() {
        Some(("serve", matches)) => matches.get_one::<PathBuf>("config").cloned(),
        _ => None,
    };
    match file {
        Some(path) => command_with(command, &Config::read(path)?),
        None => Ok(command),
    }
}

fn command_with(command: Command, config: &Config) -> Result<Command, BadInput> {
    let mut failed = None;
    let command = command.mut_subcommand("serve", |mut serve| {
        for (key, value) in &config.values {
            match config.default_for(&serve, key, value) {
                Ok((id, value)) => {
                    serve = serve.mut_arg(id, |arg| {
                        let secret = arg.is_hide_env_values_set();
                        arg.default_value(value).required(false).hide_default_value(secret)
                    });
                }
                Err(error) => drop(failed.get_or_insert(error)),
            }
        }
        serve
    });
    failed.map_or(Ok(command), Err)
}

/// A file with values by the long names of options.
struct Config {
    path: PathBuf,
    text: String,
    values: BTreeMap<Spanned<String>, Spanned<Value>>,
}

impl Config {
    fn read(path: PathBuf) -> Result<Self, BadInput> {
        let text = std::fs::read_to_string(&path).map_err(|error| input::bad(&path, &error))?;
        match toml::from_str(&text) {
            Ok(values) => Ok(Self { path, text, values }),
            // The text around the error is left out, because it may be a secret.
            Err(error) => {
                let empty = Self { path, text, values: BTreeMap::new() };
                Err(empty.bad(&error.span().unwrap_or_default(), error.message()))
            }
        }
    }

    /// Returns the id of the argument that a key names, and its value as text. Fails if there is no
    /// such argument, or the value does not suit it.
    fn default_for(
        &self,
        serve: &Command,
        key: &Spanned<String>,
        value: &Spanned<Value>,
    ) -> Result<(String, String), BadInput> {
        let name = key.get_ref().as_str();
        let can_say =
            |arg: &&Arg| !["config", "print-config"].contains(&arg.get_long().unwrap_or("config"));
        let known: Vec<_> = serve.get_arguments().filter(can_say).collect();
        let Some(arg) = known.iter().find(|arg| arg.get_long() == Some(name)) else {
            let words =
                format!("`{name}` is not an option of `tiergate serve`{}", nearest(name, &known));
            return Err(self.bad(&key.span(), &words));
        };
        let text = text(arg, value.get_ref()).ok_or_else(|| {
            let words = format!("`{name}` must be {}", wanted(arg));
            self.bad(&value.span(), &words)
        })?;
        self.check(arg, &text, value)?;
        Ok((arg.get_id().to_string(), text))
    }

    /// Checks whether the value is valid, by parsing it as the argument's.
    fn check(&self, arg: &Arg, text: &str, value: &Spanned<Value>) -> Result<(), BadInput> {
        let flag = format!("--{}={text}", arg.get_long().unwrap_or_default());
        let alone = Command::new("serve").no_binary_name(true).arg(Arg::clone(arg).required(false));
        match alone.try_get_matches_from([flag]) {
            Ok(_) => Ok(()),
            Err(error) => {
                let words = error.to_string();
                let words = words.trim_start_matches("error: ").split("\n\nFor more").next();
                Err(self.bad(&value.span(), words.unwrap_or_default().trim_end()))
            }
        }
    }

    fn bad(&self, place: &Range<usize>, words: &str) -> BadInput {
        let before = self.text.get(..place.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        BadInput(format!("`{}`, line {line}: {words}", self.path.display()))
    }
}

/// Logs a warning if the configuration file has a secret that others on this machine may read.
pub(super) fn warn_if_open(path: Option<&Path>) {
    let Some(path) = path else { return };
    let Ok(config) = Config::read(path.to_owned()) else { return };
    let serve = Arguments::augment_args(Command::new("serve"));
    let is_secret = |(key, value): (&Spanned<String>, &Spanned<Value>)| {
        let name = key.get_ref().as_str();
        let arg = serve.get_arguments().find(|arg| arg.get_long() == Some(name));
        // The path of an SQLite store is not secret.
        let is_path = value.get_ref().as_str().is_some_and(|it| it.starts_with("sqlite:"));
        arg.is_some_and(Arg::is_hide_env_values_set) && !is_path
    };
    if config.values.iter().any(is_secret) {
        secret_file::warn_if_open(path);
    }
}

/// Returns the value as it would be written after the flag; `None` if it is of another type.
fn text(arg: &Arg, value: &Value) -> Option<String> {
    match value {
        Value::Integer(number) if is_number(arg) => Some(number.to_string()),
        Value::Boolean(truth) if is_truth(arg) => Some(truth.to_string()),
        Value::String(text) if !is_number(arg) && !is_truth(arg) => Some(text.clone()),
        _ => None,
    }
}

fn wanted(arg: &Arg) -> &'static str {
    match (is_number(arg), is_truth(arg)) {
        (true, _) => "a whole number",
        (_, true) => "true or false",
        _ => "a text in quotes",
    }
}

fn is_truth(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == TypeId::of::<bool>()
}

fn is_number(arg: &Arg) -> bool {
    let id = arg.get_value_parser().type_id();
    [TypeId::of::<u64>(), TypeId::of::<u32>(), TypeId::of::<usize>()].iter().any(|it| id == *it)
}

/// Returns a suggestion: the option that clap suggests for such a flag, otherwise all of them.
fn nearest(name: &str, known: &[&Arg]) -> String {
    let arguments = known.iter().map(|arg| Arg::clone(arg).required(false));
    let serve = Command::new("serve").no_binary_name(true).disable_help_flag(true).args(arguments);
    let refused = serve.try_get_matches_from([format!("--{name}")]).err();
    match refused.as_ref().and_then(|error| error.get(ContextKind::SuggestedArg)) {
        Some(ContextValue::String(flag)) => {
            format!(": did you mean `{}`?", flag.trim_start_matches('-'))
        }
        _ => {
            let names: Vec<_> = known.iter().filter_map(|arg| arg.get_long()).collect();
            format!(": its options are {}", names.join(", "))
        }
    }
}

/// Prints the effective values in the form of such a file, with the origin of each; secrets are
/// shown as `***`. `plain` is the command without a file.
pub(crate) fn show(plain: &Command, command: &Command, matches: &ArgMatches) -> Result<Exit> {
    let of = |command| Command::find_subcommand(command, "serve");
    if let (Some(plain), Some(serve), Some(matches)) =
        (of(plain), of(command), matches.subcommand_matches("serve"))
    {
        for arg in serve.get_arguments().filter(|arg| matches!(arg.get_action(), ArgAction::Set)) {
            show_one(plain, arg, matches)?;
        }
    }
    Ok(Exit::Success)
}

fn show_one(plain: &Command, arg: &Arg, matches: &ArgMatches) -> Result<()> {
    let raw = matches.try_get_raw(arg.get_id().as_str()).ok().flatten();
    let (Some(name), Some(value)) = (arg.get_long(), raw.and_then(|mut values| values.next()))
    else {
        return Ok(());
    };
    let value = value.to_string_lossy().into_owned();
    let value = match (arg.is_hide_env_values_set(), name) {
        (false, _) => value,
        (true, "store") => without_secrets(&value),
        (true, _) => "***".to_owned(),
    };
    // OK because a JSON string is also a TOML string.
    let value =
        if is_number(arg) || is_truth(arg) { value } else { serde_json::to_string(&value)? };
    // A file cannot name another file.
    let mark = if name == "config" { "# " } else { "" };
    Ok(print(format_args!("{mark}{name} = {value} # {}", source(plain, arg, matches)))?)
}

fn source(plain: &Command, arg: &Arg, matches: &ArgMatches) -> String {
    match matches.value_source(arg.get_id().as_str()) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => {
            arg.get_env().unwrap_or_default().to_string_lossy().into_owned()
        }
        _ => {
            let same = |it: &Arg| it.get_default_values() == arg.get_default_values();
            let before = plain.get_arguments().find(|it| it.get_id() == arg.get_id());
            let from = if before.is_some_and(same) { "default" } else { "file" };
            from.to_owned()
        }
    }
}

/// Returns a store's address without its password and options, so that the store can be
/// recognized; `***` for any other secret.
fn without_secrets(value: &str) -> String {
    if value.starts_with("sqlite:") {
        return value.to_owned();
    }
    let Some((scheme, rest)) = value.split_once("://") else { return "***".to_owned() };
    // A password may contain any of these characters, so the shown part ends at the first of them.
    let shown = |part: &str, ends: &[char]| part.split(ends).next().unwrap_or_default().to_owned();
    match rest.rsplit_once('@') {
        Some((who, place)) => {
            let who = shown(who, &[':', '@', '/', '?']);
            format!("{scheme}://{who}:***@{}", shown(place, &['?']))
        }
        None => format!("{scheme}://{}", shown(rest, &['?'])),
    }
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn an_address_is_shown_without_what_is_secret() {
        for (address, shown) in [
            ("sqlite:tiers.db", "sqlite:tiers.db"),
            ("postgres://me@db/tiers", "postgres://me:***@db/tiers"),
            ("postgres://me:pw@db:1/tiers?sslmode=require", "postgres://me:***@db:1/tiers"),
            ("postgres://me:p?/@w@db/tiers", "postgres://me:***@db/tiers"),
            ("postgres://db/tiers?password=pw", "postgres://db/tiers"),
            ("postgres://me@db/tiers?password=p@x", "postgres://me:***@x"),
            ("pw", "***"),
        ] {
            assert_eq!(without_secrets(address), shown);
        }
    }
}
