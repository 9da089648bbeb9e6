//! Changes of add-ons.

use super::{Mutate, near, toggle};
use tiergate_policy::catalog::{AddOn, CapChange};
use tiergate_policy::types::Limit;

impl Mutate<'_> {
    pub(super) fn add_ons(&mut self) {
        for (at, add_on) in self.map.info.add_ons.iter().enumerate() {
            let id = &add_on.id;
            for feature in &add_on.features {
                let what = format!("the add-on `{id}` loses `{feature}`");
                self.add(["addOns", id, "features", feature], what, |map| {
                    toggle(&mut map.info.add_ons.get_mut(at)?.features, feature);
                    Some(())
                });
            }
            self.add_on_caps(at, add_on);
            for tier in &add_on.tiers {
                let what = match add_on.tiers.len() {
                    1 => format!("the add-on `{id}` is for every tier"),
                    _ => format!("the add-on `{id}` is not for `{tier}`"),
                };
                self.add(["addOns", id, "tiers", tier], what, |map| {
                    toggle(&mut map.info.add_ons.get_mut(at)?.tiers, tier);
                    Some(())
                });
            }
        }
    }

    fn add_on_caps(&mut self, at: usize, add_on: &AddOn) {
        let id = &add_on.id;
        for (nth, (cap, change)) in add_on.caps.iter().enumerate() {
            for (new, verb) in other_changes(*change) {
                let what = format!("the add-on `{id}` {verb} `{cap}`");
                self.add(["addOns", id, "caps", cap], what, |map| {
                    map.info.add_ons.get_mut(at)?.caps.get_mut(nth)?.1 = new;
                    Some(())
                });
            }
        }
    }
}

/// Returns what an add-on may do to a cap instead, with a verb for it.
fn other_changes(change: CapChange) -> Vec<(CapChange, String)> {
    let set = |limit, shown| (CapChange::Set(limit), format!("sets {shown} of"));
    match change {
        CapChange::Set(limit) => near(limit).into_iter().map(|(it, to)| set(it, to)).collect(),
        CapChange::Add(more) => {
            let fewer = more.checked_sub(1);
            let fewer = fewer.map(|it| (CapChange::Add(it), format!("adds only {it} of")));
            let at_most = set(Limit::AtMost(more), format!("at most {more}"));
            [at_most].into_iter().chain(fewer).collect()
        }
    }
}
