//! The part of a map that is not in the catalog: fallbacks, percentages and billing.

use crate::diagnostics::Problems;
use crate::file::{self, Cap, File, Product};
use crate::symbols::Names;
use crate::values::Percent;
use tiergate_policy::setup::{BillingRules, Fallback, Percents, ProductEffect, Settings};

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
        products.extend(effect(&gives.0, names, problems).map(|effect| (product.clone(), effect)));
    }
    // Sorted by key, so that the written order does not change the policy's digest.
    products.sort_by(|(one, _), (other, _)| one.cmp(other));
    let unknown = billing.and_then(|it| it.unknown_product.as_ref()?.0.as_ref()?.tier.as_ref());
    let grace = billing.and_then(|it| it.past_due_grace_days.as_ref());
    BillingRules {
        products,
        unknown_product: names.tiers.named(unknown, problems),
        past_due_grace_days: grace.map_or(Some(0), |it| it.0),
        keep_canceled: billing.and_then(|it| it.on_cancel.as_ref()).is_some_and(|it| it.keep),
    }
}

/// Returns what a product gives; `None` if it gives nothing, or nothing that is declared. Either
/// is refused.
fn effect(
    product: &Product,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Option<ProductEffect> {
    let tier = names.tiers.named(product.tier.as_ref(), problems);
    let add_on = names.add_ons.named(product.add_on.as_ref(), problems);
    let cap = names.caps.named(product.cap.as_ref(), problems);
    let tier = tier.map(ProductEffect::Tier);
    tier.or(add_on.map(ProductEffect::AddOn)).or(cap.map(ProductEffect::Cap))
}
