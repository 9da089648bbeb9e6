//! Sessions for browsers, where they are wanted.

use super::secret_file;
use crate::exit::BadInput;
use anyhow::{Context, Result};
use clap::ArgAction;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiergate::{Facts, Tiers};
use tiergate_server::{KeyError, Sessions, Shutdown, Tokens};

/// How browsers are signed in.
#[derive(clap::Args)]
pub(super) struct Session {
    /// The secret that sessions are signed with: 32 bytes at least, from a random source, the
    /// same at all servers. There are no sessions, unless it is given.
    #[arg(long = "session-key", env = "TIERGATE_SESSION_KEY", value_name = "FILE")]
    session_key: Option<PathBuf>,
    /// The secret before it, while it is being replaced: sessions that this one signed go on, and
    /// new ones are signed with --session-key.
    #[arg(long = "session-key-previous", env = "TIERGATE_SESSION_KEY_PREVIOUS")]
    #[arg(value_name = "FILE")]
    session_key_previous: Option<PathBuf>,
    /// How long a session lasts at most. It ends with the token that signed in, if that ends
    /// before.
    #[arg(long = "session-life", env = "TIERGATE_SESSION_LIFE", value_name = "SECONDS")]
    #[arg(default_value_t = 12 * 60 * 60)]
    session_life: u64,
    /// Let sessions last for --session-life even if the token that signed in ends before. What the
    /// issuer takes back then goes on until the session's end.
    #[arg(long = "session-outlives-token", env = "TIERGATE_SESSION_OUTLIVES_TOKEN")]
    #[arg(value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    session_outlives_token: bool,
    /// The name of the session's cookie; defaults to __Host-tiergate_session, and to
    /// tiergate_session with --session-insecure.
    #[arg(long = "session-cookie", env = "TIERGATE_SESSION_COOKIE", value_name = "NAME")]
    session_cookie: Option<String>,
    /// Have browsers take and send the session's cookie without TLS too: for development.
    #[arg(long = "session-insecure", env = "TIERGATE_SESSION_INSECURE", value_name = "BOOL")]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    session_insecure: bool,
}

impl Session {
    /// The sessions of people whom these tokens sign in; they end with the server.
    pub(super) fn read<F: Facts>(
        &self,
        tiers: &Tiers<F>,
        tokens: &Tokens,
        shutdown: &Shutdown,
    ) -> Result<Option<Sessions>> {
        let Some(file) = &self.session_key else { return Ok(None) };
        let key = secret_file::read(file).context("the session key")?;
        let sessions = Sessions::new(key.trim_ascii(), tiers.clone(), tokens.clone());
        let mut sessions = sessions.map_err(|error| bad(file, &error))?.until(shutdown);
        if let Some(file) = &self.session_key_previous {
            let key = secret_file::read(file).context("the session key before")?;
            sessions = sessions.previous_secret(key.trim_ascii()).map_err(|it| bad(file, &it))?;
        }
        sessions = sessions.life(Duration::from_secs(self.session_life));
        if self.session_outlives_token {
            sessions = sessions.outlive_token();
        }
        if self.session_insecure {
            sessions = sessions.insecure();
        }
        Ok(Some(match &self.session_cookie {
            Some(name) => sessions.cookie(self.checked(name)?),
            None => sessions,
        }))
    }

    /// The cookie's name, if browsers will take it.
    fn checked<'a>(&self, name: &'a str) -> Result<&'a str, BadInput> {
        let prefixed = name.starts_with("__Host-") || name.starts_with("__Secure-");
        if self.session_insecure && prefixed {
            let words = "browsers take it over TLS alone: leave --session-insecure out";
            return Err(BadInput(format!("--session-cookie `{name}`: {words}")));
        }
        let token = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
        if name.is_empty() || !name.chars().all(token) {
            let words = "is not a cookie's name: give ASCII letters, digits, `-` and `_`";
            return Err(BadInput(format!("--session-cookie `{name}` {words}")));
        }
        Ok(name)
    }
}

fn bad(file: &Path, error: &KeyError) -> BadInput {
    BadInput(format!("the session key `{}`: {error}", file.display()))
}
