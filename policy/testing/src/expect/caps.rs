//! Compares limits of caps, and what happens if something is taken.

use super::Asked;
use super::words::{allowed_or_denied, or_none, shown};
use crate::file::{CapExpected, Take};
use tiergate_laws::EngineError;

impl Asked<'_> {
    pub(crate) fn cap(&mut self, place: &[&str], id: &str, expected: &CapExpected) {
        let Some(state) = self.answer.caps.iter().find(|it| it.cap == id).cloned() else {
            return self.fail(place, format!("the policy has no cap `{id}`"));
        };
        self.cover_cap(id);
        let (limit, warn_at, blocked_at) = match expected {
            CapExpected::Limit(limit) => (Some(limit), None, None),
            CapExpected::State { limit, warn_at, blocked_at } => {
                (limit.as_ref(), *warn_at, *blocked_at)
            }
        };
        if let Some(limit) = limit {
            match limit.limit() {
                Ok(it) => {
                    let place = [place, &["limit"]].concat();
                    self.compare(&place, &format!("`{id}`"), [it, state.limit], shown);
                }
                Err(message) => self.fail(place, message),
            }
        }
        let number = |it: &Option<u64>| it.map_or("none".to_owned(), |it| it.to_string());
        for (edge, key, expected, found) in [
            ("warn", "warnAt", warn_at, state.warn_at),
            ("block", "blockedAt", blocked_at, state.blocked_at),
        ] {
            if expected.is_some() {
                self.cover_edge(edge, id);
                let what = format!("the usage at which `{id}` {edge}s");
                let place = [place, &[key]].concat();
                self.compare(&place, &what, [expected, found], number);
            }
        }
    }

    pub(super) fn take(&mut self, nth: usize, take: &Take) -> Result<(), EngineError> {
        let Take { cap, used, .. } = take;
        let amount = take.amount.unwrap_or(1);
        let nth = nth.to_string();
        let place = ["take", &nth];
        let Some(answer) = self.engine.check_cap(&self.tenant, cap, *used, amount, self.at)? else {
            self.fail(&place, format!("the policy has no cap `{cap}`"));
            return Ok(());
        };
        self.cover_edges(&answer.state, *used, used.saturating_add(amount));
        let what = format!("{amount} of `{cap}` with {used} in use");
        if let Some(allowed) = take.allowed {
            self.compare(&place, &what, [allowed, answer.allowed], allowed_or_denied);
        }
        if let Some(warn) = take.warn {
            let word = |it: &bool| if *it { "a warning" } else { "no warning" }.to_owned();
            self.compare(&place, &what, [warn, answer.warn], word);
        }
        if let Some(tier) = &take.minimum_tier {
            let pair = [tier.clone(), or_none(answer.minimum_tier)];
            self.compare(&place, &format!("the minimum tier for {what}"), pair, Clone::clone);
        }
        Ok(())
    }
}
