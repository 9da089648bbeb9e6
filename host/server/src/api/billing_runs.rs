//! Comparing what is stored with a billing system, and replaying its events, over HTTP.

use crate::api::answer::{Answer, at_most};
use crate::api::billing::After;
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::billing::account::StripeAccount;
use crate::billing::job::{Job, Progress, Stored, Task};
use crate::error::ApiError;
use crate::extract::{Asked, Body};
use crate::responses::{Addressed, Billed, Bodied, Guarded, Once, Started as Begun};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderName, StatusCode};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tiergate::Timestamp;
use tiergate_store::{Backend, BillingPage, BillingRun, BillingWaiting, By, SqlStore, Tenants};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The most events that one request may have.
const MOST: usize = 10_000;

/// The most bytes that the body of a replay may have: 10,000 events with 1,600 bytes each, or fewer
/// larger ones.
const MOST_BYTES: usize = 16 << 20;

/// The routes of runs, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (reconcile, replay) = (reconcile::<DB>, replay::<DB>);
    let (runs, asks) = (runs::<DB>, asks::<DB>);
    let replay = OpenApiRouter::default().routes(routes!(replay));
    OpenApiRouter::default()
        .routes(routes!(reconcile))
        .merge(replay.layer(DefaultBodyLimit::max(MOST_BYTES)))
        .routes(routes!(runs))
        .routes(routes!(asks))
}

/// A comparison or a replay.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BillingRun)]
struct Run {
    /// Its number.
    #[schema(value_type = i64, minimum = 0)]
    number: u64,
    /// Who began it.
    actor: String,
    /// When it began, in seconds since 1970.
    #[schema(value_type = i64, minimum = 0)]
    began: Timestamp,
    /// When it ended; absent if it has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, minimum = 0, nullable = false)]
    ended: Option<Timestamp>,
    /// Whether its server ended before it did: start it again.
    abandoned: bool,
    /// How far it has got, and then the result.
    #[serde(flatten)]
    progress: Progress,
}

impl From<BillingRun> for Run {
    fn from(run: BillingRun) -> Self {
        let BillingRun { number, actor, began, ended, is_abandoned, state, .. } = run;
        let Stored { progress, .. } = Stored::read(&state);
        Self { number, actor, began, ended, abandoned: is_abandoned, progress }
    }
}

/// How to compare.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reconcile {
    /// Whether to write nothing; defaults to `false`.
    #[serde(default)]
    dry_run: bool,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Compares what is stored with all subscriptions of the billing system
///
/// For operators. What differs is written, unless `dryRun` is `true`; subscriptions that the billing
/// system does not have are listed, and stay. The comparison goes on in the background: see
/// `GET /v1/billing/runs`. If the same comparison is under way at any server, that one is returned,
/// and no other is started; while another run is under way, the answer is 429 `busy`. A request with
/// the key of one of the last ten runs, by the same person, returns that run.
#[utoipa::path(
    post, path = "/billing/reconcile", tag = "Billing", operation_id = "reconcileBilling",
    params(Once), request_body = Reconcile,
    responses(
        (status = 202, description = "the run that is under way", body = Run,
            headers(("location" = String, description = "the list of runs"))),
        Guarded, Bodied, Billed, Begun,
    ),
)]
async fn reconcile<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    account: Option<Extension<StripeAccount>>,
    operator: Operator,
    Body(Reconcile { dry_run, reason }): Body<Reconcile>,
) -> Result<Started, ApiError> {
    let by = operator.by_and_key(reason)?;
    let account = known(account)?;
    if account.api.is_none() {
        return Err(ApiError::NoBilling("the server has no key of the billing system's API"));
    }
    start(&tenants, account, by, Task::Reconcile { is_dry: dry_run }).await
}

/// What to replay.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Replay {
    /// The events, as the billing system sends them; if absent, the state of everything that is
    /// stored is worked out again.
    #[schema(value_type = Option<Vec<Object>>, max_items = 10_000)]
    events: Option<Vec<Map<String, Value>>>,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Takes in events again, or works out again what is stored
///
/// For operators, who vouch for the events: they are not signed. An event that is stored already
/// changes nothing. The body may have 16 MiB, whatever the
/// server's limit is: send more in parts. The replay goes on in the background: see
/// `GET /v1/billing/runs`. If the same replay is under way at any server, that one is returned, and no
/// other is started; while another run is under way, the answer is 429 `busy`. A request with the key
/// of one of the last ten runs, by the same person, returns that run.
#[utoipa::path(
    post, path = "/billing/replay", tag = "Billing", operation_id = "replayBilling",
    params(Once), request_body = Replay,
    responses(
        (status = 202, description = "the run that is under way", body = Run,
            headers(("location" = String, description = "the list of runs"))),
        Guarded, Bodied, Billed, Begun,
    ),
)]
async fn replay<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    account: Option<Extension<StripeAccount>>,
    operator: Operator,
    Body(Replay { events, reason }): Body<Replay>,
) -> Result<Started, ApiError> {
    let by = operator.by_and_key(reason)?;
    let account = known(account)?;
    let task = match events {
        Some(events) if events.len() > MOST => return Err(ApiError::TooMany { most: MOST }),
        Some(events) => Task::Replay(events.into_iter().map(Value::Object).collect()),
        None => Task::ReplayStored,
    };
    start(&tenants, account, by, task).await
}

fn known(account: Option<Extension<StripeAccount>>) -> Result<StripeAccount, ApiError> {
    let account = account.map(|Extension(account)| account);
    account.ok_or(ApiError::NoBilling("the server is not configured for a billing system"))
}

/// The answer to a request that starts a run, with the relative address of the list of runs.
type Started = (StatusCode, [(HeaderName, &'static str); 1], Json<Run>);

/// Starts a run, unless the same one is under way, or the same request started one.
async fn start<DB: Backend>(
    tenants: &Tenants<SqlStore<DB>>,
    account: StripeAccount,
    (by, key): (By, String),
    task: Task,
) -> Result<Started, ApiError> {
    by.check()?;
    let store = tenants.store().clone();
    let stored = Stored { request: task.request(by.actor(), &key), progress: task.progress() };
    let state = serde_json::to_string(&stored)?;
    let request = stored.request;
    let is_retry = |run: &BillingRun| Stored::read(&run.state).request.key == request.key;
    if let Some(run) = store.billing_runs().await?.into_iter().find(is_retry) {
        return match Stored::read(&run.state).request == request {
            true => Ok(started(run)),
            false => Err(ApiError::KeyReused),
        };
    }
    let (run, is_new) = store.begin_billing_run(by.actor(), &state).await?;
    if is_new {
        let number = run.number;
        tokio::spawn(Job { account, store, by, number, request }.run(task));
    } else if Stored::read(&run.state).request.task != request.task {
        return Err(ApiError::Busy("another run is under way: see `GET /v1/billing/runs`"));
    }
    Ok(started(run))
}

fn started(run: BillingRun) -> Started {
    (StatusCode::ACCEPTED, [(LOCATION, "runs")], Json(run.into()))
}

/// Lists the last ten comparisons and replays, the last one first
///
/// For operators: how far they have got, and their results.
#[utoipa::path(
    get, path = "/billing/runs", tag = "Billing", operation_id = "billingRuns",
    responses((status = 200, description = "the runs", body = Vec<Run>), Guarded),
)]
async fn runs<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
) -> Answer<Vec<Run>> {
    identity.must_operate()?;
    let runs = tenants.store().billing_runs().await?;
    Ok(Json(runs.into_iter().map(Run::from).collect()))
}

/// Some of what the billing system must be asked about.
#[derive(Serialize, ToSchema)]
#[schema(as = BillingAsks)]
struct Asks {
    /// What waits: what failed most often first, and then the oldest.
    asks: Vec<BillingWaiting>,
    /// The value of `after` for the next page; absent if these are the last ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
}

/// Lists what the billing system must be asked about
///
/// For operators: customers and others of whom events left something in doubt, those whose asking
/// failed first, with the reason.
#[utoipa::path(
    get, path = "/billing/asks", tag = "Billing", operation_id = "billingAsks",
    params(After),
    responses(
        (status = 200, description = "one page of what waits", body = Asks),
        Guarded, Addressed,
    ),
)]
async fn asks<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(After { after, limit }): Asked<After>,
) -> Answer<Asks> {
    identity.must_operate()?;
    let page = tenants.store().billing_asks(after.as_deref(), at_most(limit)).await?;
    let BillingPage { rows: asks, next, .. } = page;
    Ok(Json(Asks { asks, next }))
}
