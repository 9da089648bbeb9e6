//! Stripe's API: nine requests, all of which only read.

// Tests: host/server/tests/http/asking.rs and reconcile.rs, with a counterpart of the API.

mod counts;
mod error;
mod get;
mod objects;
mod pacer;
mod pages;
mod source;

pub(crate) use counts::{Counts, ListStatus};
pub use error::StripeApiError;
pub(crate) use get::Got;
pub(crate) use source::Source;

use pacer::Pacer;
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// The version of the API that answers are asked for in, whatever the account's own is.
const VERSION: &str = "2026-10-28.endive";

/// The address of Stripe's API.
const ADDRESS: &str = "https://api.stripe.com";

/// How many requests are made in a second: a tenth of what Stripe allows an account, and less than
/// half of what it allows in a sandbox.
const PER_SECOND: u32 = 10;

/// How long connecting may take.
const TO_CONNECT: Duration = Duration::from_secs(5);

/// How long one request may take, including its whole response.
const TO_ANSWER: Duration = Duration::from_secs(20);

/// Stripe's API, with a key to read it. A clone shares the budget of requests. It has no `Debug`,
/// because it has the key.
///
/// # Examples
///
/// ```
/// # fn example() -> Result<(), tiergate_server::StripeApiError> {
/// use tiergate_server::StripeApi;
///
/// let api = StripeApi::new("rk_live_…")?.per_second(5);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StripeApi {
    client: Client,
    address: Url,
    /// The key, as the value of the header; marked as sensitive.
    key: HeaderValue,
    pacer: Arc<Pacer>,
    counts: Arc<Counts>,
}

impl StripeApi {
    /// Creates a client with a key: a restricted one, that may read customers, subscriptions,
    /// invoices, products, prices, checkout sessions and entitlements, and write nothing. White space
    /// around it, such as the end of a file's line, does not count.
    ///
    /// # Errors
    ///
    /// [`StripeApiError::Key`] if the key is empty or has characters that no key has.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::StripeApiError> {
    /// let api = tiergate_server::StripeApi::new("rk_live_…")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(key: &str) -> Result<Self, StripeApiError> {
        let key = key.trim();
        if key.is_empty() || !key.bytes().all(|it| it.is_ascii_graphic()) {
            return Err(StripeApiError::Key);
        }
        let key = HeaderValue::from_str(&format!("Bearer {key}"));
        let mut key = key.map_err(|_| StripeApiError::Key)?;
        key.set_sensitive(true);
        // OK because if there is a provider already, it is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Redirects are not followed: the key is for one address.
        let client = Client::builder().redirect(Policy::none());
        let client = client.connect_timeout(TO_CONNECT).timeout(TO_ANSWER).build();
        Ok(Self {
            client: client.map_err(|error| StripeApiError::Client(error.to_string()))?,
            address: address(ADDRESS)?,
            key,
            pacer: Arc::new(Pacer::new(PER_SECOND)),
            counts: Arc::default(),
        })
    }

    /// Sets the address of the API; it may have a path. Defaults to `https://api.stripe.com`.
    ///
    /// # Errors
    ///
    /// [`StripeApiError::Address`] if the key would be sent without TLS to another machine.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::StripeApiError> {
    /// let api = tiergate_server::StripeApi::new("rk_test_…")?.address("http://localhost:12111")?;
    /// assert!(api.address("http://api.stripe.com").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn address(mut self, url: &str) -> Result<Self, StripeApiError> {
        self.address = address(url)?;
        Ok(self)
    }

    /// Sets how many requests are made in a second, at least 1; defaults to 10. They are spaced
    /// evenly. Each server has a budget of its own, which asks and comparisons share; Stripe allows
    /// an account 100 requests a second, and 25 for each kind of object and in a sandbox.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::StripeApiError> {
    /// let api = tiergate_server::StripeApi::new("rk_live_…")?.per_second(5); // of two servers
    /// # Ok(())
    /// # }
    /// ```
    pub fn per_second(mut self, requests: u32) -> Self {
        self.pacer = Arc::new(Pacer::new(requests));
        self
    }

    /// Returns what was asked so far.
    pub(crate) fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }
}

/// Checks an address that the key may be sent to.
fn address(text: &str) -> Result<Url, StripeApiError> {
    let bad = || StripeApiError::Address(text.split('@').next_back().unwrap_or("").to_owned());
    let mut url = Url::parse(text).map_err(|_| bad())?;
    let is_secure = url.scheme() == "https" || (url.scheme() == "http" && is_here(&url));
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !is_secure || !is_plain {
        return Err(bad());
    }
    url.path_segments_mut().map_err(|()| bad())?.pop_if_empty();
    Ok(url)
}

/// Checks whether an address is on this machine.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_sent_to_no_other_machine_without_tls() {
        for good in ["https://api.stripe.com", "http://127.0.0.1:1/worlds/x/", "http://[::1]:1"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.stripe.com",
            "ftp://localhost",
            "x",
            "https://a:b@api.stripe.com",
            "data:,x",
        ] {
            assert!(matches!(address(bad), Err(StripeApiError::Address(_))), "{bad}");
        }
    }

    #[test]
    fn a_key_that_cannot_be_one_is_refused_without_being_shown() {
        for bad in ["", " ", "rk live", "rk_li\nve", "rk_lïve"] {
            let error = StripeApi::new(bad).err().unwrap().to_string();
            assert!(
                bad.is_empty() || !error.contains(bad.trim()) || bad == " ",
                "{bad:?}: {error}"
            );
        }
        assert!(StripeApi::new(" rk_live\n").is_ok(), "white space around it does not count");
    }
}
