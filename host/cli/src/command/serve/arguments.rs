//! What `tiergate serve` takes: as flags, from the environment and from a file.

use super::log::Format;
use super::session::Session;
use super::token::Token;
use crate::command::policy_cache::Compiled;
use crate::command::store_address;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiergate::{DEFAULT_CAPACITY, DEFAULT_STALE_FOR};
use tiergate_server::Limits;
use tiergate_store::PostgresStore;

/// Each argument that hides its environment is a secret, or may hold one.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A TOML file with values for these options, each by its long name: listen = "…". Flags win
    /// over the environment, and that over the file.
    #[arg(long, env = "TIERGATE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print what is in force and where it is from, without secrets, and end.
    #[arg(long)]
    pub(crate) print_config: bool,
    /// The policy that decides, a file; the store's active one, also where that changes, unless
    /// said.
    #[arg(long, env = "TIERGATE_POLICY", value_name = "FILE", value_parser = store_address::path)]
    policy: Option<PathBuf>,
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TIERGATE_STORE", default_value = "sqlite:tiergate.db")]
    #[arg(hide_env_values = true)]
    pub(super) store: String,
    #[command(flatten)]
    pub(super) kept: Kept,
    /// Where to listen.
    #[arg(long, env = "TIERGATE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:4747")]
    pub(super) listen: String,
    /// Where to listen for Prometheus, which asks for /metrics; nowhere, unless said. Who asks is
    /// not checked: give an address that is not public.
    #[arg(long, env = "TIERGATE_METRICS_LISTEN", value_name = "ADDRESS")]
    pub(super) metrics_listen: Option<String>,
    /// The edition of tenants that have none of their own.
    #[arg(long, env = "TIERGATE_EDITION")]
    pub(super) edition: Option<String>,
    #[command(flatten)]
    pub(super) compiled: Compiled,
    #[command(flatten)]
    pub(super) token: Token,
    #[command(flatten)]
    pub(super) session: Session,
    /// How often a minute a tenant's own admin may write, at each server: what they write stays
    /// in the history. Operators may write as often as they like.
    #[arg(long, env = "TIERGATE_OWN_WRITES", value_name = "COUNT", default_value_t = 10)]
    pub(super) own_writes: u32,
    #[command(flatten)]
    pub(super) limited: Limited,
    /// What to log: error, warn, info, debug or trace, also by part: info,tower_http=debug shows
    /// each request.
    #[arg(long, env = "TIERGATE_LOG", value_name = "FILTER", default_value = "info")]
    pub(super) log: String,
    /// How to log, on the standard error.
    #[arg(long, env = "TIERGATE_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub(super) log_format: Format,
}

/// What to keep of the store, and how to read it.
#[derive(clap::Args, Clone, Copy)]
pub(super) struct Kept {
    /// How many connections read from PostgreSQL; 4 more write and follow. Count those of all
    /// servers: a database takes 100 by default. More help if many tenants are not cached.
    #[arg(long, env = "TIERGATE_STORE_CONNECTIONS", value_name = "COUNT")]
    #[arg(default_value_t = PostgresStore::DEFAULT_READERS)]
    pub(super) store_connections: u32,
    /// How many tenants are cached, those asked about last: some 1 KB of memory each. Others are
    /// read from the store.
    #[arg(long, env = "TIERGATE_CACHED_TENANTS", value_name = "COUNT")]
    #[arg(default_value_t = DEFAULT_CAPACITY)]
    pub(super) cached_tenants: usize,
    /// For how many seconds checks are answered from the cache while the store is away. What
    /// expires meanwhile expires.
    #[arg(long, env = "TIERGATE_STALE_FOR", value_name = "SECONDS")]
    #[arg(default_value_t = DEFAULT_STALE_FOR.as_secs())]
    pub(super) stale_for: u64,
}

/// How much to take on.
#[derive(clap::Args)]
pub(super) struct Limited {
    /// How many bytes a request's body may have.
    #[arg(long, env = "TIERGATE_MAX_BODY", value_name = "BYTES")]
    #[arg(default_value_t = Limits::default().body)]
    max_body: usize,
    /// How many requests may be under way; those above are refused at once.
    #[arg(long, env = "TIERGATE_MAX_REQUESTS", value_name = "COUNT")]
    #[arg(default_value_t = Limits::default().under_way)]
    max_requests: usize,
    /// How many connections may be open. When half of them are, those are closed that
    /// have waited longest for their clients.
    #[arg(long, env = "TIERGATE_MAX_CONNECTIONS", value_name = "COUNT")]
    #[arg(default_value_t = Limits::default().connections)]
    max_connections: usize,
    /// How long an answer may take to begin.
    #[arg(long, env = "TIERGATE_REQUEST_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().time.as_secs())]
    request_timeout: u64,
    /// How long a connection may be idle.
    #[arg(long, env = "TIERGATE_IDLE_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().idle.as_secs())]
    idle_timeout: u64,
    /// How long a request's head may take.
    #[arg(long, env = "TIERGATE_HEAD_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().head.as_secs())]
    head_timeout: u64,
    /// How long each 64 KiB of a request's body, and its end, may take.
    #[arg(long, env = "TIERGATE_BODY_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().body_time.as_secs())]
    body_timeout: u64,
    /// How long a client may read nothing of an answer before its connection is closed.
    #[arg(long, env = "TIERGATE_WRITE_TIMEOUT", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().write.as_secs())]
    write_timeout: u64,
    /// How many streams of /session/events may be open, of all people; half of the connections is
    /// the most, so that others get in.
    #[arg(long, env = "TIERGATE_MAX_STREAMS", value_name = "COUNT")]
    #[arg(default_value_t = Limits::default().connections / 2)]
    max_streams: usize,
    /// For how long, when asked to end, to take new connections still, while /readyz says 503:
    /// until load balancers have seen it.
    #[arg(long, env = "TIERGATE_DRAIN", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().drain.as_secs())]
    drain: u64,
    /// How long requests under way may take after that, before they are cut off.
    #[arg(long, env = "TIERGATE_FINISH", value_name = "SECONDS")]
    #[arg(default_value_t = Limits::default().finish.as_secs())]
    finish: u64,
}

impl Arguments {
    /// The policy's file; an empty name is none.
    pub(super) fn policy(&self) -> Option<&Path> {
        self.policy.as_deref().filter(|file| !file.as_os_str().is_empty())
    }
}

impl Limited {
    /// How many streams of events may be open.
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
