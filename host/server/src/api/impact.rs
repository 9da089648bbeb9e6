//! What activating a policy would change, as one answer or as events while it is worked out.

use crate::accept::{Format, preferred};
use crate::api::preview::Preview;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::At;
use crate::responses::{Compared, Guarded, OfDigest, PolicyNamed};
use crate::sse::{stream_of, while_read};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use futures_util::Stream;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tiergate::Policy;
use tiergate_store::{Backend, SqlStore, Tenants};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The route of what a policy would change, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so the handler of this store has one here.
    let impact = impact::<DB>;
    OpenApiRouter::default().routes(routes!(impact))
}

/// How long an answer in JSON may take: less than a request may by default, so that the response
/// can say what to do.
pub(crate) const IN_JSON: Duration = Duration::from_secs(30);

/// The right to compare policies, of which there is one for each router: each comparison asks both
/// policies about every stored tenant.
#[derive(Clone)]
pub(crate) struct Turn(Arc<Semaphore>);

impl Default for Turn {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Turn {
    pub(crate) fn take(self) -> Result<OwnedSemaphorePermit, ApiError> {
        let words = "the server is comparing policies for another request: retry later";
        self.0.try_acquire_owned().map_err(|_| ApiError::Busy(words))
    }
}

/// How far the work has got.
#[derive(Serialize)]
pub(crate) struct Progress {
    pub(crate) asked: u64,
    pub(crate) of: u64,
}

/// Previews what activating a policy would change
///
/// For operators: the differences between the catalogs, and for how many of the stored tenants the
/// answers change. With `Accept: text/event-stream`, `progress` events report how far the work has
/// got, and the last event is `impact`. An answer in JSON must not take longer than 30 seconds. Each
/// server does this for one request at a time.
#[utoipa::path(
    get, path = "/policies/{digest}/impact", tag = "Policies", operation_id = "policyImpact",
    params(OfDigest),
    responses(
        (status = 200, description = "what would change", content((Preview = "application/json"), (String = "text/event-stream"))),
        Guarded, PolicyNamed, Compared,
    ),
)]
async fn impact<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Extension(turn): Extension<Turn>,
    At(digest): At<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    identity.must_operate()?;
    let turn = turn.take()?;
    let new = published(tenants.store(), &digest).await?;
    compared(tenants, new, turn, &headers).await
}

/// Returns a published policy, which is named by its digest or a unique prefix of it.
pub(crate) async fn published<DB: Backend>(
    store: &SqlStore<DB>,
    digest: &str,
) -> Result<Policy, ApiError> {
    Ok(store.load_policy(&store.find_policy(digest).await?).await?)
}

/// Compares a policy with the one that it would replace, and answers in the format that the
/// request prefers.
pub(crate) async fn compared<DB: Backend>(
    tenants: Tenants<SqlStore<DB>>,
    new: Policy,
    turn: OwnedSemaphorePermit,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    if wants_events(headers) {
        return Ok(stream_of(events(tenants, new, turn)).into_response());
    }
    Ok(Json(in_time(IN_JSON, preview(&tenants, &new, |_| {})).await?).into_response())
}

/// Waits for an answer in JSON, but not too long.
pub(crate) async fn in_time<T>(
    time: Duration,
    answer: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    timeout(time, answer).await.unwrap_or(Err(ApiError::NeedsEvents))
}

/// Returns the policy that an activation replaces: the active one of the store, also if this server
/// was given the file of another.
pub(crate) async fn replaced<DB: Backend>(
    tenants: &Tenants<SqlStore<DB>>,
) -> Result<Policy, ApiError> {
    let active = tenants.store().active_policy().await?;
    Ok(active.unwrap_or_else(|| tenants.tiers().policy()))
}

/// Compares a policy with the one that it would replace.
async fn preview<DB: Backend>(
    tenants: &Tenants<SqlStore<DB>>,
    new: &Policy,
    mut told: impl FnMut(Progress) + Send,
) -> Result<Preview, ApiError> {
    let (old, edition) = (replaced(tenants).await?, tenants.tiers().edition());
    let step = |asked, of| told(Progress { asked, of });
    Ok(Preview::of(tenants.store(), &old, new, edition, step).await?)
}

/// Returns `progress` events, and at last `impact` or `problem`.
fn events<DB: Backend>(
    tenants: Tenants<SqlStore<DB>>,
    new: Policy,
    turn: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, axum::Error>> {
    while_read(|tell| async move {
        match preview(&tenants, &new, |progress| tell.send("progress", &progress)).await {
            Ok(preview) => tell.send("impact", &preview),
            Err(failure) => tell.send("problem", &failure.problem()),
        }
        drop(turn);
    })
}

/// Checks whether a request prefers events to JSON.
pub(crate) fn wants_events(headers: &HeaderMap) -> bool {
    preferred(headers, &[Format::Json, Format::Events]) == Format::Events
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;

    #[tokio::test]
    async fn an_answer_that_takes_too_long_needs_events() {
        let late = in_time(Duration::ZERO, pending::<Result<(), ApiError>>()).await;
        assert!(matches!(late, Err(ApiError::NeedsEvents)), "{late:?}");
    }

    #[test]
    fn policies_are_compared_for_one_request_at_a_time() {
        let turn = Turn::default();
        let first = turn.clone().take();
        assert!(first.is_ok());
        assert!(matches!(turn.clone().take(), Err(ApiError::Busy(_))));
        drop(first);
        assert!(turn.take().is_ok());
    }
}
