//! Changes of fallbacks, the trial and editions.

use super::Mutate;
use tiergate_policy::catalog::Edition;

impl Mutate<'_> {
    pub(super) fn fallbacks(&mut self) {
        for tier in self.map.info.tiers.iter().map(|it| &it.id) {
            self.add(["defaultTier"], format!("the default tier is `{tier}`"), |map| {
                map.info.default_tier.clone_from(tier);
                Some(())
            });
            self.add(["whenMissing", "tier"], format!("a missing plan gives `{tier}`"), |map| {
                map.settings.when_missing.tier.clone_from(tier);
                Some(())
            });
            self.add(["whenUnknown", "tier"], format!("an unknown plan gives `{tier}`"), |map| {
                map.settings.when_unknown.tier.clone_from(tier);
                Some(())
            });
        }
        self.add(
            ["whenMissing", "misconfigured"],
            "a missing plan is flagged, or no longer",
            |map| {
                map.settings.when_missing.misconfigured ^= true;
                Some(())
            },
        );
        self.add(
            ["whenUnknown", "misconfigured"],
            "an unknown plan is flagged, or no longer",
            |map| {
                map.settings.when_unknown.misconfigured ^= true;
                Some(())
            },
        );
    }

    pub(super) fn trial_and_editions(&mut self) {
        let tiers: Vec<_> = self.map.info.tiers.iter().map(|it| it.id.clone()).collect();
        for (by, what) in [(1, "a day longer"), (-1, "a day shorter")] {
            self.add(["trial", "days"], format!("the trial is {what}"), |map| {
                let trial = map.info.trial.as_mut()?;
                trial.days = trial.days.checked_add_signed(by)?;
                Some(())
            });
        }
        for tier in &tiers {
            self.add(["trial", "tier"], format!("the trial is of `{tier}`"), |map| {
                map.info.trial.as_mut()?.tier.clone_from(tier);
                Some(())
            });
            for (at, edition) in self.map.info.editions.iter().enumerate() {
                let id = &edition.id;
                self.add(
                    ["editions", id, "tier"],
                    format!("the edition `{id}` has `{tier}`"),
                    |map| {
                        *map.info.editions.get_mut(at)? =
                            Edition { id: id.clone(), tier: Some(tier.clone()) };
                        Some(())
                    },
                );
            }
        }
    }
}
