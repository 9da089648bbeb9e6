//! Converts a file's contents to a policy's catalog and settings.

use crate::diagnostics::Problems;
use crate::entries::{add_ons, caps, editions, features, metadata};
use crate::file::{File, Trial};
use crate::settings::settings;
use crate::symbols::Names;
use crate::tiers::tiers;
use tiergate_policy::catalog::{self, Info};
use tiergate_policy::setup::Settings;

/// Returns the catalog and settings of a file; `None` only if `problems` has the reason.
pub(crate) fn build(file: &File, problems: &mut Problems<'_>) -> Option<(Info, Settings)> {
    let names = Names::new(file, problems);
    if names.tiers.ids().is_empty() {
        // Every mention of a tier would be refused for this reason alone.
        return None;
    }
    let settings = settings(file, &names, problems);
    let info = info(file, &names, problems);
    info.zip(settings)
}

fn info(file: &File, names: &Names<'_>, problems: &mut Problems<'_>) -> Option<Info> {
    let default_tier = names.tiers.named(file.default_tier.as_ref(), problems);
    let tiers = tiers(file, names, problems);
    let features = features(file, names, problems);
    let add_ons = add_ons(file, names, problems);
    let editions = editions(file, names, problems);
    let trial = file.trial.as_ref().and_then(|it| trial(it, names, problems));
    Some(Info {
        name: file.name.as_ref()?.text.clone(),
        version: file.version.as_ref()?.text.clone(),
        tiers,
        features,
        caps: caps(file, names),
        add_ons,
        editions,
        default_tier: default_tier?,
        trial,
        upgrade_url: file.upgrade_url.clone(),
        metadata: metadata(&file.metadata),
    })
}

fn trial(trial: &Trial, names: &Names<'_>, problems: &mut Problems<'_>) -> Option<catalog::Trial> {
    let tier = names.tiers.named(trial.tier.as_ref(), problems)?;
    Some(catalog::Trial { tier, days: trial.days.as_ref()?.small() })
}
