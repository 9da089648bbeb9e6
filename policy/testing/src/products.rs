//! What a subscription to a product gives in each status.

use crate::expect::{list, shown};
use crate::facts::relative;
use crate::file::{Moment, ProductStatus, Status, Subscription};
use std::collections::BTreeSet;
use tiergate_laws::{Engine, EngineError};
use tiergate_policy::subscription::Effect;

/// How many of the product the subscription is to: a number that nothing else has.
const QUANTITY: u64 = 7;

impl Status {
    /// Returns its name in the contract.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Trialing => "trialing",
            Self::PastDue => "past-due",
            Self::Unpaid => "unpaid",
            Self::Paused => "paused",
            Self::Canceled => "canceled",
            Self::Incomplete => "incomplete",
            Self::IncompleteExpired => "incomplete-expired",
        }
    }
}

impl ProductStatus {
    /// Every status.
    pub(crate) const ALL: [Self; 9] = [
        Self::Active,
        Self::Trialing,
        Self::PastDue,
        Self::Unpaid,
        Self::Paused,
        Self::Canceled,
        Self::Incomplete,
        Self::IncompleteExpired,
        Self::CollectionPaused,
    ];

    fn status(self) -> Status {
        match self {
            Self::Active | Self::CollectionPaused => Status::Active,
            Self::Trialing => Status::Trialing,
            Self::PastDue => Status::PastDue,
            Self::Unpaid => Status::Unpaid,
            Self::Paused => Status::Paused,
            Self::Canceled => Status::Canceled,
            Self::Incomplete => Status::Incomplete,
            Self::IncompleteExpired => Status::IncompleteExpired,
        }
    }

    /// Returns its name in test files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CollectionPaused => "collection-paused",
            other => other.status().name(),
        }
    }

    fn subscription(self, product: &str) -> Subscription {
        let in_days = |days: u32| Some(Moment::Text(format!("+{days}d")));
        Subscription {
            products: vec![product.to_owned()],
            status: self.status(),
            quantity: Some(QUANTITY),
            collection_paused: self == Self::CollectionPaused,
            trial_ends_at: in_days(5).filter(|_| self == Self::Trialing),
            past_due_since: None,
            ends_at: in_days(9).filter(|_| self == Self::Canceled),
        }
    }
}

/// What a subscription gives, in words, and whether any of it ends.
pub(crate) struct Given {
    words: BTreeSet<String>,
    pub(crate) ends: bool,
}

/// Returns what a subscription to a product gives in a status.
pub(crate) fn given(
    engine: &dyn Engine,
    product: &str,
    status: ProductStatus,
    now: u64,
) -> Result<Given, EngineError> {
    let subscription = status.subscription(product).subscription(0, now).map_err(EngineError)?;
    Ok(Given::of(&engine.on_billing(&[subscription])?, now))
}

impl Given {
    fn of(effect: &Effect, now: u64) -> Self {
        let mut given = Self { words: BTreeSet::new(), ends: false };
        for it in &effect.assignments {
            given.add(it.plan.as_deref().unwrap_or("a plan that is null"), it.expires_at, now);
        }
        for it in &effect.caps {
            given.add(&format!("{} of {}", shown(&it.limit), it.cap), it.expires_at, now);
        }
        for it in &effect.add_ons {
            given.add(&format!("{} x {}", it.quantity, it.id), it.expires_at, now);
        }
        for name in &effect.unknown_products {
            given.add(&format!("unknown: {name}"), None, now);
        }
        given
    }

    fn add(&mut self, what: &str, until: Option<u64>, now: u64) {
        self.ends |= until.is_some();
        let until = until.map(|it| format!(" until {}", relative(it, now)));
        self.words.insert(what.to_owned() + &until.unwrap_or_default());
    }

    /// Returns the words, sorted.
    pub(crate) fn words(&self) -> Vec<String> {
        self.words.iter().cloned().collect()
    }

    /// Returns how it differs from what is expected, if it does.
    pub(crate) fn differs_from(&self, expected: &[String]) -> Option<String> {
        let expected: BTreeSet<String> = expected.iter().cloned().collect();
        let expected_words: Vec<_> = expected.iter().cloned().collect();
        let text = || format!("expected {}, found {}", list(&expected_words), list(&self.words()));
        (expected != self.words).then(text)
    }
}
