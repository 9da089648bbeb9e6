//! Every engine answers every shared case.

use anyhow::Result;
use tiergate_tests::browser::Chromium;
use tiergate_tests::cases::{complaints, load};
use tiergate_tests::component::Wasmtime;
use tiergate_tests::engine::Engine;
use tiergate_tests::native::Native;
use tiergate_tests::node::Node;
use tiergate_tests::planted::Altered;

fn answers_all(engine: &mut dyn Engine) -> Result<()> {
    let complaints = complaints(engine)?;
    assert!(complaints.is_empty(), "{} wrong answers:\n{}", complaints.len(), complaints.concat());
    Ok(())
}

#[test]
fn there_are_cases() -> Result<()> {
    let cases: usize = load()?.values().map(Vec::len).sum();
    println!("{cases} cases");
    assert!(cases >= 800);
    Ok(())
}

#[test]
fn native() -> Result<()> {
    answers_all(&mut Native::new()?)
}

#[test]
fn wasmtime() -> Result<()> {
    answers_all(&mut Wasmtime)
}

#[test]
fn node() -> Result<()> {
    answers_all(&mut Node)
}

#[test]
fn chromium() -> Result<()> {
    answers_all(&mut Chromium::new()?)
}

/// An engine that is wrong about one answer is found out.
#[test]
fn a_planted_fault_is_caught() -> Result<()> {
    let (right, wrong) = (r#""warnAt":501"#, r#""warnAt":500"#);
    let complaints = complaints(&mut Altered { engine: Wasmtime, right, wrong })?;
    assert!(!complaints.is_empty());
    assert!(complaints.iter().all(|it| it.contains(right) && it.contains(wrong)));
    Ok(())
}
