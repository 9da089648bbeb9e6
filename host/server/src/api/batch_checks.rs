//! Many checks in one request.

use crate::api::checks::{Answer, entitled};
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::Body;
use crate::metrics::layer::Checks;
use crate::metrics::outcome::Outcome;
use crate::problem::Problem;
use crate::responses::{Bodied, Unguarded};
use crate::safe_integer::SafeInteger;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use tiergate::{Entitlements, Facts, Tiers};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many questions one request may ask.
const MOST_QUESTIONS: usize = 1_000;

/// The route of many checks.
pub(crate) fn routes<F: Facts>() -> OpenApiRouter<Tiers<F>> {
    // `routes!` takes only names, so the handler of these facts has one here.
    let check_many = check_many::<F>;
    OpenApiRouter::default().routes(routes!(check_many))
}

/// Many checks, of one tenant or of several.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Questions {
    /// The questions, in any order.
    #[schema(max_items = 1_000)]
    questions: Vec<About>,
}

/// A question: whether a tenant may use a feature.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct About {
    /// The tenant.
    tenant: String,
    /// The feature.
    feature: String,
    /// The lowest revision of the tenant's facts that is acceptable.
    #[serde(default)]
    at_least: SafeInteger,
}

/// The answers, in the order of the questions.
#[derive(Serialize, ToSchema)]
struct Answers {
    /// The answers.
    answers: Vec<Each>,
}

/// An answer, or why there is none.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AnswerOrProblem)]
enum Each {
    Answer(Box<Answer>),
    Problem { problem: Box<Problem> },
}

/// Answers many checks at once
///
/// For operators and services, and for anyone about their own tenant. Each question is answered
/// on its own, as `check` answers it.
#[utoipa::path(
    post, path = "/checks", tag = "Checks", operation_id = "checkMany",
    request_body = Questions,
    responses(
        (status = 200, description = "an answer to each, in the same order", body = Answers),
        Unguarded, Bodied,
    ),
)]
async fn check_many<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    Body(Questions { questions }): Body<Questions>,
) -> Result<Json<Answers>, ApiError> {
    if questions.len() > MOST_QUESTIONS {
        return Err(ApiError::TooMany { most: MOST_QUESTIONS });
    }
    // One policy for all, even if another is activated meanwhile.
    let (policy, mut known) = (tiers.policy(), HashMap::<_, Known>::new());
    let mut answers = Vec::with_capacity(questions.len());
    for About { tenant, feature, at_least: SafeInteger(at_least) } in questions {
        let known = known.entry(tenant.clone()).or_default();
        if !known.suffices(at_least) {
            let entitled = entitled(&tiers, &policy, &identity, &tenant, at_least).await;
            known.learn(entitled, at_least);
        }
        answers.push(known.answer(&tenant, &feature, at_least, &checks));
    }
    Ok(Json(Answers { answers }))
}

/// What is looked up about a tenant once, for all questions about it.
#[derive(Default)]
struct Known {
    /// The entitlements, and the highest revision that they were looked up for: a store that was
    /// restored to an earlier state may have an older one.
    entitlements: Option<(Entitlements, u64)>,
    /// Why there is no answer by facts of this revision or a later one.
    refused: Option<(u64, Problem, Option<Outcome>)>,
}

impl Known {
    /// Checks whether the answer is known by facts of at least this revision.
    fn suffices(&self, at_least: u64) -> bool {
        self.found(at_least).is_some() || self.refused.as_ref().is_some_and(|it| it.0 <= at_least)
    }

    fn found(&self, at_least: u64) -> Option<&Entitlements> {
        let found = self.entitlements.as_ref().filter(|it| it.0.revision().max(it.1) >= at_least);
        found.map(|it| &it.0)
    }

    fn learn(&mut self, entitled: Result<Entitlements, ApiError>, at_least: u64) {
        match entitled {
            Ok(entitlements) => self.entitlements = Some((entitlements, at_least)),
            Err(failure) => {
                // The store was read just now: it does not have any later revision either.
                let from = failure.behind_at().map_or(0, |found| found.saturating_add(1));
                self.refused = Some((from, failure.problem(), failure.outcome()));
            }
        }
    }

    fn answer(&self, tenant: &str, feature: &str, at_least: u64, checks: &Checks) -> Each {
        match (self.found(at_least), &self.refused) {
            (None, Some((_, problem, outcome))) => {
                checks.count(*outcome);
                Each::Problem { problem: Box::new(problem.clone()) }
            }
            (Some(entitlements), _) => {
                let answer = Answer::of(tenant, entitlements, feature);
                checks.count(Some(Outcome::of_decision(&answer.decision)));
                Each::Answer(Box::new(answer))
            }
            (None, None) => Each::Problem { problem: Box::new(ApiError::Away.problem()) },
        }
    }
}
