//! The contract's own rules about facts, which a host enforces before it asks.

use crate::contract::{Source, Status, Subscription, Switcher, Tenant};
use crate::safe_integer::{MAX_MOMENT, MAX_SAFE_INTEGER, SafeIntegers};

/// How facts break the contract's rules.
///
/// # Examples
///
/// ```
/// use tiergate::{InvalidFactsError, Tenant};
///
/// let switch = r#"{"switches": [{"feature": "ai", "enabled": true, "by": "tenant"}]}"#;
/// let tenant: Tenant = serde_json::from_str(switch)?;
/// assert_eq!(tenant.check(), Err(InvalidFactsError::SwitchedOnByTenant("ai".into())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidFactsError {
    /// A source may say only one thing, but says two.
    #[error("the tenant has two assignments from `{0}`: keep one")]
    TwoAssignments(&'static str),
    /// Billing names one plan twice.
    #[error("the tenant has two assignments from `billing` of the plan {0}: keep one")]
    SamePlanTwice(String),
    /// A tenant switched a feature on.
    #[error("`{0}` is switched on by the tenant, which can only switch off")]
    SwitchedOnByTenant(String),
    /// A number is greater than 2^53-1.
    #[error("{0} is past 2^53-1")]
    TooLarge(String),
    /// A time is after the year 9999.
    #[error(
        "`{name}` is {moment}, which is past the year 9999 and looks like milliseconds: give \
         seconds since 1970"
    )]
    TooLate {
        /// The name of the time.
        name: String,
        /// The time.
        moment: u64,
    },
    /// Nothing is asked for.
    #[error("`amount` is 0: it must be at least 1")]
    NoAmount,
    /// Nothing is held of an add-on.
    #[error("the quantity of the add-on `{0}` is 0: it must be at least 1")]
    NoQuantity(String),
    /// An item of a subscription has no name.
    #[error("an item of the subscription `{0}` has no `names`: give at least one")]
    NoName(String),
    /// A subscription is past due, but lacks the time since when.
    #[error("the subscription `{0}` is past due or unpaid, but has no `pastDueSince`")]
    NoPastDueSince(String),
}

/// Refuses facts and numbers that break the contract's rules.
pub(crate) fn check(tenant: &Tenant, numbers: &[(&str, u64)]) -> Result<(), InvalidFactsError> {
    check_numbers(numbers)?;
    if !tenant.is_safe() {
        return Err(InvalidFactsError::TooLarge("a number of the tenant's".to_owned()));
    }
    check_assignments(tenant)?;
    if let Some(none) = tenant.add_ons.iter().find(|held| held.quantity == 0) {
        return Err(InvalidFactsError::NoQuantity(none.id.clone()));
    }
    let by_tenant =
        |switch: &&crate::FeatureSwitch| switch.enabled && switch.by == Switcher::Tenant;
    match tenant.switches.iter().find(by_tenant) {
        Some(switch) => Err(InvalidFactsError::SwitchedOnByTenant(switch.feature.clone())),
        None => Ok(()),
    }
}

fn check_assignments(tenant: &Tenant) -> Result<(), InvalidFactsError> {
    let from = |source| tenant.assignments.iter().filter(move |it| it.source == source);
    for (source, name) in
        [(Source::Manual, "manual"), (Source::Trial, "trial"), (Source::Default, "default")]
    {
        if from(source).nth(1).is_some() {
            return Err(InvalidFactsError::TwoAssignments(name));
        }
    }
    let mut plans: Vec<_> = from(Source::Billing).map(|it| it.plan.as_deref()).collect();
    plans.sort_unstable();
    match plans.windows(2).find(|pair| pair.first() == pair.last()) {
        Some(pair) => {
            let plan = pair.first().copied().flatten();
            Err(InvalidFactsError::SamePlanTwice(
                plan.map_or("none".into(), |plan| format!("`{plan}`")),
            ))
        }
        None => Ok(()),
    }
}

pub(crate) fn check_numbers(numbers: &[(&str, u64)]) -> Result<(), InvalidFactsError> {
    numbers.iter().try_for_each(|(name, number)| check_number(name, *number))
}

pub(crate) fn check_number(name: &str, number: u64) -> Result<(), InvalidFactsError> {
    if number > MAX_SAFE_INTEGER {
        Err(InvalidFactsError::TooLarge(format!("`{name}`")))
    } else {
        Ok(())
    }
}

/// Refuses a time after [`MAX_MOMENT`], before it is written or asked about.
///
/// # Errors
///
/// [`InvalidFactsError::TooLate`], with the given name.
///
/// # Examples
///
/// ```
/// assert!(tiergate::check_moment("until", 1_782_432_000).is_ok());
/// let error = tiergate::check_moment("until", 1_782_432_000_000).unwrap_err();
/// assert!(error.to_string().contains("looks like milliseconds"));
/// ```
pub fn check_moment(name: &str, moment: u64) -> Result<(), InvalidFactsError> {
    if moment <= MAX_MOMENT {
        return Ok(());
    }
    Err(InvalidFactsError::TooLate { name: name.to_owned(), moment })
}

pub(crate) fn check_amount(amount: u64) -> Result<(), InvalidFactsError> {
    if amount == 0 { Err(InvalidFactsError::NoAmount) } else { Ok(()) }
}

pub(crate) fn check_subscriptions(subscriptions: &[Subscription]) -> Result<(), InvalidFactsError> {
    for subscription in subscriptions {
        let unpaid = matches!(subscription.status, Status::PastDue | Status::Unpaid);
        if unpaid && subscription.past_due_since.is_none() {
            return Err(InvalidFactsError::NoPastDueSince(subscription.id.clone()));
        }
        if subscription.items.iter().any(|item| item.names.is_empty()) {
            return Err(InvalidFactsError::NoName(subscription.id.clone()));
        }
        if !subscription.is_safe() {
            let text = format!("a number of the subscription `{}`", subscription.id);
            return Err(InvalidFactsError::TooLarge(text));
        }
    }
    Ok(())
}

impl Tenant {
    /// Checks whether the facts keep the contract's rules. Every call of a policy checks that
    /// first.
    ///
    /// # Errors
    ///
    /// [`InvalidFactsError`](InvalidFactsError) if they do not.
    ///
    /// # Examples
    ///
    /// ```
    /// let grants = r#"{"assignments": [{"source": "manual", "plan": "free"}, {"source": "manual", "plan": "pro"}]}"#;
    /// let tenant: tiergate::Tenant = serde_json::from_str(grants)?;
    /// let error = tenant.check().unwrap_err();
    /// assert_eq!(error.to_string(), "the tenant has two assignments from `manual`: keep one");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self) -> Result<(), InvalidFactsError> {
        check(self, &[])
    }
}
