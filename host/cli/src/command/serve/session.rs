//! Sessions for browsers, where they are wanted.

use crate::exit::BadInput;
use anyhow::{Context, Result};
use clap::ArgAction;
use std::path::PathBuf;
use tiergate::{Facts, Tiers};
use tiergate_server::{Sessions, Shutdown, Tokens};

/// How browsers are signed in.
#[derive(clap::Args)]
pub(super) struct Session {
    /// The secret that sessions are signed with: 32 bytes at least, from a random source, the
    /// same at all servers. There are no sessions, unless it is given.
    #[arg(long = "session-key", env = "TIERGATE_SESSION_KEY", value_name = "FILE")]
    session_key: Option<PathBuf>,
    /// Have browsers send the session's cookie without TLS too: for development, on other hosts
    /// than localhost.
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
        let bad = |what: &dyn std::fmt::Display| BadInput(format!("`{}`: {what}", file.display()));
        let key = std::fs::read(file).map_err(|error| bad(&error)).context("the session key")?;
        let sessions = Sessions::new(key.trim_ascii(), tiers.clone(), tokens.clone());
        let sessions = sessions.map_err(|error| bad(&error)).context("the session key")?;
        let sessions = sessions.until(shutdown);
        Ok(Some(if self.session_insecure { sessions.insecure() } else { sessions }))
    }
}
