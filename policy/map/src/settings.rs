//! The part of a map that is not in the catalog: fallbacks, percentages and billing.

use crate::diagnostics::Problems;
use crate::file::{self, Billing, Cap, File, Product};
use crate::prelude::*;
use crate::sort::sort_by;
use crate::symbols::Names;
use crate::values::{EndOrKeep, Grace, Percent, Unknown};
use tiergate_policy::setup::{
    BillingRules, Fallback, Percents, ProductEffect, Settings, UnknownProduct,
};

pub(crate) fn settings(
    file: &File,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Option<Settings> {
    let when_missing = fallback(&file.when_missing, names, problems);
    let when_unknown = fallback(&file.when_unknown, names, problems);
    let percents = match &file.caps {
        Some(caps) => caps.iter().map(|cap| percents(cap, problems)).collect(),
        None => names.caps.ids().iter().map(|_| Percents { warn: 100, hard: 100 }).collect(),
    };
    let billing = billing(file, names, problems);
    Some(Settings { when_missing: when_missing?, when_unknown: when_unknown?, percents, billing })
}

fn fallback(
    entry: &Option<file::Fallback>,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Option<Fallback> {
    let entry = entry.as_ref()?;
    let tier = names.tiers.named(entry.tier.as_ref(), problems)?;
    Some(Fallback { tier, misconfigured: entry.misconfigured.unwrap_or(true) })
}

fn percents(cap: &Cap, problems: &mut Problems<'_>) -> Percents {
    let percent = |it: &Option<Percent>| it.as_ref().map_or(100, Percent::small);
    let (warn, hard) = (percent(&cap.warn_percent), percent(&cap.hard_percent));
    if let Some(place) = cap.warn_percent.as_ref().or(cap.hard_percent.as_ref())
        && warn > hard
    {
        let message = format!("`warnPercent`, {warn}, is more than `hardPercent`, {hard}");
        problems.refuse(&place.at, message, "give both, and warn at the same percentage or less");
    }
    Percents { warn, hard }
}

fn billing(file: &File, names: &Names<'_>, problems: &mut Problems<'_>) -> BillingRules {
    let billing = file.billing.as_ref();
    let mut products = Vec::new();
    let listed = billing.and_then(|it| it.products.as_ref());
    for (product, gives) in listed.iter().flat_map(|it| it.entries()) {
        products.push((product.clone(), effect(&gives.0, names, problems)));
    }
    // Sorted by key, so that the written order does not change the policy's digest.
    sort_by(&mut products, |(one, _), (other, _)| one.cmp(other));
    let days = |it: Option<&Grace>, default| it.map_or(Some(default), |it| it.0);
    let keeps = |it: Option<&EndOrKeep>, default| it.map_or(default, |it| it.keep);
    let on_collection_paused = billing.and_then(|it| it.on_collection_paused.as_ref());
    BillingRules {
        products,
        unknown_product: unknown(billing, names, problems),
        past_due_grace_days: days(billing.and_then(|it| it.past_due_grace_days.as_ref()), 0),
        trial_grace_days: days(billing.and_then(|it| it.trial_grace_days.as_ref()), 1),
        keep_canceled: keeps(billing.and_then(|it| it.on_cancel.as_ref()), false),
        keep_paused: keeps(billing.and_then(|it| it.on_pause.as_ref()), false),
        end_collection_paused: !keeps(on_collection_paused, true),
    }
}

/// Returns what a subscription gives of whose products none is listed.
fn unknown(
    billing: Option<&Billing>,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> UnknownProduct {
    match billing.and_then(|it| it.unknown_product.as_ref()) {
        None | Some(Unknown::Flag) => UnknownProduct::Flag,
        Some(Unknown::Ignore) => UnknownProduct::Ignore,
        Some(Unknown::Gives(it)) => {
            let tier = names.tiers.named(it.tier.as_ref(), problems);
            // An undeclared tier is refused.
            tier.map_or(UnknownProduct::Flag, UnknownProduct::Tier)
        }
    }
}

/// Returns what a product gives of what is declared; anything else is refused.
fn effect(product: &Product, names: &Names<'_>, problems: &mut Problems<'_>) -> ProductEffect {
    ProductEffect {
        tier: names.tiers.named(product.tier.as_ref(), problems),
        add_on: names.add_ons.named(product.add_on.as_ref(), problems),
        cap: names.caps.named(product.cap.as_ref(), problems),
    }
}
