//! Every fact reaches a policy as it is: the mirrors answer with a hash of all that they read.

use super::ask;
use super::kits::mirrors;
use serde_json::{Value, json};
use tiergate_policy::subscription::Subscription;
use tiergate_policy::types::{Giver, Limit, Source, Standing, Switcher, Tenant};
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::question::Question;
use tiergate_tests::{by_hand, facts};

/// FNV-1a over facts, in the order in which the mirrors read them.
struct Hash(u64);

impl Hash {
    fn byte(&mut self, it: u8) {
        self.0 = (self.0 ^ u64::from(it)).wrapping_mul(0x100_0000_01b3);
    }
    fn number(&mut self, it: u64) {
        it.to_le_bytes().into_iter().for_each(|it| self.byte(it));
    }
    fn maybe(&mut self, it: Option<u64>) {
        self.number(it.unwrap_or(u64::MAX));
    }
    fn text(&mut self, it: &str) {
        self.number(it.len() as u64);
        it.bytes().for_each(|it| self.byte(it));
    }
    fn maybe_text(&mut self, it: Option<&str>) {
        self.byte(it.is_some().into());
        it.into_iter().for_each(|it| self.text(it));
    }
}

fn hash_of_tenant(tenant: &Tenant) -> u64 {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    hash.maybe_text(tenant.edition.as_deref());
    let giver = |it: &Giver| u8::from(*it == Giver::Billing);
    for it in &tenant.assignments {
        let sources = [Source::Manual, Source::Trial, Source::Billing, Source::Default];
        hash.byte(sources.iter().position(|source| *source == it.source).unwrap() as u8);
        hash.maybe_text(it.plan.as_deref());
        match it.standing {
            Standing::Good => hash.byte(0),
            Standing::Trialing(end) => {
                hash.byte(1);
                hash.number(end);
            }
            Standing::PastDue(end) => {
                hash.byte(2);
                hash.maybe(end);
            }
        }
        hash.maybe(it.expires_at);
    }
    for it in &tenant.add_ons {
        hash.text(&it.id);
        hash.number(it.quantity);
        hash.byte(giver(&it.giver));
        hash.maybe(it.expires_at);
    }
    for it in &tenant.switches {
        hash.text(&it.feature);
        hash.byte(it.enabled.into());
        hash.byte((it.by == Switcher::Tenant).into());
        hash.maybe(it.expires_at);
    }
    for it in &tenant.caps {
        hash.text(&it.cap);
        hash.maybe(if let Limit::AtMost(most) = it.limit { Some(most) } else { None });
        hash.byte(giver(&it.giver));
        hash.maybe(it.expires_at);
    }
    for (key, value) in &tenant.attributes {
        hash.text(key);
        hash.text(value);
    }
    hash.0 >> 11
}

fn hash_of_subscriptions(subscriptions: &[Subscription]) -> u64 {
    const STATUSES: [&str; 8] = [
        "active",
        "trialing",
        "past-due",
        "unpaid",
        "paused",
        "canceled",
        "incomplete",
        "incomplete-expired",
    ];
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    for it in subscriptions {
        hash.text(&it.id);
        let status = serde_json::to_value(it.status).unwrap();
        hash.byte(STATUSES.iter().position(|name| status == *name).unwrap() as u8);
        hash.byte(it.collection_paused.into());
        for item in &it.items {
            item.names.iter().for_each(|name| hash.text(name));
            hash.maybe(item.quantity);
        }
        hash.maybe(it.trial_ends_at);
        hash.maybe(it.past_due_since);
        hash.maybe(it.ends_at);
    }
    hash.0 >> 11
}

#[test]
fn every_fact_is_read_as_it_is() {
    let seed = dice::seed("mirrors").unwrap();
    let mut dice = Dice::new(seed);
    let map = tiergate_map::Map::from_file(by_hand::source("guild.json")).unwrap();
    let (mut lines, mut hashes) = (Vec::new(), Vec::new());
    for _ in 0..dice::size(500, 5_000) {
        let tenant = facts::tenant(&mut dice, &map.info);
        hashes.push(hash_of_tenant(&tenant));
        let tenant = serde_json::to_value(tenant).unwrap();
        let ask =
            json!({ "call": "checkCap", "tenant": tenant, "cap": "facts", "used": 0, "now": 0 });
        lines.push(ask.to_string());
        let subscriptions = facts::subscriptions(&mut dice, &map.settings);
        hashes.push(hash_of_subscriptions(&subscriptions));
        let ask = Question::OnBilling { subscriptions };
        lines.push(serde_json::to_string(&ask).unwrap());
    }
    for (name, file) in mirrors() {
        for ((line, hash), answer) in lines.iter().zip(&hashes).zip(ask(&name, &file, &lines)) {
            let answer: Value = serde_json::from_str(&answer).unwrap();
            let limit = answer.pointer("/state/limit/at-most");
            let limit = limit.or_else(|| answer.pointer("/caps/0/limit/at-most"));
            assert_eq!(limit, Some(&json!(hash)), "{name}, seed {seed}: {line} {answer}");
        }
    }
}
