//! Maps that are larger than a policy can be, or have more problems than anyone reads.

use tiergate_map::{Map, MapError};

/// A map with these tiers and, after them, what `more` says.
fn read(tiers: &[String], more: &str) -> Result<Map, MapError> {
    let tiers = tiers.join(",");
    Map::from_json(
        "large.json",
        &format!(
            r#"{{ "name": "large", "version": "1", "tiers": [{tiers}], "defaultTier": "t0",
                "whenMissing": {{ "tier": "t0" }}, "whenUnknown": {{ "tier": "t0" }}{more} }}"#
        ),
    )
}

/// So many tiers, each of which extends the one before; the first has so many features.
fn chain(tiers: usize, features: usize) -> Vec<String> {
    let features: Vec<_> = (0..features).map(|at| format!("\"f{at}\"")).collect();
    let first = format!(r#"{{ "id": "t0", "features": [{}] }}"#, features.join(","));
    let next = |at| format!(r#"{{ "id": "t{at}", "extends": "t{}" }}"#, at - 1);
    std::iter::once(first).chain((1..tiers).map(next)).collect()
}

/// 5,000 tiers with 5,000 features each are 25 million: what is refused is never written out.
#[test]
fn more_inherited_features_than_a_policy_has_are_refused_at_the_tier_that_is_too_much() {
    let refused = read(&chain(5_000, 5_000), "").unwrap_err();
    let [problem] = refused.problems() else { panic!("{refused}") };
    assert!(problem.message.contains("more than 167772 features and limits"), "{problem}");
    assert_eq!(problem.text, "\"t33\"");
}

#[test]
fn more_limits_than_a_policy_has_are_refused() {
    let caps: Vec<_> = (0..5_000).map(|at| format!(r#"{{ "id": "c{at}" }}"#)).collect();
    let refused = read(&chain(200, 0), &format!(r#", "caps": [{}]"#, caps.join(","))).unwrap_err();
    assert_eq!(refused.problems().len(), 1, "{refused}");
}

#[test]
fn a_chain_may_be_long() -> Result<(), MapError> {
    assert_eq!(read(&chain(20_000, 1), "")?.info.tiers[19_999].features, ["f0"]);
    let mut backwards = chain(20_000, 1);
    backwards.reverse();
    assert_eq!(read(&backwards, "")?.info.tiers[0].features, ["f0"]);
    Ok(())
}

#[test]
fn a_hundred_problems_are_listed_and_the_last_counts_the_others() {
    let unknown: Vec<_> = (0..1_000).map(|at| format!("\"g{at}\"")).collect();
    let tier = format!(r#"{{ "id": "t0", "features": [{}] }}"#, unknown.join(","));
    let refused = read(&[tier], r#", "features": [{ "id": "f" }]"#).unwrap_err();
    let problems = refused.problems();
    assert_eq!(problems.len(), 100);
    assert!(problems[99].help.ends_with("; 900 more problems are not listed"), "{}", problems[99]);
}

#[test]
fn of_a_long_line_only_what_is_near_is_shown() {
    let tier = format!(r#"{{ "id": "t0", "label": "{}", "features": ["g"] }}"#, "x".repeat(99_999));
    let refused = read(&[tier], r#", "features": [{ "id": "f" }]"#).unwrap_err();
    let problem = &refused.problems()[0];
    let shown = problem.to_string();
    assert!(shown.contains(&format!("large.json:1:{}", problem.column)), "{shown}");
    assert!(problem.column > 99_999 && shown.len() < 2_000, "{shown}");
}

#[test]
fn a_map_has_at_most_16_mib() {
    let refused = Map::from_toml("large.toml", &"\n".repeat((16 << 20) + 1)).unwrap_err();
    let message = &refused.problems()[0].message;
    assert_eq!(message, "the map has 16777217 bytes, more than the 16777216 allowed");
}

/// Comparing names of this length would take minutes.
#[test]
fn long_names_are_not_compared() {
    let long = |end: &str| format!("{}{end}", "x".repeat(100_000));
    let features: Vec<_> =
        (0..20).map(|at| format!(r#"{{ "id": "{}" }}"#, long(&at.to_string()))).collect();
    let tier = format!(r#"{{ "id": "t0", "features": ["{}", "x1"] }}"#, long("y"));
    let began = std::time::Instant::now();
    let refused = read(&[tier], &format!(r#", "features": [{}]"#, features.join(","))).unwrap_err();
    assert_eq!(refused.problems().len(), 2);
    assert!(refused.problems().iter().all(|it| it.help.starts_with("declare it in")));
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

/// Thousands of names that are just short enough are compared only for a while.
#[test]
fn many_names_are_compared_for_a_limited_time() {
    let name = |at: usize| format!("{at:099}");
    let features: Vec<_> = (0..20_000).map(|at| format!(r#"{{ "id": "{}" }}"#, name(at))).collect();
    let unknown: Vec<_> = (0..100).map(|at| format!("\"{}\"", name(90_000 + at))).collect();
    let tier = format!(r#"{{ "id": "t0", "features": [{}] }}"#, unknown.join(","));
    let began = std::time::Instant::now();
    let refused = read(&[tier], &format!(r#", "features": [{}]"#, features.join(","))).unwrap_err();
    assert!(refused.problems()[0].help.starts_with("did you mean"), "{refused}");
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
