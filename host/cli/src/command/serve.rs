//! `tiergate serve`: the server's routes over a store.

use super::place::{self, Address};
use crate::exit::{BadInput, Exit, print};
use anyhow::{Context, Result};
use std::path::PathBuf;
use tiergate::{Policy, Tiers};
use tiergate_server::{Signing, Tokens, docs, health, router};
use tiergate_store::{Backend, SqlStore, Tenants};
use tokio::net::TcpListener;
use tokio::signal;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy that decides, a file; the store's active one, also where that changes, unless
    /// said.
    #[arg(long, env = "TIERGATE_POLICY")]
    policy: Option<PathBuf>,
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TIERGATE_STORE", default_value = "sqlite:tiergate.db")]
    #[arg(hide_env_values = true)]
    store: String,
    /// Where to listen.
    #[arg(long, env = "TIERGATE_LISTEN", default_value = "127.0.0.1:4747")]
    listen: String,
    /// The edition of tenants that have none of their own.
    #[arg(long, env = "TIERGATE_EDITION")]
    edition: Option<String>,
    #[command(flatten)]
    token: Token,
}

/// Which tokens to believe.
#[derive(clap::Args)]
struct Token {
    /// The key that tokens are checked with: a secret for hs256, else the PEM of a public key or
    /// a JSON Web Key Set.
    #[arg(long = "token-key", env = "TIERGATE_TOKEN_KEY", value_name = "FILE")]
    key: PathBuf,
    /// How tokens are signed.
    #[arg(long = "token-algorithm", env = "TIERGATE_TOKEN_ALGORITHM")]
    algorithm: Algorithm,
    /// Whom tokens are for.
    #[arg(long = "token-audience", env = "TIERGATE_TOKEN_AUDIENCE", default_value = "tiergate")]
    audience: String,
    /// Who gives tokens out.
    #[arg(long = "token-issuer", env = "TIERGATE_TOKEN_ISSUER")]
    issuer: String,
    /// A cookie that may hold the token, too.
    #[arg(long = "token-cookie", env = "TIERGATE_TOKEN_COOKIE")]
    cookie: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Algorithm {
    Hs256,
    Eddsa,
    Rs256,
    Es256,
}

pub(crate) fn run(arguments: Arguments) -> Result<Exit> {
    let tokens = arguments.token.read()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match Address::parse(&arguments.store)? {
            Address::Sqlite(path) => serve(&arguments, tokens, place::open(path).await?).await,
            Address::Postgres(url) => serve(&arguments, tokens, place::connect(url).await?).await,
        }
    })
}

async fn serve<DB: Backend>(
    arguments: &Arguments,
    tokens: Tokens,
    store: SqlStore<DB>,
) -> Result<Exit> {
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
    let tiers = tiers.build();
    let policy = tiers.policy();
    let tenants = Tenants::new(tiers);
    let docs = docs(tenants.clone(), &tokens)?;
    let app = router(tenants, tokens).merge(health(store)).merge(docs);
    let listen = &arguments.listen;
    let bad = |error| BadInput(format!("cannot listen on `{listen}`: {error}"));
    let listener = TcpListener::bind(listen).await.map_err(bad)?;
    let catalog = policy.catalog();
    print(format_args!(
        "{} {} ({}) on http://{}",
        catalog.name,
        catalog.version,
        policy.digest(),
        listener.local_addr()?
    ))?;
    axum::serve(listener, app).with_graceful_shutdown(asked_to_end()).await?;
    Ok(Exit::Success)
}

/// Waits until the process is asked to end. Requests under way are answered first.
async fn asked_to_end() {
    let interrupted = async {
        // OK because a process that cannot hear it is ended by it.
        let _ = signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        let terminated = signal::unix::signal(signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! { _ = terminated.recv() => {}, () = interrupted => {} }
            return;
        }
    }
    interrupted.await;
}

impl Token {
    fn read(&self) -> Result<Tokens> {
        let bad =
            |what: &dyn std::fmt::Display| BadInput(format!("`{}`: {what}", self.key.display()));
        let key = std::fs::read(&self.key).map_err(|error| bad(&error)).context("the token key")?;
        let (audience, issuer) = (&self.audience, &self.issuer);
        let tokens = match self.algorithm.signing() {
            None => Tokens::hs256(key.trim_ascii(), audience, issuer),
            Some(signing) => match std::str::from_utf8(&key) {
                Ok(json) if json.trim_start().starts_with('{') => {
                    Tokens::jwks(signing, json, audience, issuer)
                }
                _ => Tokens::pem(signing, &key, audience, issuer),
            },
        };
        let tokens = tokens.map_err(|error| bad(&error))?;
        Ok(self.cookie.iter().fold(tokens, |tokens, cookie| tokens.cookie(cookie)))
    }
}

impl Algorithm {
    /// How tokens are signed where the key is public.
    fn signing(self) -> Option<Signing> {
        match self {
            Self::Hs256 => None,
            Self::Eddsa => Some(Signing::EdDsa),
            Self::Rs256 => Some(Signing::Rs256),
            Self::Es256 => Some(Signing::Es256),
        }
    }
}
