//! `tiergate serve`: the server's routes over a store.

mod admin;
mod arguments;
pub(crate) mod config;
mod decisions;
mod discovery;
mod files;
mod issuer;
mod key_source;
mod log;
mod rolling;
mod secret_file;
mod session;
mod signals;
mod stripe;
mod token;

pub(crate) use arguments::Arguments;
use arguments::Kept;

use super::active_policy;
use super::policy_cache;
use super::store_address::{self, Address};
use crate::exit::{BadInput, Exit};
use crate::printed::{print, warn};
use anyhow::Result;
use axum::{Extension, Router};
use signals::Asked;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tiergate::{Policy, Tiers};
use tiergate_server::{Metrics, OwnWrites, Releaser, Sessions, Shutdown, StripeApi, Tokens};
use tiergate_server::{docs, health, no_route, router_at_rate, serve, traced};
use tiergate_store::{Backend, PostgresStore, SqlStore, Tenants};
use tokio::net::{TcpListener, TcpSocket};

const NO_POLICY: &str =
    "give the policy with --policy FILE, or activate one with `tiergate policy activate`";

/// How many connections may wait to be accepted: as many as Linux allows. Clients beyond them retry
/// after a second, and then after longer times.
const BACKLOG: u32 = 4_096;

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    log::start(&arguments.log, arguments.log_format)?;
    config::warn_if_open(arguments.config.as_deref());
    files::allow(arguments.limited.limits().connections);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let asked = Asked::listen()?;
        let tokens = arguments.token.read().await?;
        match Address::parse(&arguments.store)? {
            // A mistyped path must not create a store in which nothing can be decided.
            Address::Sqlite(path) if arguments.policy().is_none() && !path.exists() => {
                let words = format!("there is no store `{}`: {NO_POLICY}", path.display());
                Err(BadInput(words).into())
            }
            Address::Sqlite(path) => {
                start(arguments, tokens, store_address::open(path).await?, asked).await
            }
            Address::Postgres(url) => {
                say_of_tls(url);
                let readers = arguments.kept.store_connections;
                let store = PostgresStore::connect_with_readers(url, readers).await;
                start(arguments, tokens, store_address::connected(store)?, asked).await
            }
        }
    })
}

async fn start<DB: Backend>(
    arguments: &Arguments,
    tokens: Tokens,
    store: SqlStore<DB>,
    asked: Asked,
) -> Result<Exit> {
    let tiers = tiers(arguments, &store).await?;
    let listener = listen(&arguments.listen).await?;
    let (shutdown, metrics, api) = (Shutdown::new(), Metrics::new(), arguments.stripe.api()?);
    measure(&metrics, &tiers, &store, api.as_ref());
    let health = health(tiers.clone(), shutdown.clone());
    let _releaser = Releaser::start(store.clone());
    if let Some(address) = &arguments.metrics_listen {
        let routes = metrics.router().merge(health.clone()).fallback(no_route);
        serve_metrics(listen(address).await?, routes, arguments);
    }
    let (policy, log) = (tiers.policy(), tiers.decision_log().cloned());
    let sessions = arguments.session.read(&tiers, &tokens, &shutdown)?;
    let sessions = sessions.map(|sessions| sessions.max_streams(arguments.limited.streams()));
    let tenants = Tenants::new(tiers);
    metrics.tenants(&tenants);
    let routes = routes(arguments, tenants, tokens, sessions, api)?;
    let routes = arguments.admin.beside(routes, listener.local_addr()?);
    // The readiness probe is outside the limits.
    let app = arguments.limited.limits().around(routes).merge(health).fallback(no_route);
    let app = traced(app.layer(metrics.layer()));
    say(&policy, &listener, arguments.decisions.is_output())?;
    let ended = until_asked(arguments, listener, app, shutdown, asked).await;
    log.iter().for_each(decisions::finish);
    ended
}

/// Adds what the metrics show of a store, its tiers and Stripe's API.
fn measure<DB: Backend>(
    metrics: &Metrics,
    tiers: &Tiers<SqlStore<DB>>,
    store: &SqlStore<DB>,
    api: Option<&StripeApi>,
) {
    metrics.tiers(tiers);
    metrics.store(store);
    metrics.billing(store);
    if let Some(api) = api {
        metrics.stripe(api);
    }
}

/// Returns all routes that are within the limits.
fn routes<DB: Backend>(
    arguments: &Arguments,
    tenants: Tenants<SqlStore<DB>>,
    tokens: Tokens,
    sessions: Option<Sessions>,
    api: Option<StripeApi>,
) -> Result<Router> {
    let store = tenants.store().clone();
    let account = arguments.stripe.account(api, &tenants);
    let webhook = account.clone().map(|account| arguments.stripe.webhook(account)).transpose()?;
    let docs = docs(tenants.clone(), &tokens, sessions.as_ref())?;
    let rate = OwnWrites::per_minute(arguments.own_writes);
    let mut routes = router_at_rate(tenants, tokens, rate).merge(docs);
    if let Some(account) = account {
        routes = routes.layer(Extension(account));
    }
    if let Some(sessions) = sessions {
        routes = routes.merge(sessions.router()).layer(sessions.layer());
    }
    if let Some(webhook) = webhook.flatten() {
        routes = routes.merge(webhook.router(store));
    }
    Ok(routes)
}

/// Logs a warning if the database may be reached without TLS.
fn say_of_tls(url: &str) {
    if let Some(host) = store_address::host_without_tls(url) {
        tracing::warn!(
            host,
            "the database may be reached without TLS: add ?sslmode=verify-full to --store"
        );
    }
}

/// Serves the metrics and the readiness until the process ends, so that the last scrape sees
/// everything. This listener has its own connections, which clients of the other listener cannot
/// use up.
fn serve_metrics(listener: TcpListener, routes: Router, arguments: &Arguments) {
    let limits = arguments.limited.limits();
    tokio::spawn(async move { serve(listener, routes, limits, &Shutdown::new()).await });
}

/// Returns the tiers, decided by the given policy or the store's active one.
async fn tiers<DB: Backend>(
    arguments: &Arguments,
    store: &SqlStore<DB>,
) -> Result<Tiers<SqlStore<DB>>> {
    let cache = arguments.compiled.open()?;
    if let Some(cache) = &cache {
        store.cache_policies(cache.clone());
    }
    let mut tiers = match arguments.policy() {
        Some(file) => {
            let policy = policy_cache::load(file, cache.as_ref())?;
            let last = store.activations(None, 1).await?.into_iter().next();
            if let Some(active) = last.filter(|last| last.digest != policy.digest()) {
                let digest = active.digest;
                tracing::warn!(
                    digest,
                    "--policy is used here, instead of the store's active policy"
                );
            }
            Tiers::builder(policy, store.clone())
        }
        None => {
            let active = active_policy::required(store).await?;
            let active = active.ok_or(BadInput(NO_POLICY.to_owned()))?;
            Tiers::builder(active, store.clone()).follow()
        }
    };
    if let Some(edition) = &arguments.edition {
        tiers = tiers.edition(edition);
    }
    if let Some(log) = arguments.decisions.open()? {
        tiers = tiers.decision_log(log);
    }
    let Kept { cached_tenants, stale_for, .. } = arguments.kept;
    Ok(tiers.capacity(cached_tenants).stale_for(Duration::from_secs(stale_for)).build())
}

async fn listen(address: &str) -> Result<TcpListener> {
    let bad = |error: &io::Error| BadInput(format!("cannot listen on `{address}`: {error}"));
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for place in tokio::net::lookup_host(address).await.map_err(|error| bad(&error))? {
        match listen_at(place) {
            Ok(listener) => return Ok(listener),
            Err(error) => failed = error,
        }
    }
    Err(bad(&failed).into())
}

fn listen_at(place: SocketAddr) -> io::Result<TcpListener> {
    let socket = if place.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As in the standard library: a restart need not wait for previous connections.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(place)?;
    socket.listen(BACKLOG)
}

/// Prints what is served, and its address; to standard error if the output is for decisions.
fn say(policy: &Policy, listener: &TcpListener, is_output_taken: bool) -> Result<()> {
    let (catalog, digest, address) = (policy.catalog(), policy.digest(), listener.local_addr()?);
    let (name, version) = (&catalog.name, &catalog.version);
    let line = format!("{name} {version} ({digest}) on http://{address}");
    if is_output_taken {
        warn(line);
        return Ok(());
    }
    Ok(print(line)?)
}

/// Serves until the process is asked to end. If it is asked a second time, it ends at once.
async fn until_asked(
    arguments: &Arguments,
    listener: TcpListener,
    app: Router,
    shutdown: Shutdown,
    mut asked: Asked,
) -> Result<Exit> {
    let limits = arguments.limited.limits();
    let end = async {
        asked.again().await;
        tracing::info!("shutting down: no longer ready, and draining connections");
        shutdown.begin();
        asked.again().await;
    };
    let cut_off = tokio::select! {
        ended = serve(listener, app, limits, &shutdown) => ended?,
        () = end => {
            tracing::warn!("asked to end a second time: ending at once");
            return Ok(Exit::Failure);
        }
    };
    if cut_off > 0 {
        tracing::error!(cut_off, "requests were cut off: they took longer than --finish");
        return Ok(Exit::Failure);
    }
    Ok(Exit::Success)
}
