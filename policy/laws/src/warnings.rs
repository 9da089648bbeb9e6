//! What there is to warn of in a map, with the places in its file.

use crate::law::check_map;
use crate::prelude::*;
use crate::{Domain, EngineError, Finding, Law, Native};
use tiergate_map::{Map, Problem, Source};

/// How many combinations are asked about when a map is checked: as many as an editor waits for.
const MOST: usize = 20_000;

/// Returns [`Map::warnings`], and a warning for each way in which the map breaks a law, unless it is
/// `meant`, all in the file's order. The laws that a policy file alone can break are not asked.
///
/// # Errors
///
/// [`EngineError`] if the map was changed so that it mentions what it does not declare.
///
/// # Examples
///
/// ```
/// use tiergate_laws::{Law, warnings};
/// use tiergate_map::{Map, Source};
///
/// let text = r#"{ "name": "n", "version": "1", "defaultTier": "free",
///     "tiers": [{ "id": "free", "caps": { "n": 5 } }, { "id": "pro", "caps": { "n": 3 } }],
///     "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;
/// let (map, source) = (Map::from_json("n.json", text)?, Source::new("n.json", text)?);
/// let found = warnings(&map, &source, |_, _| false)?;
/// assert_eq!(found[0].message, "`pro` has at most 3 of `n`, but the lower `free` has 5");
/// assert_eq!((found[0].line, found[0].text.as_str()), (2, "3"));
/// let meant = |law, name: &str| law == Law::MonotoneCaps && name == "pro: n";
/// assert!(warnings(&map, &source, meant)?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn warnings(
    map: &Map,
    source: &Source,
    meant: impl Fn(Law, &str) -> bool,
) -> Result<Vec<Problem>, EngineError> {
    let found = found(map, meant)?;
    let mut warnings = map.warnings.clone();
    warnings.extend(placed(source, found.iter()));
    Problem::sort(&mut warnings);
    Ok(warnings)
}

/// Returns every way in which a map breaks a law, in the file's order, except for those that are
/// `meant`.
///
/// # Errors
///
/// [`EngineError`] if the map was changed so that it mentions what it does not declare.
///
/// # Examples
///
/// ```
/// use tiergate_laws::broken;
/// use tiergate_map::{Map, Source};
///
/// let text = r#"{ "name": "n", "version": "1", "defaultTier": "free",
///     "tiers": [{ "id": "free", "features": ["a"] }, { "id": "pro", "features": ["b"] }],
///     "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;
/// let (map, source) = (Map::from_json("n.json", text)?, Source::new("n.json", text)?);
/// let found = broken(&map, &source, |_, _| false)?;
/// let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
/// assert!(messages.contains(&"`pro` lacks `a`, which the lower `free` allows"), "{messages:?}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn broken(
    map: &Map,
    source: &Source,
    meant: impl Fn(Law, &str) -> bool,
) -> Result<Vec<Problem>, EngineError> {
    Ok(placed(source, found(map, meant)?.iter()))
}

fn found(map: &Map, meant: impl Fn(Law, &str) -> bool) -> Result<Vec<Finding>, EngineError> {
    let engine = Native::new(map).map_err(|error| EngineError(error.to_string()))?;
    let domain = Domain::of_map(map).at_most(MOST);
    let report = check_map(&engine, &domain)?;
    Ok(report.findings().filter(|it| !meant(it.law, &it.name())).cloned().collect())
}

fn placed<'a>(source: &Source, found: impl Iterator<Item = &'a Finding>) -> Vec<Problem> {
    let mut problems: Vec<_> = found.map(|it| warning(source, it)).collect();
    Problem::sort(&mut problems);
    problems
}

fn warning(source: &Source, finding: &Finding) -> Problem {
    let path: Vec<_> = finding.path.iter().map(String::as_str).collect();
    source.warning(&path, &finding.message, &finding.help)
}
