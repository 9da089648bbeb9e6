//! What a tenant's facts come to: at one moment, and until when.

use crate::cap::Own;
use crate::facts::{Edition, Facts, Gift};
use crate::feature::Verdict;
use crate::moment::NEVER;
use crate::resolve::Held;
use crate::rules::Rules;
use alloc::vec;
use alloc::vec::Vec;

/// What a tenant's facts come to at one moment.
pub(crate) struct State<'a> {
    pub(crate) held: Held<'a>,
    pub(crate) ungated: bool,
    /// For each add-on, whether it holds.
    pub(crate) add_ons: Vec<bool>,
    /// For each feature, whether it is switched on or off.
    pub(crate) switches: Vec<Option<bool>>,
    pub(crate) verdicts: Vec<Verdict>,
    /// For each cap, the tenant's own limit.
    pub(crate) own_caps: Vec<Own>,
    pub(crate) limits: Vec<u64>,
}

/// What a tenant's facts come to now, and the first moment at which each part differs.
pub(crate) struct Outlook<'a> {
    pub(crate) now: State<'a>,
    pub(crate) held_until: u64,
    pub(crate) add_ons_until: u64,
    /// For each feature.
    pub(crate) verdicts_until: Vec<u64>,
    /// For each cap.
    pub(crate) limits_until: Vec<u64>,
}

impl Rules {
    /// What a tenant's facts come to. Every answer is a part of this, so that no two can
    /// contradict each other.
    pub(crate) fn outlook<'a>(&self, facts: &Facts<'a>, now: u64) -> Outlook<'a> {
        let mut outlook = Outlook {
            now: self.state(facts, now),
            held_until: NEVER,
            add_ons_until: NEVER,
            verdicts_until: vec![NEVER; self.features.len()],
            limits_until: vec![NEVER; self.caps.len()],
        };
        let mut later = self.state(facts, now);
        let mut moment = facts.next_end(now);
        while moment != NEVER {
            self.update(&mut later, facts, moment);
            outlook.note(&later, moment);
            moment = facts.next_end(moment);
        }
        outlook
    }

    fn state<'a>(&self, facts: &Facts<'a>, now: u64) -> State<'a> {
        let mut state = State {
            held: self.held(facts, now),
            ungated: matches!(facts.edition, Edition::Ungated(_)),
            add_ons: vec![false; self.add_ons.len()],
            switches: vec![None; self.features.len()],
            verdicts: vec![Verdict::NotIncluded; self.features.len()],
            own_caps: vec![Own::None; self.caps.len()],
            limits: vec![0; self.caps.len()],
        };
        self.update(&mut state, facts, now);
        state
    }

    /// Makes `state` what the facts come to at `now`, in the memory that it has.
    fn update<'a>(&self, state: &mut State<'a>, facts: &Facts<'a>, now: u64) {
        state.held = self.held(facts, now);
        state.add_ons.fill(false);
        state.switches.fill(None);
        state.own_caps.fill(Own::None);
        for (gift, _) in facts.gifts.iter().filter(|(_, until)| now < *until) {
            state.receive(*gift);
        }
        self.judge(state);
        for cap in 0..self.caps.len() {
            let limit = self.limit(state, cap, state.held.tier);
            state.limits.get_mut(cap).into_iter().for_each(|slot| *slot = limit);
        }
    }
}

impl State<'_> {
    fn receive(&mut self, gift: Gift) {
        match gift {
            Gift::AddOn(at) => {
                if let Some(held) = self.add_ons.get_mut(at) {
                    *held = true;
                }
            }
            Gift::Switch(at, on) => {
                if let Some(switch) = self.switches.get_mut(at) {
                    *switch = Some(on && switch.unwrap_or(true));
                }
            }
            Gift::Cap(at, giver, limit) => {
                if let Some(own) = self.own_caps.get_mut(at) {
                    *own = own.and(giver, limit);
                }
            }
        }
    }
}

impl Outlook<'_> {
    /// Notes what is otherwise at a moment later than those noted before.
    fn note(&mut self, later: &State<'_>, moment: u64) {
        if self.now.held != later.held {
            self.held_until = self.held_until.min(moment);
        }
        if self.now.add_ons != later.add_ons {
            self.add_ons_until = self.add_ons_until.min(moment);
        }
        note_each(&self.now.verdicts, &later.verdicts, &mut self.verdicts_until, moment);
        note_each(&self.now.limits, &later.limits, &mut self.limits_until, moment);
    }

    /// The first moment at which any part differs.
    pub(crate) fn until(&self) -> u64 {
        let each = self.verdicts_until.iter().chain(&self.limits_until).copied();
        each.fold(self.held_until.min(self.add_ons_until), u64::min)
    }
}

fn note_each<T: PartialEq>(now: &[T], later: &[T], until: &mut [u64], moment: u64) {
    for ((now, later), until) in now.iter().zip(later).zip(until) {
        if now != later {
            *until = (*until).min(moment);
        }
    }
}
