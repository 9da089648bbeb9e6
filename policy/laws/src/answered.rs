//! What each tier has, according to a policy's answers.

use crate::domain::{NOW, buyer};
use crate::{Engine, EngineError};
use tiergate_map::{Availability, Preview};
use tiergate_policy::types::{Decision, Entitlements, Reason};

/// Returns what each tier has, as [`preview`](tiergate_map::preview()) does, but according to a policy's
/// answers instead of its catalog: a tenant on each tier is asked about.
///
/// The two differ if a tier has a feature without what that requires, or if a policy that was written by
/// hand decides by more than its catalog. The catalog is believed about a tier that a plan of its name does
/// not lead to.
///
/// # Errors
///
/// [`EngineError`] if the policy gives no answer.
///
/// # Examples
///
/// ```
/// use tiergate_laws::{Native, answered};
/// use tiergate_map::Availability;
///
/// let map = tiergate_map::Map::from_json("notes.json", r#"{
///     "name": "notes", "version": "1.0.0",
///     "tiers": [{ "id": "free", "features": ["share"] }, { "id": "pro", "extends": "free", "features": ["sync"] }],
///     "features": [{ "id": "share", "requires": ["sync"] }, { "id": "sync" }],
///     "defaultTier": "free", "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#)?;
/// let share = &answered(&Native::new(&map)?)?.features[0];
/// assert_eq!(share.tiers, [Availability::NotIncluded, Availability::Included]);
/// assert_eq!(tiergate_map::preview(&map.info).features[0].tiers[0], Availability::Included);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn answered(engine: &dyn Engine) -> Result<Preview, EngineError> {
    let info = engine.describe();
    let mut preview = tiergate_map::preview(info);
    for (at, tier) in info.tiers.iter().enumerate() {
        let answer = engine.entitle(&buyer(info, None, &tier.id, &[]), NOW)?;
        if answer.resolution.tier == tier.id {
            fill(&mut preview, at, &answer);
        }
    }
    Ok(preview)
}

/// Replaces what a preview says about a tier.
fn fill(preview: &mut Preview, tier: usize, answer: &Entitlements) {
    for row in &mut preview.features {
        let decision = answer.features.iter().find(|it| it.feature == row.id);
        if let (Some(cell), Some(decision)) = (row.tiers.get_mut(tier), decision) {
            *cell = availability(decision);
        }
    }
    for row in &mut preview.caps {
        let state = answer.caps.iter().find(|it| it.cap == row.id);
        if let (Some(cell), Some(state)) = (row.limits.get_mut(tier), state) {
            *cell = Some(state.limit);
        }
    }
}

fn availability(decision: &Decision) -> Availability {
    match decision.reason {
        Reason::AlwaysOn => Availability::Always,
        _ if decision.allowed => Availability::Included,
        _ if decision.add_ons.is_empty() || decision.together => Availability::NotIncluded,
        _ => Availability::AddOns(decision.add_ons.clone()),
    }
}
