//! The state that results from a tenant's facts at one moment, and until when it lasts.

use crate::cap::Own;
use crate::feature::Verdict;
use crate::resolve::Held;
use crate::resolved_facts::{Edition, Facts, Gift, What};
use crate::rules::Rules;
use crate::time::NEVER;
use crate::types::Tenant;
use alloc::vec;
use alloc::vec::Vec;

/// The state that results from a tenant's facts at one moment.
pub(crate) struct State<'a> {
    pub(crate) held: Held<'a>,
    pub(crate) ungated: bool,
    /// For each add-on, whether it holds.
    pub(crate) add_ons: Vec<bool>,
    pub(crate) features: Vec<OfFeature>,
    pub(crate) caps: Vec<OfCap>,
}

/// The state of one feature for a tenant.
#[derive(Clone, Copy)]
pub(crate) struct OfFeature {
    /// Whether it is switched on or off.
    pub(crate) switch: Option<bool>,
    pub(crate) verdict: Verdict,
    /// The first moment at which the verdict changes.
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
    pub(crate) add_ons_until: u64,
}

impl Rules {
    /// Returns the state that results from a tenant's facts. Every answer is a part of it, so no
    /// two answers can contradict each other.
    pub(crate) fn outlook<'a>(&self, tenant: &'a Tenant, now: u64) -> Outlook<'a> {
        let facts = Facts::new(self, tenant);
        let now_state = self.state(&facts, now);
        let mut outlook = Outlook { now: now_state, held_until: NEVER, add_ons_until: NEVER };
        let mut later = self.state(&facts, now);
        let mut moment = facts.next_end(now);
        while moment != NEVER {
            self.update(&mut later, &facts, moment);
            outlook.note(&later, moment);
            moment = facts.next_end(moment);
        }
        outlook
    }

    fn state<'a>(&self, facts: &Facts<'a>, now: u64) -> State<'a> {
        let feature = OfFeature { switch: None, verdict: Verdict::NotIncluded, until: NEVER };
        let cap = OfCap { own: Own::None, limit: 0, until: NEVER };
        let mut state = State {
            held: self.held(facts, now),
            ungated: matches!(facts.edition, Edition::Ungated(_)),
            add_ons: vec![false; self.add_ons.len()],
            features: vec![feature; self.features.len()],
            caps: vec![cap; self.caps.len()],
        };
        self.update(&mut state, facts, now);
        state
    }

    /// Sets `state` to what results from the facts at `now`, reusing its memory.
    fn update<'a>(&self, state: &mut State<'a>, facts: &Facts<'a>, now: u64) {
        state.held = self.held(facts, now);
        state.add_ons.fill(false);
        state.features.iter_mut().for_each(|feature| feature.switch = None);
        state.caps.iter_mut().for_each(|cap| cap.own = Own::None);
        for gift in &facts.gifts {
            if now < gift.until {
                state.receive(gift);
            }
        }
        self.judge(state);
        for at in 0..state.caps.len() {
            let limit = self.limit(state, at, state.held.tier);
            if let Some(cap) = state.caps.get_mut(at) {
                cap.limit = limit;
            }
        }
    }
}

impl State<'_> {
    fn receive(&mut self, gift: &Gift) {
        match gift.what {
            What::AddOn => {
                if let Some(held) = self.add_ons.get_mut(gift.at) {
                    *held = true;
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
    fn note(&mut self, later: &State<'_>, moment: u64) {
        if self.now.held != later.held {
            self.held_until = self.held_until.min(moment);
        }
        if self.now.add_ons != later.add_ons {
            self.add_ons_until = self.add_ons_until.min(moment);
        }
        for (now, later) in self.now.features.iter_mut().zip(&later.features) {
            if now.verdict != later.verdict {
                now.until = now.until.min(moment);
            }
        }
        for (now, later) in self.now.caps.iter_mut().zip(&later.caps) {
            if now.limit != later.limit {
                now.until = now.until.min(moment);
            }
        }
    }

    /// Returns the first moment at which any part changes.
    pub(crate) fn until(&self) -> u64 {
        let features = self.now.features.iter().map(|feature| feature.until);
        let caps = self.now.caps.iter().map(|cap| cap.until);
        features.chain(caps).fold(self.held_until.min(self.add_ons_until), u64::min)
    }
}
