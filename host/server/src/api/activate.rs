//! Activating policies over HTTP, for all tenants or with some that are kept on the one before, and
//! rolling back.

use crate::api::answer::{Answer, at_most};
use crate::api::impact::{IN_JSON, Progress, Turn, in_time, wants_events};
use crate::api::tenants::Before;
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Asked, At, Body};
use crate::responses::{
    Activating, Addressed, Bodied, Compared, Guarded, OfDigest, Once, PolicyNamed,
};
use crate::sse::{stream_of, while_read};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use tiergate::Timestamp;
use tiergate_store::{Activated, Activation, Backend, By, Keep, Keeping, SqlStore, Tenants};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of activations, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (activations, activate, roll_back) = (activations::<DB>, activate::<DB>, roll_back::<DB>);
    OpenApiRouter::default()
        .routes(routes!(activations))
        .routes(routes!(roll_back))
        .routes(routes!(activate))
}

/// Lists the activations of policies, the latest first
///
/// For operators.
#[utoipa::path(
    get, path = "/policies/activations", tag = "Policies", operation_id = "activations",
    params(Before),
    responses(
        (status = 200, description = "one page of activations", body = Vec<Activation>),
        Guarded, Addressed,
    ),
)]
async fn activations<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(Before { before, limit }): Asked<Before>,
) -> Answer<Vec<Activation>> {
    identity.must_operate()?;
    let limit = at_most(limit);
    let before = before.map(u64::from);
    Ok(Json(tenants.store().activations(before, limit).await?))
}

/// How to roll back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RollBack {
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// The digest of the policy that is expected to be active afterwards, or a unique prefix of it:
    /// if another is the one to go back to, the request is refused as `overtaken`; absent if any will
    /// do.
    #[schema(max_length = 64)]
    to: Option<String>,
}

/// How to activate a policy.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Activate {
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// Whether to activate the policy even if it gives no answer for stored tenants; defaults to
    /// `false`. With `keep`, these are kept on the policy that answers.
    #[serde(default)]
    anyway: bool,
    /// Which tenants to keep on the policy that was active before: `losers`, those that would lose
    /// anything, or `existing`, all that exist; absent if the policy decides all tenants.
    #[schema(inline)]
    keep: Option<Keep>,
    /// When a server releases the kept tenants, in seconds since 1970; absent if someone does that by
    /// hand.
    #[schema(value_type = Option<u64>)]
    keep_until: Option<Timestamp>,
}

impl Activate {
    /// Returns whom to keep, if anyone.
    fn keeping(&self) -> Result<Option<Keeping>, ApiError> {
        let until = self.keep_until;
        match self.keep {
            None if until.is_some() => Err(ApiError::Invalid("`keepUntil` needs `keep`")),
            keep => Ok(keep.map(|keep| Keeping { keep, until })),
        }
    }
}

/// Activates a policy
///
/// For operators. The policy is first asked about a sample of the stored tenants, for at most 2
/// seconds: if it gives no answer for one of them, it is refused as `policy-fails`, unless `anyway`
/// is `true`. When the response arrives, the policy is active at this server, and soon at all
/// others that follow the store; a server that was given a policy's file keeps using that file. See
/// `impact` for what an activation would change.
///
/// With `keep`, tenants are kept on the policy that was active before: each is pinned to it, and is
/// never decided by the new one in between. Both policies are asked about every tenant for that. With
/// `Accept: text/event-stream`, `progress` events report how far the work has got, and the last event is
/// `activated`; an answer in JSON must not take longer than 30 seconds. If it does, or if the caller
/// disconnects, the policy may still be activated: send the same request with the same idempotency key
/// again, which goes on or gives the same answer. Each server does this for one request at a time.
#[utoipa::path(
    post, path = "/policies/{digest}/activate", tag = "Policies", operation_id = "activatePolicy",
    params(OfDigest, Once), request_body = Activate,
    responses(
        (status = 200, description = "the policy is active", content((Activated = "application/json"), (String = "text/event-stream"))),
        Guarded, Bodied, PolicyNamed, Activating, Compared,
    ),
)]
async fn activate<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    Extension(turn): Extension<Turn>,
    At(digest): At<String>,
    headers: HeaderMap,
    Body(body): Body<Activate>,
) -> Result<Response, ApiError> {
    let (keeping, anyway) = (body.keeping()?, body.anyway);
    let by = operator.by_key(body.reason)?;
    let store = tenants.store();
    let digest = store.find_policy(&digest).await?;
    let activated = match (keeping, anyway) {
        (Some(keeping), _) => {
            let job = Job { tenants, digest, keeping, by };
            // What is done already needs no turn.
            let turn = if job.is_done().await? { None } else { Some(turn.take()?) };
            return job.answer(turn, &headers).await;
        }
        (None, true) => store.activate_anyway(&digest, &by).await?,
        (None, false) => store.activate_in(tenants.tiers().edition(), &digest, &by).await?,
    };
    Ok(Json(activated).into_response())
}

/// An activation that keeps tenants.
struct Job<DB: Backend> {
    tenants: Tenants<SqlStore<DB>>,
    digest: String,
    keeping: Keeping,
    by: By,
}

impl<DB: Backend> Job<DB> {
    /// Returns whether the same request, with the same idempotency key, was answered before.
    async fn is_done(&self) -> Result<bool, ApiError> {
        let store = self.tenants.store();
        let done = store.activated_keeping_before(&self.digest, self.keeping, &self.by).await?;
        Ok(done.is_some())
    }

    /// Activates, and answers in the format that the request prefers.
    async fn answer(
        self,
        turn: Option<OwnedSemaphorePermit>,
        headers: &HeaderMap,
    ) -> Result<Response, ApiError> {
        if !wants_events(headers) {
            let activated = in_time(IN_JSON, self.run(|_| {})).await?;
            return Ok(Json(activated).into_response());
        }
        let events = while_read(|tell| async move {
            match self.run(|progress| tell.send("progress", &progress)).await {
                Ok(activated) => tell.send("activated", &activated),
                Err(failure) => tell.send("problem", &failure.problem()),
            }
            drop(turn);
        });
        Ok(stream_of(events).into_response())
    }

    async fn run(&self, mut told: impl FnMut(Progress) + Send) -> Result<Activated, ApiError> {
        let edition = self.tenants.tiers().edition();
        let step = |asked, of| told(Progress { asked, of });
        let store = self.tenants.store();
        Ok(store.activate_keeping(edition, &self.digest, self.keeping, &self.by, step).await?)
    }
}

/// Rolls back to the policy that was active before
///
/// For operators. A second rollback goes one further back. With `to`, two people who roll back at the
/// same time go back by one.
#[utoipa::path(
    post, path = "/policies/rollback", tag = "Policies", operation_id = "rollBackPolicy",
    params(Once), request_body = RollBack,
    responses(
        (status = 200, description = "the policy is active", body = Activated),
        Guarded, Bodied, PolicyNamed, Activating,
    ),
)]
async fn roll_back<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    Body(RollBack { reason, to }): Body<RollBack>,
) -> Answer<Activated> {
    let by = operator.by_key(reason)?;
    let store = tenants.store();
    Ok(Json(match to {
        Some(digest) => store.roll_back_to(&store.find_policy(&digest).await?, &by).await?,
        None => store.roll_back(&by).await?,
    }))
}
