//! Sessions for browsers, if they are wanted.

use super::secret_file;
use crate::exit::BadInput;
use anyhow::{Context, Result};
use clap::ArgAction;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiergate::{Facts, Tiers};
use tiergate_server::{KeyError, Sessions, Shutdown, Tokens};

/// The options for signing in browsers.
#[derive(clap::Args)]
pub(super) struct Session {
    /// The secret that sessions are signed with: at least 32 random bytes, the same at all servers.
    /// Without it there are no sessions.
    #[arg(long = "session-key", env = "TIERGATE_SESSION_KEY", value_name = "FILE")]
    session_key: Option<PathBuf>,
    /// The previous secret, while it is being replaced: sessions that were signed with it remain
    /// valid, and new ones are signed with --session-key.
    #[arg(long = "session-key-previous", env = "TIERGATE_SESSION_KEY_PREVIOUS")]
    #[arg(value_name = "FILE")]
    session_key_previous: Option<PathBuf>,
    /// How long a session lasts at most. It ends with the token that signed in, if the token
    /// expires earlier.
    #[arg(long = "session-life", env = "TIERGATE_SESSION_LIFE", value_name = "SECONDS")]
    #[arg(default_value_t = 12 * 60 * 60)]
    session_life: u64,
    /// Let sessions last for --session-life even if the token that signed in expires earlier.
    /// Rights that the issuer revokes then remain until the end of the session.
    #[arg(long = "session-outlives-token", env = "TIERGATE_SESSION_OUTLIVES_TOKEN")]
    #[arg(value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    session_outlives_token: bool,
    /// The name of the session's cookie; defaults to __Host-tiergate_session, and to
    /// tiergate_session with --session-insecure.
    #[arg(long = "session-cookie", env = "TIERGATE_SESSION_COOKIE", value_name = "NAME")]
    session_cookie: Option<String>,
    /// Let browsers accept and send the session's cookie without TLS too, for development.
    #[arg(long = "session-insecure", env = "TIERGATE_SESSION_INSECURE", value_name = "BOOL")]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    session_insecure: bool,
}

impl Session {
    /// Returns the sessions of the people that these tokens sign in, which end with the server.
    /// Returns `None` if there is no session key.
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
            let key = secret_file::read(file).context("the previous session key")?;
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

    /// Returns the cookie's name if browsers will accept it.
    fn checked<'a>(&self, name: &'a str) -> Result<&'a str, BadInput> {
        let prefixed = name.starts_with("__Host-") || name.starts_with("__Secure-");
        if self.session_insecure && prefixed {
            let words = "browsers accept it only over TLS: omit --session-insecure";
            return Err(BadInput(format!("--session-cookie `{name}`: {words}")));
        }
        let token = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
        if name.is_empty() || !name.chars().all(token) {
            let words = "is not a valid cookie name: give ASCII letters, digits, `-` and `_`";
            return Err(BadInput(format!("--session-cookie `{name}` {words}")));
        }
        Ok(name)
    }
}

fn bad(file: &Path, error: &KeyError) -> BadInput {
    BadInput(format!("the session key `{}`: {error}", file.display()))
}
