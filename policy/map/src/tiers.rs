//! The tiers of a map, with everything that each inherits.

use crate::cycle::{Needs, refuse_cycles};
use crate::diagnostics::Problems;
use crate::entries::{label, metadata};
use crate::file::{Caps, File, Tier};
use crate::inherit::{Whole, wholes};
use crate::prelude::*;
use crate::symbols::Names;
use crate::values::{Id, OrUnlimited};
use tiergate_policy::catalog::{self, TierCap};
use tiergate_policy::types::Limit;

/// What one tier declares itself.
pub(crate) struct Said<'f> {
    tier: &'f Tier,
    pub(crate) id: &'f Id,
    parent: Option<usize>,
    /// Whether it is unknown what it inherits.
    pub(crate) lost: bool,
    pub(crate) features: Vec<usize>,
    /// By position; a limit is `None` if it was refused.
    pub(crate) caps: Vec<(usize, Option<Limit>)>,
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
    let caps = names.caps.firsts().count();
    let Some(mut wholes) = wholes(&said, caps, problems) else { return Vec::new() };
    let whole = |(at, said): (usize, &Said<'_>)| {
        Some(tier(said, wholes.get_mut(at)?.take()?, names, problems))
    };
    said.iter().enumerate().filter_map(whole).collect()
}

impl<'f> Said<'f> {
    fn new(tier: &'f Tier, names: &Names<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let id = tier.id.as_ref()?;
        if id.text.starts_with("product:") {
            let message = format!("`{id}` is not a valid id of a tier");
            let help = "`product:` marks products that the map does not list: choose another id";
            problems.refuse(&id.at, message, help);
        }
        let extends = tier.extends.as_ref();
        let parent = extends.and_then(|id| names.tiers.find(id, problems));
        let features = tier.features.as_deref().unwrap_or_default();
        let features = names.features.find_all(features, problems);
        let mut caps = Vec::new();
        for (cap, limit) in tier.caps.iter().flat_map(Caps::all) {
            let limit = limit.map(OrUnlimited::limit);
            caps.extend(names.caps.find(cap, problems).map(|at| (at, limit)));
        }
        Some(Self { tier, id, parent, lost: extends.is_some() && parent.is_none(), features, caps })
    }

    /// The tier that it inherits from, if there is one and it is known.
    pub(crate) fn inherits(&self) -> Option<usize> {
        self.parent.filter(|_| !self.lost)
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

fn tier(
    said: &Said<'_>,
    whole: Whole,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> catalog::Tier {
    let Said { tier, id, .. } = said;
    let mut caps = Vec::new();
    for (at, cap) in names.caps.firsts() {
        match whole.caps.get(at).copied().flatten() {
            Some(limit) => caps.extend(limit.map(|limit| TierCap { cap: cap.text.clone(), limit })),
            None if whole.lost => {}
            None => refuse_unsaid(id, cap, problems),
        }
    }
    catalog::Tier {
        id: id.text.clone(),
        label: label(&tier.label, id),
        description: tier.description.clone(),
        offered: tier.offered.unwrap_or(true),
        features: names.features.texts(whole.features),
        caps,
        metadata: metadata(&tier.metadata),
    }
}

fn refuse_unsaid(tier: &Id, cap: &Id, problems: &mut Problems<'_>) {
    let message = format!("the tier `{tier}` has no limit for the cap `{cap}`");
    let help = format!("give `{cap}` a number or `unlimited` in the tier's `caps`");
    problems.refuse(&tier.at, message, help);
}
