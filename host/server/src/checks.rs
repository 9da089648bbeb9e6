//! Checks over HTTP, for services in any language.

use crate::body::{Asked, At, Body};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::measure::Checks;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tiergate::contract::{CapState, Decision};
use tiergate::{Entitlements, Facts, Policy, Tiers};

/// How many questions one request may ask.
const MOST_QUESTIONS: usize = 1_000;

/// The routes that check.
pub(crate) fn routes<F: Facts>(tiers: Tiers<F>) -> Router {
    Router::new()
        .route("/tenants/{tenant}/check", post(check::<F>))
        .route("/tenants/{tenant}/check-cap", post(check_cap::<F>))
        .route("/tenants/{tenant}/entitlements", get(entitlements::<F>))
        .route("/checks", post(check_many::<F>))
        .with_state(tiers)
}

/// May the tenant use a feature?
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    feature: String,
    /// The least revision of the tenant's facts that will do.
    #[serde(default)]
    at_least: u64,
}

/// May the tenant take more of a cap?
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CapQuestion {
    cap: String,
    used: u64,
    #[serde(default = "one")]
    amount: u64,
    #[serde(default)]
    at_least: u64,
}

fn one() -> u64 {
    1
}

/// What the answer is by.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct By {
    tenant: String,
    /// The revision of the tenant's facts.
    revision: u64,
    /// The digest of the policy.
    digest: String,
    /// Whether the facts may have changed since.
    stale: bool,
}

impl By {
    fn of(tenant: &str, entitlements: &Entitlements) -> Self {
        Self {
            tenant: tenant.to_owned(),
            revision: entitlements.revision(),
            digest: entitlements.policy().digest().to_owned(),
            stale: entitlements.is_stale(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    decision: Decision,
    /// What to show where it is denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(flatten)]
    by: By,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CapAnswer {
    state: CapState,
    allowed: bool,
    warn: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum_tier: Option<String>,
    #[serde(flatten)]
    by: By,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AllAnswer {
    entitlements: tiergate::contract::Entitlements,
    #[serde(flatten)]
    by: By,
}

async fn check<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    At(tenant): At<String>,
    Body(question): Body<Question>,
) -> Result<Json<Answer>, Failure> {
    let answer = answer(&tiers, &tiers.policy(), &identity, &tenant, &question).await;
    checks.count_answer(answer, |it| it.decision.allowed).map(Json)
}

async fn answer<F: Facts>(
    tiers: &Tiers<F>,
    policy: &Policy,
    identity: &Identity,
    tenant: &str,
    question: &Question,
) -> Result<Answer, Failure> {
    identity.must_read(tenant)?;
    let entitlements = tiers.at_least_by(policy, tenant, question.at_least).await?;
    let decision = entitlements.feature(&question.feature);
    let message = decision.message();
    let by = By::of(tenant, &entitlements);
    Ok(Answer { decision: Decision::clone(&decision), message, by })
}

async fn check_cap<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    At(tenant): At<String>,
    Body(question): Body<CapQuestion>,
) -> Result<Json<CapAnswer>, Failure> {
    let answer = cap_answer(&tiers, &identity, &tenant, &question).await;
    checks.count_answer(answer, |it| it.allowed).map(Json)
}

async fn cap_answer<F: Facts>(
    tiers: &Tiers<F>,
    identity: &Identity,
    tenant: &str,
    question: &CapQuestion,
) -> Result<CapAnswer, Failure> {
    identity.must_read(tenant)?;
    let entitlements = tiers.at_least(tenant, question.at_least).await?;
    let CapQuestion { cap, used, amount, .. } = question;
    let decision = tiers.check_cap_of(&entitlements, cap, *used, *amount)?;
    Ok(CapAnswer {
        state: decision.state,
        allowed: decision.allowed,
        warn: decision.warn,
        remaining: decision.remaining,
        minimum_tier: decision.minimum_tier,
        by: By::of(tenant, &entitlements),
    })
}

/// The query of a question about everything.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Least {
    #[serde(default)]
    pub(crate) at_least: u64,
}

async fn entitlements<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    At(tenant): At<String>,
    Asked(Least { at_least }): Asked<Least>,
) -> Result<Json<AllAnswer>, Failure> {
    identity.must_read(&tenant)?;
    let entitlements = tiers.at_least(&tenant, at_least).await?;
    let by = By::of(&tenant, &entitlements);
    Ok(Json(AllAnswer { entitlements: entitlements.to_contract(), by }))
}

/// Many questions, of one tenant or of several.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    questions: Vec<OfTenant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OfTenant {
    tenant: String,
    feature: String,
    #[serde(default)]
    at_least: u64,
}

/// The answers, in the order of the questions.
#[derive(Serialize)]
struct Answers {
    answers: Vec<Each>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Each {
    Answer(Box<Answer>),
    Problem { problem: Box<crate::problem::Problem> },
}

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
    for OfTenant { tenant, feature, at_least } in questions {
        let question = Question { feature, at_least };
        let answer = answer(&tiers, &policy, &identity, &tenant, &question).await;
        answers.push(match checks.count_answer(answer, |it| it.decision.allowed) {
            Ok(answer) => Each::Answer(Box::new(answer)),
            Err(failure) => Each::Problem { problem: Box::new(failure.problem()) },
        });
    }
    Ok(Json(Answers { answers }))
}
