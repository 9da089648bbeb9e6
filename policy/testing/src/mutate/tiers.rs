//! Changes of tiers, features and caps.

use super::{Mutate, near, toggle};

impl Mutate<'_> {
    pub(super) fn tiers(&mut self) {
        for (at, tier) in self.map.info.tiers.iter().enumerate() {
            let id = &tier.id;
            for feature in &self.map.info.features {
                let feature = &feature.id;
                let verb = if tier.features.contains(feature) { "loses" } else { "gains" };
                let path = ["tiers", id, "features", feature];
                self.add(path, format!("`{id}` {verb} `{feature}`"), |map| {
                    toggle(&mut map.info.tiers.get_mut(at)?.features, feature);
                    Some(())
                });
            }
            for (nth, cap) in tier.caps.iter().enumerate() {
                for (limit, shown) in near(cap.limit) {
                    let what = format!("`{id}` has {shown} of `{}`", cap.cap);
                    self.add(["tiers", id, "caps", &cap.cap], what, |map| {
                        map.info.tiers.get_mut(at)?.caps.get_mut(nth)?.limit = limit;
                        Some(())
                    });
                }
            }
            self.add(["tiers", id, "offered"], format!("`{id}` is offered, or no longer"), |map| {
                map.info.tiers.get_mut(at)?.offered ^= true;
                Some(())
            });
        }
    }

    pub(super) fn features(&mut self) {
        for (at, feature) in self.map.info.features.iter().enumerate() {
            let id = &feature.id;
            self.add(
                ["features", id, "alwaysOn"],
                format!("`{id}` is always on, or no longer"),
                |map| {
                    map.info.features.get_mut(at)?.always_on ^= true;
                    Some(())
                },
            );
            for needed in &feature.requires {
                let what = format!("`{id}` does not require `{needed}`");
                self.add(["features", id, "requires", needed], what, |map| {
                    toggle(&mut map.info.features.get_mut(at)?.requires, needed);
                    Some(())
                });
            }
        }
    }

    pub(super) fn caps(&mut self) {
        for (at, cap) in self.map.info.caps.iter().enumerate() {
            let id = &cap.id;
            for (by, what) in [(1, "a percent later"), (-1, "a percent earlier")] {
                let new = |it: u32| it.checked_add_signed(by).filter(|it| (1..=1000).contains(it));
                self.add(["caps", id, "warnPercent"], format!("`{id}` warns {what}"), |map| {
                    let it = map.settings.percents.get_mut(at)?;
                    it.warn = new(it.warn)?;
                    Some(())
                });
                self.add(["caps", id, "hardPercent"], format!("`{id}` blocks {what}"), |map| {
                    let it = map.settings.percents.get_mut(at)?;
                    it.hard = new(it.hard)?;
                    Some(())
                });
            }
        }
    }
}
