//! A large map: 50 tiers × 500 features, with 100 tests, coverage and laws.
//!
//! An optimised build must take under 5 seconds: `cargo test --release --package tiergate-testing --test
//! large -- --nocapture`.
#![cfg(test)]

use serde_json::{Value, json};
use std::fmt::Write;
use std::time::{Duration, Instant};
use tiergate_laws::{Domain, Native, check_laws};
use tiergate_map::{Map, Source};
use tiergate_testing::{Coverage, Tests};

fn large() -> String {
    let tier = |at: usize| {
        let features: Vec<_> = (at * 10..at * 10 + 10).map(|it| format!("f{it}")).collect();
        let mut tier = json!({ "id": format!("t{at}"), "features": features, "caps": { "n": at } });
        if at > 0 {
            tier["extends"] = json!(format!("t{}", at - 1));
        }
        tier
    };
    let add_on = |at: usize| json!({ "id": format!("a{at}"), "features": [format!("f{}", 490 + at)], "caps": { "n": { "add": 1 } } });
    json!({
        "name": "large", "version": "1", "defaultTier": "t0",
        "tiers": (0..50).map(tier).collect::<Vec<Value>>(),
        "addOns": (0..5).map(add_on).collect::<Vec<Value>>(),
        "whenMissing": { "tier": "t0" }, "whenUnknown": { "tier": "t0" },
    })
    .to_string()
}

fn tests() -> String {
    let mut text = "[laws]\n".to_owned();
    for at in 0..100 {
        let (tier, feature) = (at % 50, at * 5);
        let verb = if feature / 10 <= tier { "allows" } else { "denies" };
        writeln!(text, "[[test]]\nname = \"{at}\"\ntenant = {{ plan = \"t{tier}\" }}\n{verb} = [\"f{feature}\"]\ncaps = {{ n = {tier} }}").unwrap();
    }
    text
}

#[test]
fn fifty_tiers_with_five_hundred_features() {
    let folder = std::env::temp_dir().join(format!("tiergate-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (path, test_path) = (folder.join("large.json"), folder.join("large.test.toml"));
    std::fs::write(&path, large()).unwrap();
    std::fs::write(&test_path, tests()).unwrap();
    let start = Instant::now();
    let (map, source) = (Map::from_file(&path).unwrap(), Source::from_file(&path).unwrap());
    let (native, tests) = (Native::new(&map).unwrap(), Tests::from_file(&test_path).unwrap());
    let domain = Domain::of_map(&map);
    let outcome = tests.run(&native, None, "").unwrap();
    assert_eq!((outcome.passed(), outcome.cases.len()), (true, 100));
    let ran = start.elapsed();
    let coverage = Coverage::of(&map, &source, &[outcome]);
    assert!(coverage.cells.len() > 25_000);
    let covered = start.elapsed();
    let report = check_laws(&native, &domain).unwrap();
    assert_eq!(report.findings().count(), 0);
    let all = start.elapsed();
    for law in &report.laws {
        println!("{}: {} points, proved: {}", law.law, law.points, law.proved);
    }
    println!("tests {ran:.0?}, coverage {:.0?}, laws {:.0?}", covered - ran, all - covered);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|it| it.starts_with("VmHWM")).unwrap_or_default());
    std::fs::remove_dir_all(&folder).unwrap();
    // The time of the processor, because other tests run at the same time.
    let used = used().unwrap_or(all);
    println!("processor: {used:.1?}");
    if !cfg!(debug_assertions) {
        assert!(used < Duration::from_secs(5), "{used:?}");
    }
}

/// Returns how long this thread has run on a processor, if the system says it.
fn used() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}
