//! Subscriptions that stand for a customer's entitlements in the billing system: each item is one,
//! by its lookup key.
//!
//! The billing system has one for every feature that it sells, and a tier map lists those that
//! matter. The others must not count as unknown products: if these give a tier, a customer would
//! have it once for each feature.

use crate::contract::Subscription;
use crate::policy::Policy;
use crate::policy::call_error::CallError;
use std::borrow::Cow;

/// What comes after the billing system's prefix in the identifier of such a subscription, as in
/// `stripe:entitlements:cus_1`.
///
/// # Examples
///
/// ```
/// use tiergate::ENTITLEMENTS_ID_PREFIX;
///
/// let id = format!("stripe:{ENTITLEMENTS_ID_PREFIX}cus_1");
/// assert_eq!(id, "stripe:entitlements:cus_1");
/// ```
pub const ENTITLEMENTS_ID_PREFIX: &str = "entitlements:";

/// Returns the subscriptions that a policy receives: without the entitlements that it does not
/// list.
pub(super) fn listed<'a>(
    policy: &Policy,
    all: &'a [Subscription],
) -> Result<Cow<'a, [Subscription]>, CallError> {
    if !all.iter().any(stands_for_entitlements) {
        return Ok(Cow::Borrowed(all));
    }
    all.iter().map(|it| listed_of(policy, it)).collect::<Result<_, _>>().map(Cow::Owned)
}

fn listed_of(policy: &Policy, it: &Subscription) -> Result<Subscription, CallError> {
    let mut it = it.clone();
    if stands_for_entitlements(&it) {
        let unknown = policy.on_billing(std::slice::from_ref(&it))?.unknown_products;
        let is_listed = |name: &String| !unknown.contains(name);
        it.items.retain(|item| item.names.first().is_none_or(is_listed));
    }
    Ok(it)
}

fn stands_for_entitlements(it: &Subscription) -> bool {
    it.id.split_once(':').is_some_and(|(_, rest)| rest.starts_with(ENTITLEMENTS_ID_PREFIX))
}
