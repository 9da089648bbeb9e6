//! Runs other programs, and installs what they need.

use crate::kit;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The target of the template and of policies written in Rust.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Returns the folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Returns a command that runs in the repository.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command to its end, and fails if it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("\n$ {line}");
    let status = command.status().with_context(|| format!("cannot run `{line}`"))?;
    if status.success() { Ok(()) } else { bail!("`{line}` failed: {status}") }
}

/// Returns the output of a command.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot run `{line}`"))?;
    if !output.status.success() {
        bail!("`{line}` failed: {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Returns a command for the cargo that runs this program.
pub(crate) fn cargo_command(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or("cargo".into()), arguments)
}

/// Runs cargo.
pub(crate) fn cargo(arguments: &[&str]) -> Result<()> {
    run(&mut cargo_command(arguments))
}

/// Adds the WebAssembly target to the toolchain if it is missing.
pub(crate) fn need_wasm_target() -> Result<()> {
    let installed = output(&mut command("rustup", &["target", "list", "--installed"]));
    if installed.is_ok_and(|targets| targets.lines().any(|target| target == WASM)) {
        return Ok(());
    }
    run(&mut command("rustup", &["target", "add", WASM]))
}

/// Installs the npm packages of `js/` if they do not match its lock file, and builds it, with the
/// authoring kit.
pub(crate) fn build_js() -> Result<()> {
    need_node()?;
    install("js", &[])?;
    kit::write()?;
    run(&mut npm(&["run", "--silent", "build"]))
}

/// Builds what pages need of the npm package: all but the authoring kit, which takes a minute to
/// compile.
pub(crate) fn build_js_for_pages() -> Result<()> {
    need_node()?;
    install("js", &[])?;
    run(&mut npm(&["run", "--silent", "build:pages"]))
}

/// Returns the folder of the JavaScript runtimes that the npm package's tests run: the one that
/// `TIERGATE_RUNTIMES` names, or one in which they are installed.
pub(crate) fn need_js_runtimes() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("TIERGATE_RUNTIMES") {
        return Ok(folder.into());
    }
    install("js/test/edge", &["--ignore-scripts"])?;
    Ok(root().join("js/test/edge/node_modules"))
}

/// Installs the npm packages of a folder if they do not match its lock file.
pub(crate) fn install(folder: &str, flags: &[&str]) -> Result<()> {
    let folder = root().join(folder);
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.tiergate-lock");
    let wanted = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    if std::fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        let mut ci = npm(&["ci", "--no-audit", "--no-fund"]);
        run(ci.args(flags).current_dir(&folder))?;
        std::fs::write(&stamp, &wanted)?;
    }
    Ok(())
}

/// Returns a command for npm in `js/`.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let mut command = command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments);
    command.current_dir(root().join("js"));
    command
}

/// Checks that Node is there, in a version that is new enough.
pub(crate) fn need_node() -> Result<()> {
    let version = output(&mut command("node", &["--version"]));
    let version = version.context("Node 20 or later is needed: https://nodejs.org")?;
    let major = version.trim_start_matches('v').split('.').next().unwrap_or_default();
    match major.parse::<u32>() {
        Ok(20..) => Ok(()),
        _ => bail!("Node 20 or later is needed, but this is {}", version.trim()),
    }
}

/// Returns the Chromium to test in: the one that `TIERGATE_CHROMIUM` names, or an installed one.
/// Installs Chromium if there is none.
pub(crate) fn need_chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("TIERGATE_CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    println!("Chromium was not found: installing it");
    let apt = apt_install(&["chromium"]);
    if let (Ok(()), Some(found)) = (&apt, installed_chromium()) {
        return Ok(found);
    }
    chromium_from_npm().context(
        "Chromium could not be installed: type `sudo apt-get install chromium`, \
         or set TIERGATE_CHROMIUM to its path",
    )
}

fn installed_chromium() -> Option<PathBuf> {
    installed(&["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"])
}

/// Returns the first of these programs that is on `PATH`.
fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// Checks that the load tool wrk is on `PATH`, and installs it otherwise.
pub(crate) fn need_wrk() -> Result<()> {
    if installed(&["wrk"]).is_some() {
        return Ok(());
    }
    apt_install(&["wrk"]).context("wrk is needed: type `sudo apt-get install wrk`")
}

/// Checks that genhtml, which reads coverage, is on `PATH`, and installs it otherwise.
pub(crate) fn need_genhtml() -> Result<()> {
    if installed(&["genhtml"]).is_some() {
        return Ok(());
    }
    apt_install(&["lcov"]).context("genhtml is needed: type `sudo apt-get install lcov`")
}

/// Installs Debian packages, which fails unless this user is allowed to.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    run(&mut command("apt-get", &["update"]))?;
    let mut install = command("apt-get", &["install", "--yes"]);
    run(install.args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Installs Chromium as an npm package, unpacked in the target folder.
fn chromium_from_npm() -> Result<PathBuf> {
    let folder = target().join("chromium");
    std::fs::create_dir_all(&folder)?;
    let mut install = npm(&["install", "--no-save", "--prefix", "."]);
    install.arg("@sparticuz/chromium@latest").current_dir(&folder);
    run(&mut install)?;
    let script = "import('@sparticuz/chromium').then(async it => console.log(await it.default.executablePath()))";
    let mut unpack = command("node", &["--input-type=module", "--eval", script]);
    let path = PathBuf::from(output(unpack.current_dir(&folder))?.trim());
    if path.is_file() { Ok(path) } else { bail!("`{}` is not a file", path.display()) }
}

/// Returns the target folder of cargo.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
