//! The template component: the rules, compiled to WebAssembly and checked in.

use crate::{tools, wasm};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// Builds the template, and writes it to the file that `tiergate-author` includes.
pub(crate) fn write() -> Result<()> {
    let template = build()?;
    std::fs::write(checked_in(), &template)?;
    println!("the template has {} bytes", template.len());
    Ok(())
}

/// Checks that the checked-in template is the one that the rules compile to.
pub(crate) fn check() -> Result<()> {
    let known =
        std::fs::read(checked_in()).context("there is no template: run `cargo xtask template`")?;
    if build()? == known {
        println!("the template is current");
        return Ok(());
    }
    bail!("the template is not the one that policy/rules builds: run `cargo xtask template`")
}

fn checked_in() -> PathBuf {
    tools::root().join("host/author/template/template.wasm")
}

fn build() -> Result<Vec<u8>> {
    tools::need_wasm_target()?;
    // In a separate folder, because it would otherwise wait for the other builds' lock.
    let target = tools::target().join("template");
    let mut cargo = tools::cargo_command(&[
        "rustc",
        "--package=tiergate-policy",
        "--lib",
        "--crate-type=cdylib",
        "--profile=template",
        "--features=template",
        "--target=wasm32-unknown-unknown",
    ]);
    // A stack that is just large enough for a call.
    cargo.arg("--target-dir").arg(&target).args(["--", "-Clink-arg=-zstack-size=65536"]);
    tools::run(&mut cargo)?;
    let module = target.join("wasm32-unknown-unknown/template/tiergate_policy.wasm");
    let component = module.with_extension("component.wasm");
    wasm::component(&module, &component)?;
    std::fs::read(&component).with_context(|| format!("cannot read {}", component.display()))
}
