//! Resolves which tier a tenant has: the assignment that wins, and the tier of its plan.

use crate::resolved_facts::{Edition, Facts, Named};
use crate::rules::{FallbackTier, Rules};
use crate::time::{end, until};
use crate::timeline::{NONE, Outlook};
use crate::types::{Assignment, Resolution, Source, Standing, Tenant};

/// The tier that a tenant has at one moment, and the assignment that gives it.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) tier: usize,
    misconfigured: bool,
    by: Option<&'a Assignment>,
    /// Whether a manual grant or a trial of this tier decides, which covers caps from billing.
    pub(crate) covers: bool,
}

/// Another assignment of the same source wins only after this one ends, so two of them are
/// never equal.
impl PartialEq for Held<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.tier == other.tier
            && self.misconfigured == other.misconfigured
            && self.by.map(core::ptr::from_ref) == other.by.map(core::ptr::from_ref)
    }
}

impl Rules {
    /// Returns which tier the tenant has.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// assert_eq!(rules.resolve(&acme, 0).tier, "pro");
    /// let unknown = r#"{"assignments": [{"source": "billing", "plan": "gold"}]}"#;
    /// assert!(rules.resolve(&serde_json::from_str(unknown)?, 0).misconfigured);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resolve(&self, tenant: &Tenant, now: u64) -> Resolution {
        self.resolution(&self.outlook(tenant, now, NONE))
    }

    pub(crate) fn resolution(&self, outlook: &Outlook<'_>) -> Resolution {
        let held = outlook.now.held;
        Resolution {
            tier: self.tiers.name(held.tier),
            source: held.by.map(|by| by.source),
            standing: held.by.map_or(Standing::Good, |by| by.standing),
            misconfigured: held.misconfigured,
            expires_at: held.by.and_then(|by| by.expires_at),
            valid_until: end(outlook.held_until),
        }
    }

    /// Returns how the edition that serves a tenant is gated.
    pub(crate) fn edition(&self, tenant: &Tenant) -> Edition {
        let Some(id) = &tenant.edition else { return Edition::Gated };
        match self.editions.find(id).and_then(|at| self.edition_tiers.get(at)) {
            None => Edition::Unknown,
            Some(None) => Edition::Gated,
            Some(&Some(tier)) => Edition::Ungated(tier),
        }
    }

    pub(crate) fn held<'a>(&self, facts: &Facts<'a>, now: u64) -> Held<'a> {
        if let Edition::Ungated(tier) = facts.edition {
            return FallbackTier { tier, misconfigured: false }.held(None);
        }
        let manual = facts.best(Source::Manual, now);
        let mut held = self.winner(facts, manual, now);
        let is_wrong = manual.is_some_and(|manual| manual.tier.is_none());
        held.misconfigured |= is_wrong || facts.edition == Edition::Unknown;
        held
    }

    fn winner<'a>(&self, facts: &Facts<'a>, manual: Option<Named<'a>>, now: u64) -> Held<'a> {
        let names_tier = |it: &Named<'a>| it.tier.is_some();
        let granted = manual.filter(names_tier);
        let billing = facts.best(Source::Billing, now);
        let base = granted.or(billing.filter(names_tier)).or(manual).or(billing);
        let base = base.or_else(|| facts.best(Source::Default, now));
        let mut held = match base {
            Some(base) => self.held_by(base),
            None if facts.assignments.is_empty() => self.when_missing.held(None),
            None => FallbackTier { tier: self.default_tier, misconfigured: false }.held(None),
        };
        held.covers = granted.is_some();
        if let Some(Named { assignment, tier: Some(tier) }) = facts.best(Source::Trial, now)
            && granted.is_none()
            && (base.is_none() || tier > held.tier)
        {
            held = Held { tier, by: Some(assignment), covers: true, ..held };
        }
        held
    }

    fn held_by<'a>(&self, named: Named<'a>) -> Held<'a> {
        let otherwise = match (named.tier, &named.assignment.plan) {
            (Some(tier), _) => FallbackTier { tier, misconfigured: false },
            (None, None) => self.when_missing,
            (None, Some(_)) => self.when_unknown,
        };
        otherwise.held(Some(named.assignment))
    }
}

impl FallbackTier {
    fn held(self, by: Option<&Assignment>) -> Held<'_> {
        Held { tier: self.tier, misconfigured: self.misconfigured, by, covers: false }
    }
}

impl<'a> Facts<'a> {
    /// Returns, of a source's assignments that hold, the one that counts.
    fn best(&self, source: Source, now: u64) -> Option<Named<'a>> {
        let mut best: Option<Named<'a>> = None;
        for &named in &self.assignments {
            let holds = now < until(named.assignment.expires_at);
            if holds
                && named.assignment.source == source
                && best.is_none_or(|known| named.beats(known))
            {
                best = Some(named);
            }
        }
        best
    }
}

impl Named<'_> {
    /// Checks whether it has the higher tier. If neither names a tier, checks whether its plan is
    /// first in byte order; an assignment without a plan comes last.
    fn beats(self, known: Named<'_>) -> bool {
        if self.tier != known.tier {
            return self.tier > known.tier;
        }
        match (&self.assignment.plan, &known.assignment.plan) {
            (Some(plan), Some(known)) => plan < known,
            (plan, _) => plan.is_some(),
        }
    }
}
