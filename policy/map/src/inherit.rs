//! What each tier has, with what it inherits.

use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::sort::sort_by;
use crate::tiers::Said;
use tiergate_policy::types::Limit;

/// The most features and limits of caps that the tiers of a map may have between them,
/// inherited ones counted. A host takes a catalog of 4 MiB, and each of them takes 25 bytes of that
/// at least.
const MOST: usize = (4 << 20) / 25;

/// What one tier has.
#[derive(Clone, Default)]
pub(crate) struct Whole {
    /// Whether what it inherits cannot be known.
    pub(crate) lost: bool,
    /// In the catalog's order.
    pub(crate) features: Vec<usize>,
    /// By position: `None` if the tier says nothing about the cap, `Some(None)` if its limit is
    /// refused.
    pub(crate) caps: Vec<Option<Option<Limit>>>,
}

/// What each tier has, by position; returns `None` after refusing more than [`MOST`] entries,
/// before they are written out. Every tier has every one of `caps` caps.
pub(crate) fn wholes(
    said: &[Said<'_>],
    caps: usize,
    problems: &mut Problems<'_>,
) -> Option<Vec<Option<Whole>>> {
    let mut wholes = vec![None; said.len()];
    let mut entries = said.len().saturating_mul(caps);
    for at in 0..said.len() {
        for at in unknown_line(at, said, &wholes).into_iter().rev() {
            let tier = said.get(at)?;
            let parent = tier.inherits().and_then(|at| wholes.get(at)?.clone());
            let whole = Whole::new(tier, parent.unwrap_or_default());
            entries = entries.saturating_add(whole.features.len());
            if entries > MOST {
                refuse(tier, problems);
                return None;
            }
            *wholes.get_mut(at)? = Some(whole);
        }
    }
    Some(wholes)
}

/// The tier and those that it inherits from, up to the first that is known. A tier that extends
/// itself inherits nothing, so there is an end.
fn unknown_line(at: usize, said: &[Said<'_>], known: &[Option<Whole>]) -> Vec<usize> {
    let unknown = |at: &usize| known.get(*at).is_some_and(Option::is_none);
    let parent = |at: &usize| said.get(*at).and_then(Said::inherits).filter(unknown);
    core::iter::successors(Some(at).filter(unknown), parent).collect()
}

impl Whole {
    fn new(tier: &Said<'_>, mut inherited: Self) -> Self {
        inherited.lost |= tier.lost;
        inherited.features.extend(&tier.features);
        sort_by(&mut inherited.features, usize::cmp);
        inherited.features.dedup();
        for &(at, limit) in &tier.caps {
            let length = inherited.caps.len().max(at + 1);
            inherited.caps.resize(length, None);
            inherited.caps.get_mut(at).into_iter().for_each(|cap| *cap = Some(limit));
        }
        inherited
    }
}

fn refuse(tier: &Said<'_>, problems: &mut Problems<'_>) {
    let message = format!(
        "with the tier `{}`, the tiers have more than {MOST} features and limits of caps between \
         them, inherited ones counted",
        tier.id
    );
    problems.refuse(&tier.id.at, message, "have fewer tiers, features or caps");
}
