//! `tiergate serve`: the server's routes over a store.

mod arguments;
pub(crate) mod config;
mod ending;
mod issuer;
mod log;
mod token;

pub(crate) use arguments::Arguments;

use super::place::{self, Address};
use crate::exit::{BadInput, Exit, print};
use anyhow::Result;
use axum::Router;
use ending::Asked;
use tiergate::{Policy, Tiers};
use tiergate_server::{Metrics, Shutdown, Tokens, health, router, serve, traced};
use tiergate_store::{Backend, SqlStore, Tenants};
use tokio::net::TcpListener;

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    log::start(&arguments.log, arguments.log_format)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let asked = Asked::listen()?;
        let tokens = arguments.token.read().await?;
        match Address::parse(&arguments.store)? {
            Address::Sqlite(path) => {
                start(arguments, tokens, place::open(path).await?, asked).await
            }
            Address::Postgres(url) => {
                start(arguments, tokens, place::connect(url).await?, asked).await
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
    let (shutdown, metrics) = (Shutdown::new(), Metrics::new());
    metrics.tiers(&tiers);
    metrics.store(&store);
    if let Some(address) = &arguments.metrics_listen {
        serve_metrics(listen(address).await?, metrics.clone(), arguments);
    }
    say(&tiers.policy(), &listener)?;
    let health = health(store, shutdown.clone());
    let routes = Router::new().merge(router(Tenants::new(tiers), tokens));
    // Whether the server is ready can be asked past the limits.
    let app = arguments.limited.limits().around(routes).merge(health);
    let app = traced(app.layer(metrics.layer()));
    until_asked(arguments, listener, app, shutdown, asked).await
}

/// Serves the metrics until the process ends, so that the last look sees everything.
fn serve_metrics(listener: TcpListener, metrics: Metrics, arguments: &Arguments) {
    let limits = arguments.limited.limits();
    tokio::spawn(async move { serve(listener, metrics.router(), limits, &Shutdown::new()).await });
}

/// What tenants may do, by the policy that is given, or by the store's active one.
async fn tiers<DB: Backend>(
    arguments: &Arguments,
    store: &SqlStore<DB>,
) -> Result<Tiers<SqlStore<DB>>> {
    let mut tiers = match &arguments.policy {
        Some(file) => Tiers::builder(Policy::from_file(file)?, store.clone()),
        None => {
            let words =
                "give the policy: --policy FILE, or activate one: `tiergate policy activate`";
            let active = store.active_policy().await?.ok_or(BadInput(words.to_owned()))?;
            Tiers::builder(active, store.clone()).follow()
        }
    };
    if let Some(edition) = &arguments.edition {
        tiers = tiers.edition(edition);
    }
    Ok(tiers.build())
}

async fn listen(address: &str) -> Result<TcpListener> {
    let bad = |error| BadInput(format!("cannot listen on `{address}`: {error}"));
    Ok(TcpListener::bind(address).await.map_err(bad)?)
}

/// Says what is served, and where.
fn say(policy: &Policy, listener: &TcpListener) -> Result<()> {
    let (catalog, digest, address) = (policy.catalog(), policy.digest(), listener.local_addr()?);
    let (name, version) = (&catalog.name, &catalog.version);
    Ok(print(format_args!("{name} {version} ({digest}) on http://{address}"))?)
}

/// Serves until the process is asked to end; asked again, it ends at once.
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
        tracing::info!("asked to end: not ready any more, and answering whoever comes still");
        shutdown.begin();
        asked.again().await;
    };
    let cut_off = tokio::select! {
        ended = serve(listener, app, limits, &shutdown) => ended?,
        () = end => {
            tracing::warn!("asked twice: ended at once");
            return Ok(Exit::Failure);
        }
    };
    if cut_off > 0 {
        tracing::error!(cut_off, "requests were cut off: they took longer than --finish");
        return Ok(Exit::Failure);
    }
    Ok(Exit::Success)
}
