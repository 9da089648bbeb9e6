//! The rules as a library, without WebAssembly.

use crate::built::Built;
use crate::engine::{BAD_REQUEST, Engine};
use crate::question::Question;
use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tiergate::{CallError, Policy, Request};
use tiergate_policy::Rules;

/// The rules, linked natively. Questions that hosts refuse before any policy sees them are refused
/// here too, by the sdk with the smallest policy.
#[derive(Debug)]
pub struct Native {
    referee: Policy,
}

impl Native {
    /// Loads the smallest policy.
    ///
    /// # Errors
    ///
    /// If the smallest policy cannot be built.
    pub fn new() -> Result<Self> {
        Ok(Self { referee: Policy::from_bytes(&Built::example("bare")?.file)? })
    }

    fn question(&self, line: &[u8]) -> Result<Question> {
        let request = Request::from_json(line)?;
        match self.referee.answer(&request) {
            Err(CallError::BadFacts(error)) => Err(error.into()),
            _ => convert(request),
        }
    }
}

impl Engine for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>> {
        let rules = Rules::new(&policy.map.info, &policy.map.settings)?;
        let answer = |line: &Vec<u8>| match self.question(line) {
            Ok(Question::Describe {}) => Ok(serde_json::to_string(&policy.map.info)?),
            Ok(question) => answer(&rules, question),
            Err(_) => Ok(BAD_REQUEST.to_owned()),
        };
        lines.iter().map(answer).collect()
    }
}

/// Returns the rules' answer.
fn answer(rules: &Rules, question: Question) -> Result<String> {
    Ok(match question {
        Question::Resolve { tenant, now } => serde_json::to_string(&rules.resolve(&tenant, now)),
        Question::Check { tenant, feature, now } => {
            serde_json::to_string(&rules.check(&tenant, &feature, now))
        }
        Question::CheckCap { tenant, cap, used, amount, now } => {
            serde_json::to_string(&rules.check_cap(&tenant, &cap, used, amount.unwrap_or(1), now))
        }
        Question::Entitle { tenant, now } => serde_json::to_string(&rules.entitle(&tenant, now)),
        Question::Describe {} => Ok(String::new()),
        Question::OnSignup { now, returning } => {
            serde_json::to_string(&rules.on_signup(now, returning))
        }
        Question::OnBilling { subscriptions } => {
            serde_json::to_string(&rules.on_billing(&subscriptions))
        }
    }?)
}

/// Converts a question to the rules' own types.
fn convert(request: Request) -> Result<Question> {
    Ok(match request {
        Request::Resolve { tenant, now } => Question::Resolve { tenant: same(&tenant)?, now },
        Request::Check { tenant, feature, now } => {
            Question::Check { tenant: same(&tenant)?, feature, now }
        }
        Request::CheckCap { tenant, cap, used, amount, now } => {
            Question::CheckCap { tenant: same(&tenant)?, cap, used, amount: Some(amount), now }
        }
        Request::Entitle { tenant, now } => Question::Entitle { tenant: same(&tenant)?, now },
        Request::Describe {} => Question::Describe {},
        Request::OnSignup { now, returning } => Question::OnSignup { now, returning },
        Request::OnBilling { subscriptions } => {
            Question::OnBilling { subscriptions: same(&subscriptions)? }
        }
        other => anyhow::bail!("the tests do not know this call: {other:?}"),
    })
}

/// Converts a value of the sdk's types to the rules' types, or vice versa: both have the contract's
/// JSON form.
fn same<T: DeserializeOwned>(value: &impl Serialize) -> Result<T> {
    Ok(serde_json::from_str(&serde_json::to_string(value)?)?)
}
