//! What would make a feature available: another tier, an add-on, or both together.

use crate::rules::Rules;
use crate::timeline::State;
use alloc::vec::Vec;

/// What would make a feature available, by position in the catalog.
#[derive(Default, PartialEq)]
pub(crate) struct Help {
    /// The lowest offered tier at which it is available.
    pub(crate) tier: Option<usize>,
    /// The add-ons of which each one, in addition, makes it available.
    pub(crate) add_ons: Vec<usize>,
    /// Whether the tier and one of the add-ons are needed together.
    pub(crate) together: bool,
}

impl Help {
    fn is_none(&self) -> bool {
        self.tier.is_none() && self.add_ons.is_empty()
    }

    /// Forgets everything, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.tier = None;
        self.add_ons.clear();
        self.together = false;
    }
}

impl Rules {
    /// Sets what would make each feature available.
    pub(crate) fn help(&self, state: &mut State<'_>) {
        for tier in self.offered() {
            self.try_out(state, tier, None);
            for feature in state.features.iter_mut() {
                if feature.tried.allowed()
                    && feature.verdict.is_of_plan()
                    && feature.help.tier.is_none()
                {
                    feature.help.tier = Some(tier);
                }
            }
        }
        self.help_by_add_ons(state, state.held.tier, false);
        for tier in self.offered() {
            self.help_by_add_ons(state, tier, true);
        }
    }

    /// Sets which add-ons would make a denied feature available at a tier. Add-ons that are needed
    /// together with the tier count only if nothing else helps.
    fn help_by_add_ons(&self, state: &mut State<'_>, tier: usize, together: bool) {
        if state.add_ons.is_empty() {
            return;
        }
        self.find_helpful(state, together);
        for add_on in 0..self.add_ons.len() {
            let is_helpful = state.add_ons.get(add_on).is_some_and(|it| it.helpful);
            if !is_helpful || !self.is_for(add_on, tier) {
                continue;
            }
            self.try_out(state, tier, Some(add_on));
            for feature in state.features.iter_mut() {
                let is_open = feature.tried.allowed() && feature.verdict.is_open();
                let help = &mut feature.help;
                let known = help.together && help.tier == Some(tier);
                if is_open && (!together || known || help.is_none()) {
                    help.add_ons.push(add_on);
                    if together {
                        help.tier = Some(tier);
                        help.together = true;
                    }
                }
            }
        }
    }

    /// Finds the add-ons that may make a denied feature available, because they include it or
    /// something that it requires. If `together`, features for which there is help without both do
    /// not count.
    fn find_helpful(&self, state: &mut State<'_>, together: bool) {
        state.add_ons.iter_mut().for_each(|add_on| add_on.helpful = false);
        for feature in state.features.iter_mut() {
            feature.wanted = feature.verdict.is_open() && (!together || feature.help.is_none());
        }
        self.spread(state);
    }

    /// Marks all that wanted features require as wanted, and the add-ons that include any of them
    /// as helpful.
    #[inline(never)]
    pub(crate) fn spread(&self, state: &mut State<'_>) {
        for &at in self.feature_order.iter().rev() {
            let wanted = state.features.get(at).is_some_and(|feature| feature.wanted);
            let Some(rule) = self.feature_rules.get(at).filter(|_| wanted) else { continue };
            for &needed in &rule.requires {
                state.features.get_mut(needed).into_iter().for_each(|it| it.wanted = true);
            }
            for &add_on in &rule.add_ons {
                state.add_ons.get_mut(add_on).into_iter().for_each(|it| it.helpful = true);
            }
        }
    }

    /// Returns the offered tiers, lowest first.
    pub(crate) fn offered(&self) -> impl Iterator<Item = usize> {
        let tiers = self.tier_rules.iter().enumerate();
        tiers.filter(|(_, tier)| tier.offered).map(|(at, _)| at)
    }
}
