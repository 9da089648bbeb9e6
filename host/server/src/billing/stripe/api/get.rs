//! One request, which is repeated if it fails for a moment.

use super::error::Outcome;
use super::{Source, StripeApiError, VERSION};
use crate::billing::random;
use crate::error_chain::chain;
use headers::{Date, HeaderMapExt};
use reqwest::header::{AUTHORIZATION, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use serde_json::Value;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tiergate::Timestamp;

/// How often a request is made, if it fails for a moment each time.
const ATTEMPTS: u32 = 5;

/// How long after the first failure a request is repeated: after each further one, twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest time for which a response can make all requests wait.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How many bytes a response may have. A page of 100 subscriptions has some hundred kilobytes.
const LONGEST: usize = 16 << 20;

/// What a request was answered with.
pub(crate) struct Got {
    pub(crate) value: Value,
    /// A moment of Stripe's clock: the answer includes everything that happened in a second before.
    pub(crate) as_of: Timestamp,
}

impl Source {
    /// Reads the object, or the page of a list, at a path of the API.
    pub(super) async fn get(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Got, StripeApiError> {
        let mut url = self.api.address.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.push("v1").extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            self.api.pacer.turn().await;
            let got = self.get_once(&url).await;
            self.api.counts.count(got.as_ref().err().map_or(Outcome::Ok, StripeApiError::outcome));
            match got {
                Err(error) if error.is_passing() && attempt < ATTEMPTS => {
                    tracing::debug!(%error, attempt, "Stripe's API did not answer");
                }
                got => return got,
            }
            tokio::time::sleep(random::about(pause)).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn get_once(&self, url: &Url) -> Result<Got, StripeApiError> {
        let path = || url.path().to_owned();
        let network = |error: reqwest::Error| StripeApiError::Network {
            path: path(),
            problem: chain(&error.without_url()),
        };
        let mut request = self.api.client.get(url.clone()).header("stripe-version", VERSION);
        if let Some(account) = &self.stripe.account {
            request = request.header("stripe-account", account);
        }
        let began = Instant::now();
        let request = request.header(AUTHORIZATION, self.api.key.clone());
        let response = request.send().await.map_err(network)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let as_of = as_of(&headers, began.elapsed());
        let body = body(response, &path()).await?;
        if status.as_u16() == 429 {
            self.api.pacer.pause(retry_after(&headers));
        }
        let value = answer(status, &body, path())?;
        self.check_mode(&value, path())?;
        Ok(Got { value, as_of })
    }

    /// Refuses objects of the other mode.
    fn check_mode(&self, value: &Value, path: String) -> Result<(), StripeApiError> {
        let first = || value.get("data").and_then(|data| data.get(0));
        let mode = value.get("livemode").or_else(|| first()?.get("livemode"));
        match mode.and_then(Value::as_bool) {
            Some(live) if live != self.stripe.is_live => {
                Err(StripeApiError::OtherMode { path, live })
            }
            _ => Ok(()),
        }
    }
}

/// Reads a whole body, which must not be too large.
async fn body(mut response: Response, path: &str) -> Result<Vec<u8>, StripeApiError> {
    let mut bytes = Vec::new();
    let network = |error: reqwest::Error| StripeApiError::Network {
        path: path.to_owned(),
        problem: chain(&error.without_url()),
    };
    while let Some(chunk) = response.chunk().await.map_err(network)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST {
            let problem = format!("it has more than {LONGEST} bytes");
            return Err(StripeApiError::Answer { path: path.to_owned(), problem });
        }
    }
    Ok(bytes)
}

/// Returns the object of a response, or why there is none.
fn answer(status: StatusCode, body: &[u8], path: String) -> Result<Value, StripeApiError> {
    let value: Option<Value> = serde_json::from_slice(body).ok().filter(Value::is_object);
    match status.as_u16() {
        200 => value.ok_or_else(|| StripeApiError::Answer {
            path,
            problem: "it is not a JSON object".to_owned(),
        }),
        404 => Err(StripeApiError::NotFound(path)),
        // A list of something that does not exist.
        400 if value.as_ref().and_then(code) == Some("resource_missing") => {
            Err(StripeApiError::NotFound(path))
        }
        429 => Err(StripeApiError::Limited(path)),
        status @ (409 | 500..) => Err(StripeApiError::Unavailable { path, status }),
        status => {
            let code = value.as_ref().and_then(code).unwrap_or("no code").to_owned();
            Err(StripeApiError::Refused { path, status, code })
        }
    }
}

/// Returns Stripe's code of an error. Its sentence is not shown: it may name what is personal.
fn code(value: &Value) -> Option<&str> {
    let error = value.get("error")?;
    let code = error.get("code").or_else(|| error.get("type"))?.as_str()?;
    let is_code = |it: char| it.is_ascii_lowercase() || it == '_';
    (code.len() <= 60 && code.chars().all(is_code)).then_some(code)
}

/// Returns the last moment of which an answer is sure to have everything: the second of the response
/// less the time that the request took.
fn as_of(headers: &HeaderMap, took: Duration) -> Timestamp {
    let date = headers.typed_get::<Date>().map_or_else(SystemTime::now, SystemTime::from);
    let date = date.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    date.saturating_sub(took.as_secs() + u64::from(took.subsec_nanos() > 0)).max(1)
}

/// Returns for how long Stripe asks to make no requests.
fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|it| it.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1)).min(LONGEST_PAUSE)
}
