//! Checks whether a map can fit into a policy's file, before the long work begins.

use crate::AuthorError;
use tiergate_policy::catalog::Info;

/// The most bytes that a policy's file may have: hosts refuse larger ones.
pub const MAX_FILE: usize = 4 << 20;

/// The bytes of a tier's feature: the address and the length of its identifier, by the canonical
/// ABI.
const FEATURE: usize = 8;

/// The bytes of a tier's limit for a cap: its identifier, and the limit's case and number.
const CAP: usize = 24;

/// Refuses a catalog that takes more bytes than a policy's file may have. Each tier lists all of
/// its features, including inherited ones, because that is how the policy answers `describe`.
pub(crate) fn check(info: &Info) -> Result<(), AuthorError> {
    let of_tier = |tier: &tiergate_policy::catalog::Tier| {
        FEATURE * tier.features.len() + CAP * tier.caps.len()
    };
    let least: usize = info.tiers.iter().map(of_tier).sum();
    if least <= MAX_FILE {
        return Ok(());
    }
    let features = info.tiers.iter().map(|tier| tier.features.len()).sum();
    let tiers = info.tiers.len();
    Err(AuthorError::TooManyEntries { tiers, features, least, most: MAX_FILE })
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
        let error = build(&map(200, 5_000)).unwrap_err();
        assert!(matches!(
            error,
            AuthorError::TooManyEntries { tiers: 200, features: 1_000_000, .. }
        ));
    }
}
