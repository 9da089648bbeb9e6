//! The keys of the tokens' issuer, by their address.

use super::discovery;
use crate::command::serve::key_source::Source;
use anyhow::Result;
use std::time::Duration;
use tiergate_server::Tokens;
use tokio::time::{Instant, sleep, sleep_until};

/// How often the keys are read: issuers show a new one for longer before they sign with it.
const EVERY: Duration = Duration::from_secs(300);

/// How often they are read at most because tokens name keys that are not known: anyone can make
/// such tokens.
const AT_MOST: Duration = Duration::from_secs(60);

/// How soon they are tried again while there are none: until then no token holds.
const RETRY: Duration = Duration::from_secs(2);

/// Where the keys are.
pub(super) enum Issuer {
    /// At this address.
    Keys(Source),
    /// Where the document of this issuer says.
    Discovered(Source, String),
}

impl Issuer {
    /// Keys at this address.
    pub(super) fn keys(address: &str) -> Result<Self> {
        Ok(Self::Keys(Source::at(address)?))
    }

    /// Keys where the issuer's own document says.
    pub(super) fn discovered(issuer: &str) -> Result<Self> {
        Ok(Self::Discovered(Source::at(&discovery::address(issuer))?, issuer.to_owned()))
    }

    /// Reads the keys as they are now, and puts them in place.
    pub(super) async fn read(&self, tokens: &Tokens) -> Result<()> {
        let keys = match self {
            Self::Keys(source) => source.fetch().await?,
            Self::Discovered(document, issuer) => {
                discovery::find(document, issuer).await?.fetch().await?
            }
        };
        Ok(tokens.set_jwks(&keys)?)
    }

    /// Puts the keys in place every so often. If they cannot be read, the last ones stay; `known`
    /// says whether there are any yet.
    pub(super) async fn follow(self, tokens: Tokens, mut known: bool) {
        loop {
            let next = Instant::now() + if known { EVERY } else { RETRY };
            let asked = tokio::select! {
                () = sleep_until(next) => false,
                () = tokens.unknown_key(), if known => true,
            };
            match self.read(&tokens).await {
                Ok(()) => {
                    known = true;
                    tracing::info!("the issuer's keys were read");
                }
                Err(error) if known => {
                    tracing::warn!(error = format!("{error:#}"), "the issuer's keys stay");
                }
                Err(error) => without_keys(&error),
            }
            if asked {
                sleep(AT_MOST).await;
            }
        }
    }
}

/// Has the log say that nobody can be identified yet.
pub(super) fn without_keys(error: &anyhow::Error) {
    let error = format!("{error:#}");
    tracing::error!(
        error,
        "the issuer's keys cannot be read: every token is refused until they are"
    );
}
