//! What another policy would change for a tenant, in words.

use crate::store::tenant_impact::{MovedCap, TenantImpact};
use std::fmt::{self, Display, Formatter};
use tiergate::Limit;

/// Writes the change, such as `maxNotes: 100 → 50` or, if the limit stays, at which usage it warns
/// and blocks.
impl Display for MovedCap {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let limits = [self.before, self.after].map(|it| it.map(|it| it.limit));
        if limits[0] != limits[1] {
            let [before, after] = limits.map(limit);
            return write!(to, "{}: {before} → {after}", self.cap);
        }
        let (Some(before), Some(after)) = (self.before, self.after) else { return Ok(()) };
        let points = [
            ("warns", before.warn_at, after.warn_at),
            ("blocks", before.blocked_at, after.blocked_at),
        ];
        let differ = points.into_iter().filter(|(_, before, after)| before != after);
        let usage = |at: Option<u64>| at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let differ: Vec<_> = differ
            .map(|(what, before, after)| format!("{what} at {} → {}", usage(before), usage(after)))
            .collect();
        write!(to, "{}: {}", self.cap, differ.join(", "))
    }
}

fn limit(limit: Option<Limit>) -> String {
    match limit {
        None => "none".to_owned(),
        Some(Limit::Unlimited) => "unlimited".to_owned(),
        Some(Limit::AtMost(limit)) => limit.to_string(),
    }
}

/// Writes what differs, such as `pro → free; loses export; maxNotes: 100 → 5`.
impl Display for TenantImpact {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        if self.unanswered {
            return to.write_str("gets no answer");
        }
        let mut parts = Vec::new();
        if self.tier_before != self.tier_after {
            let tier = |tier: &Option<String>| tier.clone().unwrap_or_else(|| "no answer".into());
            parts.push(format!("{} → {}", tier(&self.tier_before), tier(&self.tier_after)));
        }
        for (verb, features) in [("loses", &self.lost), ("gains", &self.gained)] {
            if !features.is_empty() {
                parts.push(format!("{verb} {}", features.join(", ")));
            }
        }
        parts.extend(self.caps.iter().map(ToString::to_string));
        to.write_str(&parts.join("; "))
    }
}
