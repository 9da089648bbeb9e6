//! PostgreSQL for tests: separate clusters, and new databases.

mod installed;
mod owner;
mod watchdog;

use anyhow::{Context, Result, anyhow};
use owner::Owner;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::sync::OnceLock;
use watchdog::Watchdog;

/// A cluster in a temporary folder, with a server on a free loopback port.
///
/// The server ends and the folder is removed when this is dropped, and also when the process that
/// made it ends in any way.
#[derive(Debug)]
pub struct Cluster {
    watchdog: Watchdog,
    port: u16,
}

impl Cluster {
    /// Creates a cluster and starts it, with settings as in `postgresql.conf`, such as
    /// `("synchronous_commit", "off")`.
    ///
    /// # Errors
    ///
    /// If there is no PostgreSQL, or it does not start.
    pub fn start(settings: &[(&str, &str)]) -> Result<Self> {
        let programs = installed::programs().context(
            "there is no PostgreSQL here: run `cargo xtask test`, which gets one, \
             or `sudo apt-get install postgresql`",
        )?;
        let folder =
            tempfile::Builder::new().prefix("tiergate-postgres-").tempdir_in(owner::temporary())?;
        let owner = Owner::of(folder.path())?;
        let programs = match owner {
            Some(_) => owner::reachable(&programs, folder.path())?,
            None => programs,
        };
        if let Some(owner) = owner {
            owner.take(folder.path())?;
        }
        let watchdog = Watchdog::start(&programs, folder, owner)?;
        let mut cluster = Self { watchdog, port: free_port()? };
        cluster.watchdog.order("initdb")?;
        cluster.configure(settings)?;
        cluster.start_again()?;
        Ok(cluster)
    }

    fn configure(&self, settings: &[(&str, &str)]) -> Result<()> {
        let port = self.port.to_string();
        let own = [
            ("listen_addresses", "127.0.0.1"),
            ("port", &port),
            ("unix_socket_directories", ""),
            ("max_connections", "300"),
        ];
        append(&self.watchdog.folder().join("data/postgresql.conf"), own.iter().chain(settings))
            .context("cannot configure PostgreSQL")
    }

    /// Creates a new, empty database, and returns its URL.
    ///
    /// # Errors
    ///
    /// If the server does not create it, for example because there is one with this name.
    pub async fn database(&self, name: &str) -> Result<String> {
        create(&format!("postgres://tiergate@127.0.0.1:{}/postgres", self.port), name).await
    }

    /// Kills every process of the server at once, as a power failure does, and waits until they
    /// have ended.
    ///
    /// # Errors
    ///
    /// If it is not running.
    pub fn kill_hard(&mut self) -> Result<()> {
        self.watchdog.order("kill")
    }

    /// Starts the server again after [`Cluster::kill_hard`] or [`Cluster::stop`], on the same port,
    /// and waits until it accepts connections.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        self.watchdog.order("start")
    }

    /// Copies all data of a server that is not running.
    ///
    /// # Errors
    ///
    /// If it is running.
    pub fn save(&mut self) -> Result<()> {
        self.watchdog.order("save")
    }

    /// Restores the [saved](Cluster::save) data of a server that is not running.
    ///
    /// # Errors
    ///
    /// If it is running, or nothing was saved.
    pub fn put_back(&mut self) -> Result<()> {
        self.watchdog.order("put-back")
    }

    /// Returns the server's log.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub fn log(&self) -> std::io::Result<String> {
        std::fs::read_to_string(self.watchdog.folder().join("log"))
    }

    /// Shuts the server down in an orderly way, regardless of who is connected, and waits for its
    /// end.
    ///
    /// # Errors
    ///
    /// If it is not running.
    pub fn stop(&mut self) -> Result<()> {
        self.watchdog.order("stop")
    }
}

/// Returns the cluster that all tests of this process share.
///
/// # Errors
///
/// As [`Cluster::start`].
pub fn shared() -> Result<&'static Cluster> {
    static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| Cluster::start(&[]).map_err(|error| format!("{error:#}")));
    shared.as_ref().map_err(|error| anyhow!("{error}"))
}

/// Returns the URL of a new, empty database: on the server of `TIERGATE_TEST_POSTGRES`, the URL of
/// a database whose user may create others, or else on the [`shared`] cluster.
///
/// # Errors
///
/// If there is no server, or it does not create the database.
pub async fn fresh_database() -> Result<String> {
    let name = format!("tiergate_test_{:016x}", random());
    match std::env::var("TIERGATE_TEST_POSTGRES") {
        Ok(url) => create(&url, &name).await,
        Err(_) => shared()?.database(&name).await,
    }
}

/// Creates a database on the server of this URL.
async fn create(url: &str, name: &str) -> Result<String> {
    let mut connection = PgConnection::connect(url).await.context("cannot connect")?;
    let quoted = name.replace('"', "\"\"");
    let create = AssertSqlSafe(format!("CREATE DATABASE \"{quoted}\""));
    sqlx::query(create).execute(&mut connection).await.context("cannot create a database")?;
    connection.close().await?;
    beside(url, name)
}

/// Returns the URL of another database on the same server.
fn beside(url: &str, name: &str) -> Result<String> {
    let (scheme, rest) = url.split_once("://").context("the server's URL is not valid")?;
    let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
    let server = place.split('/').next().unwrap_or_default();
    let question = if options.is_empty() { "" } else { "?" };
    Ok(format!("{scheme}://{server}/{name}{question}{options}"))
}

/// Adds settings to a file; if a setting occurs twice, the last one counts.
fn append<'a>(
    file: &Path,
    settings: impl Iterator<Item = &'a (&'a str, &'a str)>,
) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().append(true).open(file)?;
    for (name, value) in settings {
        writeln!(file, "{name} = '{}'", value.replace('\'', "''"))?;
    }
    Ok(())
}

/// Returns a port that is free now. It is not an ephemeral port, which the system might assign to
/// another process, so it is still free after a stop.
fn free_port() -> Result<u16> {
    let mut ports = (0..1000).filter_map(|_| u16::try_from(15_000 + random() % 15_000).ok());
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).context("no port is free")
}

fn random() -> u64 {
    RandomState::new().hash_one(())
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn the_url_of_another_database_keeps_the_rest() -> anyhow::Result<()> {
        for (url, other) in [
            ("postgres://me:pw@db:5432/mine", "postgres://me:pw@db:5432/new"),
            ("postgresql://db?sslmode=require", "postgresql://db/new?sslmode=require"),
            ("postgres:///mine?host=/run/pg", "postgres:///new?host=/run/pg"),
        ] {
            assert_eq!(beside(url, "new")?, other);
        }
        assert!(beside("db", "new").is_err());
        Ok(())
    }
}
