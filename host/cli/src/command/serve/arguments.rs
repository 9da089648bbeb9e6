//! The options of `tiergate serve`: from flags, the environment and a file.

use super::admin::Admin;
use super::decisions::Decisions;
use super::log::Format;
use super::session::Session;
use super::stripe::Stripe;
use super::token::Token;
use crate::command::policy_cache::Compiled;
use crate::command::store_address;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiergate::{DEFAULT_CAPACITY, DEFAULT_STALE_FOR};
use tiergate_server::Limits;
use tiergate_store::PostgresStore;

/// The options. Each one that hides its environment value is a secret, or may contain one.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A TOML file with values for these options by their long names: listen = "…". Flags take
    /// precedence over the environment, and the environment over the file.
    #[arg(long, env = "TIERGATE_CONFIG", value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Print the effective values and their origin, without secrets, and exit.
    #[arg(long)]
    pub(crate) print_config: bool,
    /// The file of the policy that decides; defaults to the store's active policy, and follows it
    /// when it changes.
    #[arg(long, env = "TIERGATE_POLICY", value_name = "FILE", value_parser = store_address::path)]
    policy: Option<PathBuf>,
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TIERGATE_STORE", default_value = "sqlite:tiergate.db")]
    #[arg(hide_env_values = true)]
    pub(super) store: String,
    #[command(flatten)]
    pub(super) kept: Kept,
    /// The address to listen on.
    #[arg(long, env = "TIERGATE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:4747")]
    pub(super) listen: String,
    /// The address to serve /metrics for Prometheus on; defaults to none. Callers are not
    /// authenticated: give an address that is not public.
    #[arg(long, env = "TIERGATE_METRICS_LISTEN", value_name = "ADDRESS")]
    pub(super) metrics_listen: Option<String>,
    /// The edition of tenants that do not have their own.
    #[arg(long, env = "TIERGATE_EDITION")]
    pub(super) edition: Option<String>,
    #[command(flatten)]
    pub(super) compiled: Compiled,
    #[command(flatten)]
    pub(super) token: Token,
    #[command(flatten)]
    pub(super) session: Session,
    #[command(flatten)]
    pub(super) admin: Admin,
    #[command(flatten)]
    pub(super) stripe: Stripe,
    /// How many times at once a tenant's own admin may write, at each server, and then how many
    /// times a minute, evenly spread. It is limited because each write stays in the history.
    /// Operators are not limited.
    #[arg(long, env = "TIERGATE_OWN_WRITES", value_name = "COUNT", default_value_t = 10)]
    pub(super) own_writes: u32,
    #[command(flatten)]
    pub(super) limited: Limited,
    #[command(flatten)]
    pub(super) decisions: Decisions,
    /// What to log: error, warn, info, debug or trace, optionally per module:
    /// info,tower_http=debug logs each request.
    #[arg(long, env = "TIERGATE_LOG", value_name = "FILTER", default_value = "info")]
    pub(super) log: String,
    /// The format of the log, which is written to standard error.
    #[arg(long, env = "TIERGATE_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub(super) log_format: Format,
}

/// The cache of the store's tenants, and how to read the store.
#[derive(clap::Args, Clone, Copy)]
pub(super) struct Kept {
    /// How many connections read from PostgreSQL; 4 more write and follow changes. The connections
    /// of all servers add up, and a database accepts 100 by default. More connections help if many
    /// tenants are not cached.
    #[arg(long, env = "TIERGATE_STORE_CONNECTIONS", value_name = "COUNT")]
    #[arg(default_value_t = PostgresStore::DEFAULT_READERS)]
    pub(super) store_connections: u32,
    /// How many tenants are cached, at some 1 KB of memory each. The most recently used ones are
    /// kept; others are read from the store.
    #[arg(long, env = "TIERGATE_CACHED_TENANTS", value_name = "COUNT")]
    #[arg(default_value_t = DEFAULT_CAPACITY)]
    pub(super) cached_tenants: usize,
    /// For how many seconds checks are answered from the cache while the store is unavailable.
    /// Anything that expires during this time still expires.
    #[arg(long, env = "TIERGATE_STALE_FOR", value_name = "SECONDS")]
    #[arg(default_value_t = DEFAULT_STALE_FOR.as_secs())]
    pub(super) stale_for: u64,
}

/// The limits of the server.
#[derive(clap::Args)]
pub(super) struct Limited {
    /// The maximum size of a request's body.
    #[arg(long, env = "TIERGATE_MAX_BODY", value_name = "BYTES")]
    #[arg(default_value_t = Limits::default().body)]
    max_body: usize,
    /// How many requests may be in progress at once; more are refused immediately.
    #[arg(long, env = "TIERGATE_MAX_REQUESTS", value_name = "COUNT")]
    #[arg(default_value_t = Limits::default().under_way)]
    max_requests: usize,
    /// How many connections may be open. When half of them are in use, those that have waited
    /// longest for their clients are closed.
    #[arg(long, env = "TIERGATE_MAX_CONNECTIONS", value_name = "COUNT")]
    #[arg(default_value_t = Limits::default().connections)]
    max_connections: usize,
    /// How long it may take until a response begins.
    #[arg(long, env = "TIERGATE_REQUEST_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().time.as_secs())]
    request_timeout: u64,
    /// How long a connection may be idle.
    #[arg(long, env = "TIERGATE_IDLE_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().idle.as_secs())]
    idle_timeout: u64,
    /// How long a request's head may take to arrive.
    #[arg(long, env = "TIERGATE_HEAD_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().head.as_secs())]
    head_timeout: u64,
    /// How long each 64 KiB of a request's body, and its last part, may take to arrive.
    #[arg(long, env = "TIERGATE_BODY_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().body_time.as_secs())]
    body_timeout: u64,
    /// How long a client may read nothing of a response before its connection is closed.
    #[arg(long, env = "TIERGATE_WRITE_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().write.as_secs())]
    write_timeout: u64,
    /// How many streams of /session/events may be open in total. At most half of the connections
    /// are used, so that other clients can connect.
    #[arg(long, env = "TIERGATE_MAX_STREAMS", value_name = "COUNT")]
    #[arg(default_value_t = Limits::default().connections / 2)]
    max_streams: usize,
    /// For how long new connections are still accepted after a shutdown signal, while /readyz
    /// returns 503: until load balancers have noticed it.
    #[arg(long, env = "TIERGATE_DRAIN", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().drain.as_secs())]
    drain: u64,
    /// How long requests in progress may take after that, before they are cut off.
    #[arg(long, env = "TIERGATE_FINISH", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().finish.as_secs())]
    finish: u64,
}

impl Arguments {
    /// Returns the policy's file; `None` if its name is empty or absent.
    pub(super) fn policy(&self) -> Option<&Path> {
        self.policy.as_deref().filter(|file| !file.as_os_str().is_empty())
    }
}

impl Limited {
    /// Returns how many streams of events may be open.
    pub(super) fn streams(&self) -> usize {
        self.max_streams.min(self.max_connections / 2).max(1)
    }

    pub(super) fn limits(&self) -> Limits {
        Limits {
            body: self.max_body,
            time: Duration::from_secs(self.request_timeout),
            under_way: self.max_requests,
            connections: self.max_connections,
            idle: Duration::from_secs(self.idle_timeout),
            head: Duration::from_secs(self.head_timeout),
            body_time: Duration::from_secs(self.body_timeout),
            write: Duration::from_secs(self.write_timeout),
            drain: Duration::from_secs(self.drain),
            finish: Duration::from_secs(self.finish),
        }
    }
}
