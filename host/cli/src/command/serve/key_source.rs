//! Addresses that keys, and documents about them, are read from.

use crate::command::serve::Duration;
use crate::exit::BadInput;
use anyhow::{Result, bail};
use reqwest::redirect;
use reqwest::{Client, Url};
use std::net::IpAddr;

/// A document to read over HTTP.
pub(super) struct Source {
    client: Client,
    url: Url,
}

/// Checks an address that keys may be read from.
pub(super) fn reach(address: &str) -> Result<Url, BadInput> {
    let bad = |error: &dyn std::fmt::Display| BadInput(format!("`{address}`: {error}"));
    let url = Url::parse(address).map_err(|error| bad(&error))?;
    if url.scheme() != "https" && !is_here(&url) {
        return Err(bad(&"give an https address: keys from an http address could be anyone's"));
    }
    Ok(url)
}

impl Source {
    pub(super) fn new(client: Client, url: Url) -> Self {
        Self { client, url }
    }

    pub(super) fn at(address: &str) -> Result<Self> {
        let url = reach(address)?;
        // OK because if there is a provider already, it is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Redirects are not followed: the issuer's web server must not choose another address.
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none());
        Ok(Self::new(client.build()?, url))
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Reads the current document.
    pub(super) async fn fetch(&self) -> Result<String> {
        let mut response = self.client.get(self.url.clone()).send().await?;
        if response.status() != reqwest::StatusCode::OK {
            bail!("`{}` returned {}", self.url, response.status());
        }
        let mut text = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            text.extend_from_slice(&chunk);
            if text.len() > LONGEST {
                bail!("`{}` returned more than {LONGEST} bytes", self.url);
            }
        }
        Ok(String::from_utf8(text)?)
    }
}

/// Checks whether an address is on this machine.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// How long reading a document may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes a document may have: a hundred times as many as issuers' documents have.
const LONGEST: usize = 256 * 1024;
