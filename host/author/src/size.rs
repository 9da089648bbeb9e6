//! Checks whether a map can fit into a policy's file, before the long work begins.

use crate::AuthorError;
use tiergate_policy::catalog::{AddOn, Feature, Info, Metadata, Tier};

/// The most bytes that a policy's file may have: hosts refuse larger ones.
pub const MAX_FILE: usize = 4 << 20;

/// The bytes that a text takes besides its own, once a host has read it: the size of a `String` on
/// a 64-bit machine.
const TEXT: usize = 24;

/// The bytes that a limit or a change of a cap takes besides the cap's id: its case and a 64-bit
/// number.
const LIMIT: usize = 16;

/// Refuses a catalog that takes more bytes of a host than a policy's file may have, before it is
/// built. Each tier counts with all of its features, including inherited ones, because that is how
/// the policy answers `describe`, and hosts refuse longer answers.
pub(crate) fn check(info: &Info) -> Result<(), AuthorError> {
    let least = [
        info.tiers.iter().map(of_tier).sum(),
        info.features.iter().map(of_feature).sum(),
        info.add_ons.iter().map(of_add_on).sum(),
        info.caps.iter().map(|it| text(&it.id) + text(&it.label) + metadata(&it.metadata)).sum(),
        info.editions.iter().map(|it| text(&it.id)).sum(),
        metadata(&info.metadata),
    ];
    let least: usize = least.iter().sum();
    if least <= MAX_FILE {
        return Ok(());
    }
    let features = info.tiers.iter().map(|tier| tier.features.len()).sum();
    let tiers = info.tiers.len();
    Err(AuthorError::TooManyEntries { tiers, features, least, most: MAX_FILE })
}

fn of_tier(tier: &Tier) -> usize {
    let caps = tier.caps.iter().map(|it| text(&it.cap) + LIMIT);
    shown(&tier.id, &tier.label, &tier.description)
        + texts(&tier.features)
        + caps.sum::<usize>()
        + metadata(&tier.metadata)
}

fn of_feature(feature: &Feature) -> usize {
    shown(&feature.id, &feature.label, &feature.description)
        + texts(&feature.requires)
        + metadata(&feature.metadata)
}

fn of_add_on(add_on: &AddOn) -> usize {
    let caps = add_on.caps.iter().map(|(cap, _)| text(cap) + LIMIT);
    shown(&add_on.id, &add_on.label, &add_on.description)
        + texts(&add_on.features)
        + caps.sum::<usize>()
        + metadata(&add_on.metadata)
}

fn shown(id: &str, label: &str, description: &Option<String>) -> usize {
    text(id) + text(label) + description.as_deref().map_or(0, text)
}

fn metadata(metadata: &Metadata) -> usize {
    metadata.iter().map(|(key, value)| text(key) + text(value)).sum()
}

fn texts(texts: &[String]) -> usize {
    texts.iter().map(|it| text(it)).sum()
}

fn text(text: &str) -> usize {
    TEXT + text.len()
}

#[cfg(test)]
mod tests {
    use crate::{AuthorError, build};
    use tiergate_map::Map;

    /// Returns a map in which each tier extends the previous one.
    fn map(tiers: usize, features: usize) -> Map {
        let list = |range: std::ops::Range<usize>| {
            range.map(|at| format!("\"feature-{at}\"")).collect::<Vec<_>>().join(",")
        };
        let tier = |at: usize| match at {
            0 => format!(r#"{{"id":"tier-0","features":[{}]}}"#, list(0..features)),
            at => format!(r#"{{"id":"tier-{at}","extends":"tier-{}"}}"#, at - 1),
        };
        let tiers = (0..tiers).map(tier).collect::<Vec<_>>().join(",");
        let json = format!(
            r#"{{"name":"large","version":"1.0.0","tiers":[{tiers}],"defaultTier":"tier-0",
                "whenMissing":{{"tier":"tier-0"}},"whenUnknown":{{"tier":"tier-0"}}}}"#
        );
        Map::from_json("large.json", &json).unwrap()
    }

    #[test]
    fn a_map_that_cannot_fit_is_refused_before_it_is_built() {
        let error = build(&map(30, 5_000)).unwrap_err();
        assert!(matches!(error, AuthorError::TooManyEntries { tiers: 30, features: 150_000, .. }));
        assert!(matches!(build(&map(1, 100_000)), Err(AuthorError::TooManyEntries { .. })));
    }

    /// Each tier wrote out what it inherits, which took eight times as much.
    #[test]
    fn what_tiers_inherit_is_written_once() {
        let size = |tiers| build(&map(tiers, 200)).unwrap().len();
        let each = (size(21) - size(1)) / 20;
        println!("{each} bytes for each tier that inherits 200 features");
        assert!(each < 600, "{each} bytes");
    }
}
