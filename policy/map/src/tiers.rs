//! The tiers of a map, with everything that each inherits.

use crate::cycle::{Needs, refuse_cycles};
use crate::diagnostics::Problems;
use crate::entries::{label, metadata};
use crate::file::{Caps, File, Tier};
use crate::symbols::Names;
use crate::values::{Id, OrUnlimited};
use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;
use tiergate_policy::catalog::{self, TierCap};
use tiergate_policy::types::Limit;

/// What one tier declares itself.
struct Said<'f> {
    tier: &'f Tier,
    id: &'f Id,
    parent: Option<usize>,
    /// Whether it is unknown what it inherits.
    lost: bool,
    features: Vec<usize>,
    /// A limit is `None` if it was refused.
    caps: BTreeMap<usize, Option<Limit>>,
}

/// Returns the tiers with everything that each has, in the catalog's order.
pub(crate) fn tiers(
    file: &File,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Vec<catalog::Tier> {
    let tiers = file.tiers.iter().flatten();
    let mut said: Vec<_> = tiers.filter_map(|it| Said::new(it, names, problems)).collect();
    mark_cycles(&mut said, problems);
    (0..said.len()).filter_map(|at| whole(at, &said, names, problems)).collect()
}

impl<'f> Said<'f> {
    fn new(tier: &'f Tier, names: &Names<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let id = tier.id.as_ref()?;
        let extends = tier.extends.as_ref();
        let parent = extends.and_then(|id| names.tiers.find(id, problems));
        let features = tier.features.as_deref().unwrap_or_default();
        let features = names.features.find_all(features, problems);
        let mut caps = BTreeMap::new();
        for (cap, limit) in tier.caps.iter().flat_map(Caps::all) {
            let limit = limit.map(OrUnlimited::limit);
            caps.extend(names.caps.find(cap, problems).map(|at| (at, limit)));
        }
        Some(Self { tier, id, parent, lost: extends.is_some() && parent.is_none(), features, caps })
    }
}

/// Refuses tiers that extend themselves, and marks them, because it is unknown what they inherit.
fn mark_cycles(said: &mut [Said<'_>], problems: &mut Problems<'_>) {
    let needs = said.iter().map(|it| Needs {
        id: it.id,
        mentions: it.tier.extends.as_slice(),
        positions: it.parent.into_iter().collect(),
    });
    let needs: Vec<_> = needs.collect();
    for at in refuse_cycles("extends", &needs, problems) {
        if let Some(it) = said.get_mut(at) {
            it.lost = true;
        }
    }
}

fn whole(
    at: usize,
    said: &[Said<'_>],
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Option<catalog::Tier> {
    // No chain of tiers is longer than their number, so a cycle ends too.
    let next = |tier: &&Said<'_>| said.get(tier.parent?);
    let line: Vec<_> = successors(said.get(at), next).take(said.len()).collect();
    let Said { tier, id, .. } = line.first()?;
    let features: BTreeSet<usize> = line.iter().flat_map(|it| &it.features).copied().collect();
    let mut caps = Vec::new();
    for (at, cap) in names.caps.firsts() {
        match line.iter().find_map(|it| it.caps.get(&at)) {
            Some(&limit) => {
                caps.extend(limit.map(|limit| TierCap { cap: cap.text.clone(), limit }))
            }
            None if line.iter().any(|it| it.lost) => {}
            None => refuse_unsaid(id, cap, problems),
        }
    }
    Some(catalog::Tier {
        id: id.text.clone(),
        label: label(&tier.label, id),
        description: tier.description.clone(),
        offered: tier.offered.unwrap_or(true),
        features: names.features.texts(features),
        caps,
        metadata: metadata(&tier.metadata),
    })
}

fn refuse_unsaid(tier: &Id, cap: &Id, problems: &mut Problems<'_>) {
    let message = format!("the tier `{tier}` has no limit for the cap `{cap}`");
    let help = format!("give `{cap}` a number or `unlimited` in the tier's `caps`");
    problems.refuse(&tier.at, message, help);
}
