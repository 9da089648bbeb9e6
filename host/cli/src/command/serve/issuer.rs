//! The keys of whoever gives tokens out, by their address.

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

/// How long reading them may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes they may have: a hundred times what issuers have.
const LONGEST: usize = 256 * 1024;

/// Where the keys are.
pub(super) struct Issuer {
    client: Client,
    url: Url,
}

impl Issuer {
    pub(super) fn new(address: &str) -> Result<Self> {
        let bad = |error: &dyn std::fmt::Display| BadInput(format!("`{address}`: {error}"));
        let url = Url::parse(address).map_err(|error| bad(&error))?;
        if url.scheme() != "https" && !is_here(&url) {
            return Err(
                bad(&"give an https address: keys that come by http may be anyone's").into()
            );
        }
        // OK because where there is a provider already, that one will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Where a redirection leads is not up to the issuer's web server.
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none());
        Ok(Self { client: client.build()?, url })
    }

    /// The keys as they are now.
    pub(super) async fn fetch(&self) -> Result<String> {
        let response = self.client.get(self.url.clone()).send().await?;
        if response.status() != reqwest::StatusCode::OK {
            bail!("`{}` answers {}", self.url, response.status());
        }
        let mut response = response;
        let mut keys = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            keys.extend_from_slice(&chunk);
            if keys.len() > LONGEST {
                bail!("`{}` has more than {LONGEST} bytes", self.url);
            }
        }
        Ok(String::from_utf8(keys)?)
    }

    /// Puts the keys in place every so often. Where they cannot be read, the last ones stay.
    pub(super) async fn follow(self, tokens: Tokens) {
        loop {
            let next = Instant::now() + EVERY;
            let asked = tokio::select! {
                () = sleep_until(next) => false,
                () = tokens.unknown_key() => true,
            };
            match self.fetch().await.and_then(|keys| Ok(tokens.set_jwks(&keys)?)) {
                Ok(()) => tracing::info!("the issuer's keys were read"),
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "the issuer's keys stay")
                }
            }
            if asked {
                sleep(AT_MOST).await;
            }
        }
    }
}

/// Whether an address is on this machine.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
