//! The keys of the tokens' issuer, by their address.

use super::discovery;
use crate::exit::BadInput;
use anyhow::{Result, bail};
use reqwest::{Client, Url, redirect};
use std::net::IpAddr;
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

/// How long reading them may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes they may have: a hundred times what issuers have.
const LONGEST: usize = 256 * 1024;

/// Something to read over HTTP.
pub(super) struct Source {
    client: Client,
    url: Url,
}

/// Where the keys are.
pub(super) enum Issuer {
    /// At this address.
    Keys(Source),
    /// Where the document of this issuer says.
    Discovered(Source, String),
}

/// Checks an address that keys may be read from.
pub(super) fn reach(address: &str) -> Result<Url, BadInput> {
    let bad = |error: &dyn std::fmt::Display| BadInput(format!("`{address}`: {error}"));
    let url = Url::parse(address).map_err(|error| bad(&error))?;
    if url.scheme() != "https" && !is_here(&url) {
        return Err(bad(&"give an https address: keys that come by http may be anyone's"));
    }
    Ok(url)
}

impl Source {
    pub(super) fn new(client: Client, url: Url) -> Self {
        Self { client, url }
    }

    fn at(address: &str) -> Result<Self> {
        let url = reach(address)?;
        // OK because if there is a provider already, that one will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Where a redirection leads is not up to the issuer's web server.
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none());
        Ok(Self::new(client.build()?, url))
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Reads what is there now.
    pub(super) async fn fetch(&self) -> Result<String> {
        let mut response = self.client.get(self.url.clone()).send().await?;
        if response.status() != reqwest::StatusCode::OK {
            bail!("`{}` answers {}", self.url, response.status());
        }
        let mut text = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            text.extend_from_slice(&chunk);
            if text.len() > LONGEST {
                bail!("`{}` has more than {LONGEST} bytes", self.url);
            }
        }
        Ok(String::from_utf8(text)?)
    }
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

/// Whether an address is on this machine.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
