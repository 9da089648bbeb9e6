//! The state that results from a tenant's facts at one moment, and until when it lasts.

use crate::cap::Own;
use crate::feature::{Verdict, Why};
use crate::help::Help;
use crate::resolve::Held;
use crate::resolved_facts::{Edition, Facts, Gift, What};
use crate::rules::Rules;
use crate::time::NEVER;
use crate::types::Tenant;
use alloc::vec::Vec;

/// Asks about no feature. No catalog has so many.
pub(crate) const NONE: usize = usize::MAX - 1;

/// Asks about every feature.
pub(crate) const ALL: usize = usize::MAX;

/// The state that results from a tenant's facts at one moment.
pub(crate) struct State<'a> {
    pub(crate) held: Held<'a>,
    pub(crate) ungated: bool,
    pub(crate) add_ons: Vec<OfAddOn>,
    pub(crate) features: Vec<OfFeature>,
    pub(crate) caps: Vec<OfCap>,
}

/// The state of one add-on for a tenant.
#[derive(Clone, Copy)]
pub(crate) struct OfAddOn {
    /// How many of it hold.
    pub(crate) held: u64,
    pub(crate) in_force: bool,
    /// Whether it may make a denied feature available.
    pub(crate) helpful: bool,
}

/// The state of one feature for a tenant.
pub(crate) struct OfFeature {
    /// Whether it is asked about, or a feature that is requires it.
    pub(crate) asked: bool,
    /// Whether it is switched on or off.
    pub(crate) switch: Option<bool>,
    pub(crate) verdict: Verdict,
    pub(crate) help: Help,
    /// The verdict at the tier, and with the add-on, that are being tried out.
    pub(crate) tried: Verdict,
    /// Whether it is wanted, or a feature that is requires it.
    pub(crate) wanted: bool,
    /// The first moment at which the verdict or the help changes.
    pub(crate) until: u64,
}

/// The state of one cap for a tenant.
#[derive(Clone, Copy)]
pub(crate) struct OfCap {
    pub(crate) own: Own,
    pub(crate) limit: u64,
    /// The first moment at which the limit changes.
    pub(crate) until: u64,
}

/// The state of a tenant now, and the first moment at which each part of it changes.
pub(crate) struct Outlook<'a> {
    pub(crate) now: State<'a>,
    pub(crate) held_until: u64,
    /// The first moment at which any part changes.
    pub(crate) until: u64,
}

impl Rules {
    /// Returns the state that results from a tenant's facts. Every answer is a part of it, so no
    /// two answers can contradict each other. Verdicts are only on the feature that is `asked`
    /// about, by position, or on [`ALL`] or [`NONE`], and on those that it requires.
    pub(crate) fn outlook<'a>(&self, tenant: &'a Tenant, now: u64, asked: usize) -> Outlook<'a> {
        let facts = Facts::new(self, tenant, asked);
        let now_state = self.state(&facts, now);
        let mut outlook = Outlook { now: now_state, held_until: NEVER, until: NEVER };
        let mut moment = facts.next_end(now);
        if moment == NEVER {
            return outlook;
        }
        let mut later = self.state(&facts, now);
        while moment != NEVER {
            self.update(&mut later, &facts, moment, false);
            outlook.note(&later, moment);
            moment = facts.next_end(moment);
        }
        outlook
    }

    fn state<'a>(&self, facts: &Facts<'a>, now: u64) -> State<'a> {
        let add_on = OfAddOn { held: 0, in_force: false, helpful: false };
        let cap = OfCap { own: Own::None, limit: 0, until: NEVER };
        let mut state = State {
            held: self.held(facts, now),
            ungated: matches!(facts.edition, Edition::Ungated(_)),
            add_ons: Vec::new(),
            features: Vec::new(),
            caps: Vec::new(),
        };
        state.add_ons.resize_with(self.add_ons.len(), || add_on);
        // Pushing takes less code than `resize_with` does.
        for _ in 0..self.caps.len() {
            state.caps.push(cap);
        }
        for at in 0..self.features.len() {
            let wanted = facts.asked == ALL || facts.asked == at;
            state.features.push(OfFeature { wanted, ..OfFeature::default() });
        }
        self.spread(&mut state);
        state.features.iter_mut().for_each(|feature| feature.asked = feature.wanted);
        self.update(&mut state, facts, now, true);
        state
    }

    /// Sets `state` to what results from the facts at `now`, reusing its memory.
    fn update<'a>(&self, state: &mut State<'a>, facts: &Facts<'a>, now: u64, is_new: bool) {
        let tier = state.held.tier;
        state.held = self.held(facts, now);
        state.add_ons.iter_mut().for_each(|add_on| add_on.held = 0);
        state.features.iter_mut().for_each(|feature| feature.switch = None);
        state.caps.iter_mut().for_each(|cap| cap.own = Own::None);
        for gift in &facts.gifts {
            if now < gift.until {
                state.receive(gift);
            }
        }
        // Between two moments only what ends at the later one changes.
        let of_plan = |gift: &Gift| gift.until == now && !matches!(gift.what, What::Cap(..));
        if is_new || tier != state.held.tier || facts.gifts.iter().any(of_plan) {
            self.judge(state);
            self.help(state);
        }
        for at in 0..state.caps.len() {
            let limit = self.limit(state, at, state.held.tier, None);
            if let Some(cap) = state.caps.get_mut(at) {
                cap.limit = limit;
            }
        }
    }
}

impl Default for OfFeature {
    fn default() -> Self {
        // Nothing helps if it is not asked about.
        let none = Verdict { why: Why::SwitchedOff, by: 0 };
        Self {
            asked: false,
            switch: None,
            verdict: none,
            help: Help::default(),
            tried: none,
            wanted: false,
            until: NEVER,
        }
    }
}

impl State<'_> {
    #[inline(never)]
    fn receive(&mut self, gift: &Gift) {
        match gift.what {
            What::AddOn(quantity) => {
                if let Some(add_on) = self.add_ons.get_mut(gift.at) {
                    add_on.held = add_on.held.saturating_add(quantity);
                }
            }
            What::Switch(on) => {
                if let Some(feature) = self.features.get_mut(gift.at) {
                    feature.switch = Some(on && feature.switch.unwrap_or(true));
                }
            }
            What::Cap(giver, limit) => {
                if let Some(cap) = self.caps.get_mut(gift.at) {
                    cap.own = cap.own.and(giver, limit);
                }
            }
        }
    }
}

impl Outlook<'_> {
    /// Records the differences at a moment that is later than those recorded before.
    #[inline(never)]
    fn note(&mut self, later: &State<'_>, moment: u64) {
        let now = &mut self.now;
        let mut note = |until: &mut u64, differs: bool| {
            if differs {
                *until = moment.min(*until);
                self.until = moment.min(self.until);
            }
        };
        note(&mut self.held_until, now.held != later.held);
        // No answer says when an add-on comes into force or leaves it.
        let mut add_ons_until = NEVER;
        for (now, later) in now.add_ons.iter().zip(&later.add_ons) {
            note(&mut add_ons_until, now.in_force != later.in_force);
        }
        for (now, later) in now.features.iter_mut().zip(&later.features) {
            note(&mut now.until, now.verdict != later.verdict || now.help != later.help);
        }
        for (now, later) in now.caps.iter_mut().zip(&later.caps) {
            note(&mut now.until, now.limit != later.limit);
        }
    }
}
