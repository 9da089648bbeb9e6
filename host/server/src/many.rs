//! Many checks in one request.

use crate::body::Body;
use crate::checks::{Answer, Question, answer};
use crate::described::{Bodied, Unguarded};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::measure::Checks;
use crate::problem::Problem;
use crate::whole::Whole;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tiergate::{Facts, Tiers};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many questions one request may ask.
const MOST_QUESTIONS: usize = 1_000;

/// The route of many checks.
pub(crate) fn routes<F: Facts>() -> OpenApiRouter<Tiers<F>> {
    // `routes!` takes names alone, so the handler of these facts has one here.
    let check_many = check_many::<F>;
    OpenApiRouter::default().routes(routes!(check_many))
}

/// Many questions, about one tenant or several.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Questions {
    /// They, in any order.
    #[schema(max_items = 1_000)]
    questions: Vec<About>,
}

/// A question about a tenant.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct About {
    /// The tenant.
    tenant: String,
    /// The feature.
    feature: String,
    /// The least revision of the tenant's facts that will do.
    #[serde(default)]
    at_least: Whole,
}

/// The answers, in the order of the questions.
#[derive(Serialize, ToSchema)]
struct Answers {
    /// They.
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

/// Many questions at once
///
/// Each is answered on its own, as `check` answers it: for operators and services, and for
/// everyone about their own tenant.
#[utoipa::path(
    post, path = "/checks", tag = "Checks", operation_id = "checkMany",
    request_body = Questions,
    responses(
        (status = 200, description = "an answer to each, in their order", body = Answers),
        Unguarded, Bodied,
    ),
)]
async fn check_many<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    Body(Questions { questions }): Body<Questions>,
) -> Result<Json<Answers>, Failure> {
    if questions.len() > MOST_QUESTIONS {
        return Err(Failure::TooMany { most: MOST_QUESTIONS });
    }
    // One policy for all, also where another is activated meanwhile.
    let policy = tiers.policy();
    let mut answers = Vec::with_capacity(questions.len());
    for About { tenant, feature, at_least } in questions {
        let question = Question { feature, at_least };
        let answer = answer(&tiers, &policy, &identity, &tenant, &question).await;
        answers.push(match checks.count_answer(answer, |it| it.decision.allowed) {
            Ok(answer) => Each::Answer(Box::new(answer)),
            Err(failure) => Each::Problem { problem: Box::new(failure.problem()) },
        });
    }
    Ok(Json(Answers { answers }))
}
