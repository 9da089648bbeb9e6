//! Whether a stored subscription is what Stripe has.

use tiergate::{Item, Subscription, Timestamp};
use tiergate_store::BilledSubscription;

/// Since when a subscription is past due may differ by less than this: it is worked out from other
/// evidence by events than by the API.
const SINCE: u64 = 3_600;

/// Returns whether a stored subscription is sure to be what an answer says. The answer alone lacks
/// the names that are known from other events.
pub(super) fn is_sure(stored: &BilledSubscription, answer: &BilledSubscription) -> bool {
    let (Some(one), Some(other)) = (&stored.subscription, &answer.subscription) else {
        return false;
    };
    stored.doubts.is_empty()
        && stored.tenant.is_some()
        && (answer.tenant.is_none() || answer.tenant == stored.tenant)
        && same_but_items(one, other)
        && one.past_due_since.is_some() == other.past_due_since.is_some()
        && have_names(&one.items, &other.items)
}

/// Returns whether nothing differs but by how much it may.
pub(super) fn is_alike(stored: &BilledSubscription, follows: &BilledSubscription) -> bool {
    let same = match (&stored.subscription, &follows.subscription) {
        (Some(one), Some(other)) => {
            same_but_items(one, other)
                && one.items == other.items
                && is_about(one.past_due_since, other.past_due_since)
        }
        (one, other) => one == other,
    };
    same && stored.tenant == follows.tenant && stored.doubts == follows.doubts
}

fn same_but_items(one: &Subscription, other: &Subscription) -> bool {
    one.status == other.status
        && one.collection_paused == other.collection_paused
        && one.trial_ends_at == other.trial_ends_at
        && one.ends_at == other.ends_at
}

/// Returns whether two moments differ by less than they may.
pub(super) fn is_about(one: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.abs_diff(other) < SINCE,
        (one, other) => one == other,
    }
}

/// Returns whether each item of an answer is a stored one, which may have more names. These come
/// after the answer's own, but before its last one, the product: otherwise what the price's metadata
/// calls it, or its newest lookup key, has changed.
fn have_names(stored: &[Item], answer: &[Item]) -> bool {
    let mut rest: Vec<&Item> = stored.iter().collect();
    let is_there = |item: &Item| {
        let is_it = |it: &&Item| {
            let begins = it.names.iter().zip(&item.names).take_while(|(one, other)| one == other);
            it.quantity == item.quantity
                && begins.count() + 1 >= item.names.len()
                && item.names.iter().all(|name| it.names.contains(name))
        };
        let found = rest.iter().position(is_it);
        found.map(|at| rest.swap_remove(at)).is_some()
    };
    stored.len() == answer.len() && answer.iter().all(is_there)
}
