//! A counterpart of Stripe's API on this machine: an account of its own, with faults.

mod account;
mod answers;

pub use account::{Account, subscription};

use crate::dice::Dice;
use anyhow::Result;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// The key that may read the account.
pub const KEY: &str = "rk_live_of_the_fake_0123456789";

/// How often which fault happens, in percent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// 429, with `Retry-After`.
    pub limited: u32,
    /// 500.
    pub failing: u32,
    /// The answer is made at once, and arrives only after up to a second.
    pub slow: u32,
    /// A subscription is answered as it was before its last change.
    pub stale: u32,
}

/// A request that was made.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When it arrived.
    pub at: Instant,
    /// Its path and query, after the address of the API.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
}

/// Stripe's API, until this is dropped.
pub struct FakeStripe {
    /// The address of the API, with a path.
    pub url: String,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

struct Inner {
    account: Mutex<Account>,
    faults: Mutex<Faults>,
    dice: Mutex<Dice>,
    asked: Mutex<Vec<Asked>>,
}

impl FakeStripe {
    /// Starts the API of an empty account.
    ///
    /// # Errors
    ///
    /// If it cannot listen.
    pub async fn start(seed: u64) -> Result<Self> {
        let inner = Arc::new(Inner {
            account: Mutex::default(),
            faults: Mutex::default(),
            dice: Mutex::new(Dice::new(seed)),
            asked: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/worlds/x", listener.local_addr()?);
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&inner));
        let task = tokio::spawn(async move {
            // OK because it serves until it is dropped.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { url, inner, task })
    }

    /// Returns the account, to change it.
    pub fn account(&self) -> MutexGuard<'_, Account> {
        lock(&self.inner.account)
    }

    /// Sets which faults happen from now on.
    pub fn set_faults(&self, faults: Faults) {
        *lock(&self.inner.faults) = faults;
    }

    /// Returns the requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.inner.asked).clone()
    }

    /// Returns how many requests there were so far to paths that begin with this.
    pub fn count(&self, path: &str) -> usize {
        lock(&self.inner.asked).iter().filter(|it| it.path.starts_with(path)).count()
    }

    /// Returns the most requests that arrived within one second.
    pub fn most_in_a_second(&self) -> usize {
        let at: Vec<_> = lock(&self.inner.asked).iter().map(|it| it.at).collect();
        let second = Duration::from_secs(1);
        let within = |one: Instant| at.iter().filter(move |it| (one..one + second).contains(it));
        at.iter().map(|one| within(*one).count()).max().unwrap_or(0)
    }
}

impl Drop for FakeStripe {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let at = Instant::now();
    let target = uri.to_string();
    let path = target.strip_prefix("/worlds/x").unwrap_or(&target).to_owned();
    let header = |name| headers.get(name).and_then(|it| it.to_str().ok());
    let is_allowed = header("authorization") == Some(&format!("Bearer {KEY}"));
    let is_read = method == Method::GET && header("stripe-version").is_some();
    let (status, body, wait) = inner.answer(&path, is_allowed, is_read && !path.contains(KEY));
    lock(&inner.asked).push(Asked { at, path, status: status.as_u16() });
    tokio::time::sleep(wait).await;
    let headers = [("retry-after", "1"), ("content-type", "application/json")];
    (status, headers, body).into_response()
}

impl Inner {
    fn answer(&self, path: &str, allowed: bool, read: bool) -> (StatusCode, String, Duration) {
        let (faults, mut dice) = (*lock(&self.faults), lock(&self.dice));
        let error = |status, code: &str| {
            (status, format!(r#"{{"error":{{"code":"{code}"}}}}"#), Duration::ZERO)
        };
        if !allowed {
            return error(StatusCode::UNAUTHORIZED, "api_key_expired");
        }
        if !read {
            return error(StatusCode::FORBIDDEN, "only_reads");
        }
        if dice.chance(faults.limited) {
            return error(StatusCode::TOO_MANY_REQUESTS, "rate_limit");
        }
        if dice.chance(faults.failing) {
            return error(StatusCode::INTERNAL_SERVER_ERROR, "api_error");
        }
        let is_stale = dice.chance(faults.stale);
        let wait = if dice.chance(faults.slow) { dice.between(100, 1_000) } else { 0 };
        match lock(&self.account).answer(path, is_stale) {
            Some(body) => (StatusCode::OK, body.to_string(), Duration::from_millis(wait)),
            // A list of something that does not exist is a bad request.
            None if path.contains("customer=") => {
                error(StatusCode::BAD_REQUEST, "resource_missing")
            }
            None => error(StatusCode::NOT_FOUND, "resource_missing"),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
