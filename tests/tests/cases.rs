//! Every engine answers every shared case.

use tiergate_tests::browser::Chromium;
use tiergate_tests::cases::{complaints, load};
use tiergate_tests::component::Wasmtime;
use tiergate_tests::engine::Engine;
use tiergate_tests::native::Native;
use tiergate_tests::node::Node;
use tiergate_tests::planted::Otherwise;

fn answers_all(engine: &mut dyn Engine) {
    let complaints = complaints(engine).unwrap();
    assert!(complaints.is_empty(), "{} wrong answers:\n{}", complaints.len(), complaints.concat());
}

#[test]
fn there_are_cases() {
    let cases: usize = load().unwrap().values().map(Vec::len).sum();
    println!("{cases} cases");
    assert!(cases >= 800);
}

#[test]
fn native() {
    answers_all(&mut Native::new().unwrap());
}

#[test]
fn wasmtime() {
    answers_all(&mut Wasmtime);
}

#[test]
fn node() {
    answers_all(&mut Node);
}

#[test]
fn chromium() {
    answers_all(&mut Chromium::new().unwrap());
}

/// An engine that is wrong about one answer is found out.
#[test]
fn a_planted_fault_is_caught() {
    let (right, wrong) = (r#""warnAt":501"#, r#""warnAt":500"#);
    let complaints = complaints(&mut Otherwise { engine: Wasmtime, right, wrong }).unwrap();
    assert_eq!(complaints.len(), 6, "{}", complaints.concat());
}
