//! Laws: what is found, against an independent enumeration, and what differs.
#![cfg(test)]

mod differences;
mod faulty;
mod one_step;
mod oracle;
mod planted;
mod references;
mod unlawful;

use tiergate_laws::{Domain, Engine, Report, check_laws};

/// Returns each finding as its law and the ids that it is about.
fn names(report: &Report) -> Vec<Vec<String>> {
    let name = |it: &tiergate_laws::Finding| {
        std::iter::once(it.law.name().to_owned()).chain(it.about.clone()).collect()
    };
    let mut names: Vec<_> = report.findings().map(name).collect();
    names.sort();
    names
}

fn found(engine: &dyn Engine, domain: &Domain) -> Vec<Vec<String>> {
    names(&check_laws(engine, domain).unwrap())
}
