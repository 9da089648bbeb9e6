//! The keys of the tokens' issuer, which are read from an address.

use super::discovery;
use crate::command::serve::key_source::Source;
use anyhow::Result;
use std::time::Duration;
use tiergate_server::Tokens;
use tokio::time::{Instant, sleep, sleep_until};

/// How often the keys are read: issuers publish a new key longer than this before they sign with
/// it.
const EVERY: Duration = Duration::from_secs(300);

/// The shortest time between two reads that are caused by tokens with unknown keys: anyone can make
/// such tokens.
const AT_MOST: Duration = Duration::from_secs(60);

/// How soon reading is retried while there are no keys: until then no token is valid.
const RETRY: Duration = Duration::from_secs(2);

/// The source of the keys.
pub(super) enum Issuer {
    /// At this address.
    Keys(Source),
    /// At the address in this issuer's document.
    Discovered(Source, String),
}

impl Issuer {
    /// Returns the source of keys at this address.
    pub(super) fn keys(address: &str) -> Result<Self> {
        Ok(Self::Keys(Source::at(address)?))
    }

    /// Returns the source of keys that the issuer's own document names.
    pub(super) fn discovered(issuer: &str) -> Result<Self> {
        Ok(Self::Discovered(Source::at(&discovery::address(issuer))?, issuer.to_owned()))
    }

    /// Reads the current keys, and sets them.
    pub(super) async fn read(&self, tokens: &Tokens) -> Result<()> {
        let keys = match self {
            Self::Keys(source) => source.fetch().await?,
            Self::Discovered(document, issuer) => {
                discovery::find(document, issuer).await?.fetch().await?
            }
        };
        Ok(tokens.set_jwks(&keys)?)
    }

    /// Re-reads the keys at intervals. If they cannot be read, the previous ones are kept. `known`
    /// is whether there are any yet.
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
                    tracing::warn!(error = format!("{error:#}"), "the previous keys are kept");
                }
                Err(error) => without_keys(&error),
            }
            if asked {
                sleep(AT_MOST).await;
            }
        }
    }
}

/// Logs that nobody can be identified yet.
pub(super) fn without_keys(error: &anyhow::Error) {
    let error = format!("{error:#}");
    tracing::error!(
        error,
        "the issuer's keys cannot be read: until they are, every token is refused"
    );
}
