//! Questions as JSON, and their answers: what `tiergate eval` reads and writes.

use crate::contract::{Subscription, Tenant, Timestamp};
use crate::policy::Policy;
use crate::policy::call_error::CallError;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// One question to a policy, as JSON has it: `{"call":"check","tenant":{…},…}`.
///
/// # Examples
///
/// ```
/// use tiergate::Request;
///
/// let request = Request::from_json(br#"{"call":"onSignup","now":0}"#)?;
/// assert!(matches!(request, Request::OnSignup { now: 0, returning: false }));
///
/// let error = Request::from_json(br#"{"call":"onSignup","when":0}"#).unwrap_err();
/// assert!(error.to_string().starts_with("unknown field `when`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "call", rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Request {
    /// Which tier a tenant has.
    Resolve {
        /// The tenant's facts.
        tenant: Tenant,
        /// The time of the question.
        now: Timestamp,
    },
    /// Whether a tenant may use a feature.
    Check {
        /// The tenant's facts.
        tenant: Tenant,
        /// The feature.
        feature: String,
        /// The time of the question.
        now: Timestamp,
    },
    /// Whether more of something may be taken.
    CheckCap {
        /// The tenant's facts.
        tenant: Tenant,
        /// The cap.
        cap: String,
        /// How much is in use.
        used: u64,
        /// How much more is requested; defaults to 1.
        #[serde(default = "one")]
        amount: u64,
        /// The time of the question.
        now: Timestamp,
    },
    /// Everything that a tenant may do.
    Entitle {
        /// The tenant's facts.
        tenant: Tenant,
        /// The time of the question.
        now: Timestamp,
    },
    /// What the policy knows.
    Describe {},
    /// What a new tenant starts with.
    OnSignup {
        /// The time of the question.
        now: Timestamp,
        /// Whether the tenant was there before; defaults to false.
        #[serde(default)]
        returning: bool,
    },
    /// What a tenant's subscriptions amount to.
    OnBilling {
        /// The subscriptions.
        #[serde(default)]
        subscriptions: Vec<Subscription>,
    },
}

fn one() -> u64 {
    1
}

impl Request {
    /// Reads a question.
    ///
    /// # Errors
    ///
    /// If the text is not a well-formed question: the error says what is wrong, and at which
    /// position.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::Request;
    ///
    /// assert!(Request::from_json(br#"{"call": "describe"}"#).is_ok());
    /// let error = Request::from_json(br#"{"call": "onSignup"}"#).unwrap_err();
    /// assert!(error.to_string().contains("missing field `now`"));
    /// ```
    pub fn from_json(text: &[u8]) -> Result<Self, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_slice(text);
        let request = serde::Deserializer::deserialize_map(&mut json, Object)?;
        json.end()?;
        Ok(request)
    }
}

/// A request as an object: serde's own implementation would also accept an array of its fields.
struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Request;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Request, A::Error> {
        Request::deserialize(MapAccessDeserializer::new(map))
    }
}

impl Policy {
    /// Returns the answer to a question, as JSON on one line.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let request = tiergate::Request::from_json(
    ///     br#"{"call": "check", "tenant": {}, "feature": "login", "now": 1772700000}"#,
    /// )?;
    /// assert!(policy.answer(&request)?.starts_with(r#"{"feature":"login","allowed":true"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn answer(&self, request: &Request) -> Result<String, CallError> {
        match request {
            Request::Resolve { tenant, now } => json(&self.resolve(tenant, *now)?),
            Request::Check { tenant, feature, now } => json(&self.check(tenant, feature, *now)?),
            Request::CheckCap { tenant, cap, used, amount, now } => {
                json(&self.check_cap(tenant, cap, *used, *amount, *now)?)
            }
            Request::Entitle { tenant, now } => json(&self.entitle(tenant, *now)?),
            Request::Describe {} => json(self.catalog()),
            Request::OnSignup { now, returning } => json(&self.on_signup(*now, *returning)?),
            Request::OnBilling { subscriptions } => json(&self.on_billing(subscriptions)?),
        }
    }
}

fn json(answer: &impl Serialize) -> Result<String, CallError> {
    serde_json::to_string(answer)
        .map_err(|error| crate::UnavailableError::BadAnswer(error.to_string()).into())
}
