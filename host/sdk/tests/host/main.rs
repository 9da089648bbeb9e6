//! What the host promises beside the policy's own answers.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod by_hand;
mod cache;
mod known;
mod lookup;
mod messages;
mod recorded;
mod set_back;
mod tiers;
mod told;
mod watch;

use tiergate::{Assignment, Policy, Source, Standing, Tenant};
use tiergate_map::Map;

/// The time of every question that does not say another.
const NOW: u64 = 1_772_700_000;

/// The file of a map with three tiers, an add-on, and a chain of requirements.
fn file(premium_has_export: bool) -> Vec<u8> {
    let premium = if premium_has_export { r#"["ai", "export"]"# } else { r#"["ai"]"# };
    let map = format!(
        r#"{{ "name": "notes", "version": "1.0.0",
        "tiers": [
            {{ "id": "free", "label": "Free", "caps": {{ "notes": 5 }} }},
            {{ "id": "pro", "label": "Pro", "features": ["sync", "old"], "caps": {{ "notes": 100 }} }},
            {{ "id": "premium", "label": "Premium", "features": {premium}, "caps": {{ "notes": "unlimited" }} }} ],
        "features": [
            {{ "id": "sync", "label": "Sync" }},
            {{ "id": "old", "label": "Old" }},
            {{ "id": "ai", "label": "Assistant" }},
            {{ "id": "export", "label": "Export" }},
            {{ "id": "voice", "label": "Voice" }},
            {{ "id": "share", "label": "Share", "requires": ["sync"] }},
            {{ "id": "dub", "label": "Dubbing" }},
            {{ "id": "lost", "label": "Lost" }} ],
        "caps": [ {{ "id": "notes", "label": "Notes", "unit": "notes" }} ],
        "addOns": [
            {{ "id": "bot", "label": "Bot", "features": ["ai", "voice"] }},
            {{ "id": "shared", "label": "Shared", "features": ["share"] }},
            {{ "id": "plus", "label": "Plus", "tiers": ["pro"], "features": ["dub"],
               "caps": {{ "notes": {{ "add": 50 }} }} }} ],
        "billing": {{ "products": {{ "p-pro": {{ "tier": "pro" }} }}, "pastDueGraceDays": 14 }},
        "defaultTier": "free",
        "whenMissing": {{ "tier": "free", "misconfigured": true }},
        "whenUnknown": {{ "tier": "free", "misconfigured": true }},
        "upgradeUrl": "/account" }}"#
    );
    let map = Map::from_json("notes.json", &map).unwrap();
    tiergate_author::build(&map).unwrap()
}

fn policy() -> Policy {
    Policy::from_bytes(&file(true)).unwrap()
}

/// A tenant that pays for `plan`.
fn on(plan: &str) -> Tenant {
    let mut tenant = Tenant::new();
    tenant.assignments.push(Assignment {
        source: Source::Billing,
        plan: Some(plan.to_owned()),
        standing: Standing::Good,
        expires_at: None,
    });
    tenant
}
