//! A download that broke off: a part of a policy is no policy, unless all that it lacks are
//! custom sections, which say nothing about the answers.

use std::collections::BTreeMap;
use std::ops::Range;

use tiergate::Policy;
use tiergate_tests::hostile::Expected;
use wasmparser::Payload;

use super::good::{self, Good};
use super::{memory, outcome};

/// How many bytes each prefix has more than the one before. A prime, so that every kind of
/// place is hit; each boundary of a section is a prefix besides.
const STEP: usize = 13;

/// The prefixes of the good policy, and what becomes of each.
pub fn outcomes() -> Vec<(usize, String)> {
    let lengths = (0..good::file().len()).step_by(STEP).chain(boundaries());
    lengths.map(|length| (length, code(length))).collect()
}

#[test]
fn each_prefix_is_refused() {
    let _alone = memory::alone();
    let mut counts = BTreeMap::new();
    for (_, code) in outcomes() {
        *counts.entry(code).or_insert(0) += 1;
    }
    println!("prefixes: {counts:?}");
    assert!(counts.contains_key("truncated"));
}

fn code(length: usize) -> String {
    match Policy::from_bytes(&good::file()[..length]) {
        Err(error) => match outcome::failed(&error) {
            Expected::Refused(code) => code,
            other => panic!("the first {length} bytes are no policy, and came to {other:?}"),
        },
        Ok(policy) => {
            let is_safe = custom().any(|section| section.start <= length);
            assert!(is_safe, "the first {length} bytes were taken");
            Good::new().agrees(&policy);
            "taken".to_owned()
        }
    }
}

/// The custom sections at the end of the component.
fn custom() -> impl Iterator<Item = Range<usize>> {
    let sections = wasmparser::Parser::new(0).parse_all(good::file());
    let mut last = Vec::new();
    for section in sections {
        match section.unwrap() {
            // Its content is told; before it are its number and its size.
            Payload::CustomSection(section) => last.push(section.range()),
            Payload::End(_) => {}
            _ => last.clear(),
        }
    }
    last.into_iter().map(|content| content.start.saturating_sub(6)..content.end)
}

/// Where each section of the component ends, but the last.
fn boundaries() -> Vec<usize> {
    let sections = wasmparser::Parser::new(0).parse_all(good::file());
    let ranges = sections.filter_map(|section| Some(section.unwrap().as_section()?.1.end));
    ranges.filter(|end| *end < good::file().len()).collect()
}
