//! `cargo xtask demo`: runs the reference product, which is a server in Rust and its pages in Node.

use crate::tools;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The profile that compiles soonest.
const PROFILE: &str = "demo";

/// Builds everything that the demo needs, and serves it until it is interrupted.
pub(crate) fn run() -> Result<()> {
    let began = Instant::now();
    tools::need_node()?;
    say(
        "1 of 2: building the pages, and compiling the server, most of it wasmtime: some minutes once",
    );
    build()?;
    say(&format!("2 of 2: starting, after {} s", began.elapsed().as_secs()));
    let target = std::path::absolute(tools::target())?;
    let (server, pages) = (address(4747)?, address(4748)?);
    let program = target.join(PROFILE).join(format!("reference{}", std::env::consts::EXE_SUFFIX));
    let mut server_command = Command::new(program);
    server_command.env("TIERGATE_STORE", format!("sqlite:{}", new_store(&target).display()));
    let mut server_process = Ended::start(server_command.env("TIERGATE_LISTEN", &server))?;
    let mut node = tools::command("node", &["js/product/dist/server.cjs"]);
    node.env("TIERGATE_SERVER", format!("http://{server}"));
    let port = pages.rsplit(':').next().unwrap_or_default();
    let mut pages_process = Ended::start(node.env("TIERGATE_PRODUCT_PORT", port))?;
    loop {
        server_process.check("the server")?;
        pages_process.check("the pages' server")?;
        thread::sleep(Duration::from_millis(300));
    }
}

/// Builds the server, and meanwhile the pages.
fn build() -> Result<()> {
    let pages = thread::spawn(|| {
        tools::build_js_for_pages()?;
        build_product()
    });
    tools::cargo(&["build", "--package=tiergate-reference", "--profile", PROFILE])?;
    pages.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Installs and builds the product's pages, once the npm package is built.
pub(crate) fn build_product() -> Result<()> {
    tools::install("js/product", &[])?;
    let mut build = tools::npm(&["run", "--silent", "build"]);
    tools::run(build.current_dir(tools::root().join("js/product")))
}

fn say(text: &str) {
    println!("\n== {text}");
}

/// Returns an address of this machine with this port, or with any if it is in use.
fn address(port: u16) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", port));
    let listener = listener.or_else(|_| TcpListener::bind("127.0.0.1:0"));
    Ok(listener.context("cannot listen on this machine")?.local_addr()?.to_string())
}

/// Returns the path of a store that does not exist: each demo begins with a new one.
fn new_store(target: &Path) -> PathBuf {
    let path = target.join("demo.db");
    for ending in ["", "-shm", "-wal"] {
        // OK because there is no file the first time.
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    path
}

/// A program that ends with this one, however this one ends: its input ends, too.
struct Ended(Child);

impl Ended {
    fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let command = command.env("TIERGATE_END_WITH_STDIN", "1").stdin(Stdio::piped());
        Ok(Self(command.spawn().with_context(|| format!("cannot run `{program}`"))?))
    }

    /// Fails if the program has ended.
    fn check(&mut self, name: &str) -> Result<()> {
        match self.0.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{name} has ended: {status}"),
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        // OK because it may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
