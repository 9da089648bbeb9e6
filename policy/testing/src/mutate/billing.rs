//! Changes of what products give, and of the settings of billing.

use super::Mutate;
use tiergate_policy::setup::{BillingRules, UnknownProduct};

impl Mutate<'_> {
    pub(super) fn products(&mut self) {
        for (at, (product, gives)) in self.map.settings.billing.products.iter().enumerate() {
            for tier in self.map.info.tiers.iter().map(|it| &it.id) {
                let what = format!("the product `{product}` gives `{tier}`");
                self.add(["billing", "products", product, "tier"], what, |map| {
                    let it = &mut map.settings.billing.products.get_mut(at)?.1;
                    it.tier.as_mut()?.clone_from(tier);
                    Some(())
                });
            }
            if let Some(add_on) = &gives.add_on {
                let what = format!("the product `{product}` does not give `{add_on}`");
                self.add(["billing", "products", product, "addOn"], what, |map| {
                    map.settings.billing.products.get_mut(at)?.1.add_on = None;
                    Some(())
                });
            }
            if let Some(cap) = &gives.cap {
                let what = format!("the product `{product}` does not raise `{cap}`");
                self.add(["billing", "products", product, "cap"], what, |map| {
                    map.settings.billing.products.get_mut(at)?.1.cap = None;
                    Some(())
                });
            }
        }
    }

    pub(super) fn billing(&mut self) {
        let billing = &self.map.settings.billing;
        for days in near(billing.past_due_grace_days) {
            self.setting("pastDueGraceDays", &shown(days), |it| it.past_due_grace_days = days);
        }
        for days in near(billing.trial_grace_days) {
            self.setting("trialGraceDays", &shown(days), |it| it.trial_grace_days = days);
        }
        let other = |keeps| if keeps { "end" } else { "keep" };
        self.setting("onCancel", other(billing.keep_canceled), |it| it.keep_canceled ^= true);
        self.setting("onPause", other(billing.keep_paused), |it| it.keep_paused ^= true);
        let paused = other(!billing.end_collection_paused);
        self.setting("onCollectionPaused", paused, |it| it.end_collection_paused ^= true);
        self.setting("unknownProduct", "flag", |it| it.unknown_product = UnknownProduct::Flag);
        self.setting("unknownProduct", "ignore", |it| it.unknown_product = UnknownProduct::Ignore);
        for tier in self.map.info.tiers.iter().map(|it| &it.id) {
            let unknown = UnknownProduct::Tier(tier.clone());
            self.setting("unknownProduct", tier, |it| it.unknown_product = unknown);
        }
    }

    fn setting(&mut self, name: &str, value: &str, change: impl FnOnce(&mut BillingRules)) {
        self.add(["billing", name], format!("`{name}` is `{value}`"), |map| {
            change(&mut map.settings.billing);
            Some(())
        });
    }
}

/// Returns a day more and a day less; a hundred years if there is no end.
fn near(days: Option<u32>) -> Vec<Option<u32>> {
    match days {
        None => vec![Some(36_500)],
        Some(it) => {
            [it.checked_add(1), it.checked_sub(1)].into_iter().flatten().map(Some).collect()
        }
    }
}

fn shown(days: Option<u32>) -> String {
    days.map_or_else(|| "unlimited".to_owned(), |it| it.to_string())
}
