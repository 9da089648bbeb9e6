//! The facts of a tenant as the contract has them, and times relative to a file's own.

use crate::file::{AddOn, CapLimit, Facts, Held, Moment, Status, Subscription};
use serde_json::Value;
use tiergate_laws::Engine;
use tiergate_policy::subscription::{self, Item};
use tiergate_policy::types::{
    Assignment, FeatureSwitch, Giver, HeldAddOn, HeldCap, Limit, Source, Standing, Switcher, Tenant,
};

/// The time of a file that gives no time: 2026-03-05T12:00:00Z.
pub(crate) const NOW: u64 = tiergate_laws::NOW;

/// The seconds of a day.
pub(crate) const DAY: u64 = 86_400;

impl Moment {
    /// Returns the time in seconds since 1970.
    ///
    /// # Errors
    ///
    /// A message if it is not a valid time.
    pub fn seconds(&self, now: u64) -> Result<u64, String> {
        let text = match self {
            Self::Seconds(it) => return Ok(*it),
            Self::Text(it) => it.trim(),
        };
        let bad =
            || format!("`{text}` is not a valid time: write `+14d`, `+14d-1s` or a date and time");
        if !text.starts_with(['+', '-']) {
            let time: jiff::Timestamp = text.parse().map_err(|_| bad())?;
            return u64::try_from(time.as_second()).map_err(|_| bad());
        }
        let mut moment = i128::from(now);
        let (mut sign, mut number) = (1, None);
        for letter in text.chars() {
            if let Some(digit) = letter.to_digit(10) {
                number = Some(number.unwrap_or(0_i128) * 10 + i128::from(digit));
                continue;
            }
            let unit = match letter {
                '+' | '-' if number.is_none() => {
                    sign = if letter == '-' { -1 } else { 1 };
                    continue;
                }
                'd' => i128::from(DAY),
                'h' => 3_600,
                'm' => 60,
                's' => 1,
                _ => return Err(bad()),
            };
            moment += sign * number.take().ok_or_else(bad)? * unit;
        }
        if number.is_some() {
            return Err(bad());
        }
        u64::try_from(moment).map_err(|_| bad())
    }
}

/// Returns a time as one relative to `now`, such as `+14d` or `+14d-1s`.
pub(crate) fn relative(at: u64, now: u64) -> String {
    let Some(seconds) = at.checked_sub(now) else { return format!("-{}s", now - at) };
    let days = seconds.div_ceil(DAY);
    match days.saturating_mul(DAY) - seconds {
        0 => format!("+{days}d"),
        less => format!("+{days}d-{less}s"),
    }
}

/// Returns a time for people.
pub(crate) fn shown_time(at: u64, now: u64) -> String {
    let time = i64::try_from(at).ok().and_then(|it| jiff::Timestamp::from_second(it).ok());
    let time = time.map_or_else(|| at.to_string(), |it| it.to_string());
    format!("{time} ({})", relative(at, now))
}

impl CapLimit {
    pub(crate) fn limit(&self) -> Result<Limit, String> {
        match self {
            Self::AtMost(most) => Ok(Limit::AtMost(*most)),
            Self::Word(word) if word == "unlimited" => Ok(Limit::Unlimited),
            Self::Word(word) => {
                Err(format!("`{word}` is not a limit: write a number or `unlimited`"))
            }
        }
    }
}

fn end(until: &Option<Moment>, now: u64) -> Result<Option<u64>, String> {
    until.as_ref().map(|it| it.seconds(now)).transpose()
}

fn assignment(source: Source, held: &Held, now: u64) -> Result<Assignment, String> {
    let expires_at = end(&held.until, now)?;
    let trial = expires_at.filter(|_| source == Source::Trial);
    let standing = trial.map_or(Standing::Good, Standing::Trialing);
    Ok(Assignment { source, plan: Some(held.plan.clone()), standing, expires_at })
}

impl Facts {
    /// Returns the facts as the contract has them; asks the policy what sign-up and subscriptions
    /// give.
    pub(crate) fn tenant(&self, engine: &dyn Engine, now: u64) -> Result<Tenant, String> {
        let mut tenant: Tenant = match &self.facts {
            Some(facts) => serde_json::from_value(absolute(facts.clone(), now)?)
                .map_err(|error| format!("`facts`: {error}"))?,
            None => serde_json::from_str("{}").map_err(|error| error.to_string())?,
        };
        if self.edition.is_some() {
            tenant.edition.clone_from(&self.edition);
        }
        if let Some(plan) = &self.plan {
            let held = Held { plan: plan.clone(), until: self.until.clone() };
            tenant.assignments.push(assignment(Source::Billing, &held, now)?);
        }
        for (source, held) in [(Source::Manual, &self.grant), (Source::Trial, &self.trial)] {
            if let Some(held) = held {
                tenant.assignments.push(assignment(source, held, now)?);
            }
        }
        self.add_given(&mut tenant, engine, now)?;
        for it in &self.add_ons {
            tenant.add_ons.push(it.held(now)?);
        }
        for (list, enabled) in [(&self.on, true), (&self.off, false)] {
            tenant.switches.extend(list.iter().map(|feature| FeatureSwitch {
                feature: feature.clone(),
                enabled,
                by: Switcher::Operator,
                expires_at: None,
            }));
        }
        for (cap, limit) in &self.caps {
            let (cap, limit) = (cap.clone(), limit.limit()?);
            tenant.caps.push(HeldCap { cap, limit, giver: Giver::Manual, expires_at: None });
        }
        Ok(tenant)
    }

    fn add_given(&self, tenant: &mut Tenant, engine: &dyn Engine, now: u64) -> Result<(), String> {
        let returning = match self.signup.as_deref() {
            None => None,
            Some("new") => Some(false),
            Some("returning") => Some(true),
            Some(other) => {
                return Err(format!("`{other}` is not a sign-up: write `new` or `returning`"));
            }
        };
        if let Some(returning) = returning {
            tenant
                .assignments
                .extend(engine.on_signup(now, returning).map_err(|it| it.to_string())?);
        }
        if !self.subscriptions.is_empty() {
            let subscriptions = self.subscriptions.iter().enumerate();
            let subscriptions: Result<Vec<_>, _> =
                subscriptions.map(|(at, it)| it.subscription(at, now)).collect();
            let effect = engine.on_billing(&subscriptions?).map_err(|it| it.to_string())?;
            tenant.assignments.extend(effect.assignments);
            tenant.add_ons.extend(effect.add_ons);
            tenant.caps.extend(effect.caps);
        }
        Ok(())
    }
}

impl AddOn {
    fn held(&self, now: u64) -> Result<HeldAddOn, String> {
        let (id, quantity, until) = match self {
            Self::Id(id) => (id, 1, None),
            Self::Held { id, quantity, until } => (id, quantity.unwrap_or(1), end(until, now)?),
        };
        let giver = Giver::Billing;
        Ok(HeldAddOn { id: id.clone(), quantity, giver, expires_at: until })
    }
}

impl Subscription {
    pub(crate) fn subscription(
        &self,
        at: usize,
        now: u64,
    ) -> Result<subscription::Subscription, String> {
        let names = self.products.iter().map(|it| vec![it.clone()]);
        let quantity = Some(self.quantity.unwrap_or(1));
        let unpaid = matches!(self.status, Status::PastDue | Status::Unpaid);
        Ok(subscription::Subscription {
            id: format!("s{at}"),
            status: self.status.of_contract(),
            collection_paused: self.collection_paused,
            items: names.map(|names| Item { names, quantity }).collect(),
            trial_ends_at: end(&self.trial_ends_at, now)?,
            past_due_since: end(&self.past_due_since, now)?.or(unpaid.then_some(now)),
            ends_at: end(&self.ends_at, now)?,
        })
    }
}

impl Status {
    fn of_contract(self) -> subscription::Status {
        match self {
            Self::Active => subscription::Status::Active,
            Self::Trialing => subscription::Status::Trialing,
            Self::PastDue => subscription::Status::PastDue,
            Self::Unpaid => subscription::Status::Unpaid,
            Self::Paused => subscription::Status::Paused,
            Self::Canceled => subscription::Status::Canceled,
            Self::Incomplete => subscription::Status::Incomplete,
            Self::IncompleteExpired => subscription::Status::IncompleteExpired,
        }
    }
}

/// Returns facts of the contract with their times in seconds.
fn absolute(value: Value, now: u64) -> Result<Value, String> {
    Ok(match value {
        Value::Array(list) => {
            Value::Array(list.into_iter().map(|it| absolute(it, now)).collect::<Result<_, _>>()?)
        }
        Value::Object(object) => {
            let of = |(key, value): (String, Value)| {
                let is_time = matches!(key.as_str(), "expiresAt" | "trialing" | "past-due");
                let value = match value {
                    Value::String(text) if is_time => Value::from(Moment::Text(text).seconds(now)?),
                    other => absolute(other, now)?,
                };
                Ok::<_, String>((key, value))
            };
            Value::Object(object.into_iter().map(of).collect::<Result<_, _>>()?)
        }
        other => other,
    })
}
