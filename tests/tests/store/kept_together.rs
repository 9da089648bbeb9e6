//! Activations that keep tenants, while others activate, release or pin at the same time.

use crate::kept::{EXISTING, LOSERS, activate, decides, kept, three};
use crate::setting::{Database, Setting, by, in_both};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;
use tiergate_store::{Activated, Change, Keeping, PolicyError, Release, SqlStore, Store};
use tokio::task::JoinHandle;

in_both!(
    of_two_at_once_one_keeps_its_own,
    an_activation_for_all_releases_nobody_whom_another_keeps,
    a_rollback_releases_those_on_the_policy_that_it_left,
    a_date_that_no_longer_counts_releases_nobody,
    who_is_pinned_by_hand_stays,
    a_kept_tenant_is_rebuilt,
    the_active_policy_is_not_activated_again_after_a_rollback,
    many_are_kept_while_others_write,
);

/// An activation that waits after it has pinned the tenants.
struct Paused {
    pinned: Receiver<()>,
    go: SyncSender<()>,
    done: JoinHandle<Result<Activated, PolicyError>>,
}

impl Paused {
    async fn new<DB: Database>(store: SqlStore<DB>, digest: &str, keeping: Keeping) -> Self {
        let ((tell, pinned), (go, gone)) = (sync_channel(9), sync_channel(9));
        let digest = digest.to_owned();
        let done = tokio::spawn(async move {
            let wait = move |_: u64, _: u64| {
                tell.send(()).unwrap();
                if tokio::task::block_in_place(|| gone.recv()).is_err() {
                    // Not by aborting the task, which could go on until it next has to wait.
                    std::panic::resume_unwind(Box::new("stopped"));
                }
            };
            store.activate_keeping(None, &digest, keeping, &by("ann"), wait).await
        });
        let paused = Self { pinned, go, done };
        tokio::task::block_in_place(|| paused.pinned.recv()).unwrap();
        paused
    }

    async fn end(self) -> Result<Activated, PolicyError> {
        self.go.send(()).unwrap();
        self.done.await.unwrap()
    }

    /// Stops the activation where it waits.
    async fn stop(self) {
        drop(self.go);
        assert!(self.done.await.unwrap_err().is_panic());
    }
}

/// Does something that waits for its turn to write, and writes before it as another server does.
async fn after<DB: Database, T: Send + 'static>(
    it: &Setting<DB>,
    sql: &[String],
    waits: impl Future<Output = T> + Send + 'static,
) -> T {
    let mut transaction = it.store().begin().await.unwrap();
    DB::lock(&mut transaction).await.unwrap();
    let waits = tokio::spawn(waits);
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    for sql in sql {
        DB::run(&mut transaction, sql.clone(), Vec::new()).await.unwrap();
    }
    transaction.commit().await.unwrap();
    waits.await.unwrap()
}

fn activation(number: u64, digest: &str) -> String {
    format!(
        "INSERT INTO tiergate_activations (number, digest, at, actor) \
         VALUES ({number}, '{digest}', 1, 'bob')"
    )
}

async fn of_two_at_once_one_keeps_its_own<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    let other = DB::beside(it.store()).await;
    let losers = Paused::new(it.store().clone(), &new, LOSERS).await;
    let existing = Paused::new(other, &new, EXISTING).await;
    assert_eq!(kept(&it).await, ["basic", "premium", "pro"]);
    assert_eq!(losers.end().await.unwrap().kept, 2, "not those that the other one keeps");
    assert_eq!((kept(&it).await, decides(&it, "basic").await), (names(), new));
    let overtaken = existing.end().await.unwrap_err();
    assert!(matches!(overtaken, PolicyError::Overtaken), "{overtaken}");
    assert_eq!((kept(&it).await, decides(&it, "pro").await), (names(), old));
}

fn names() -> Vec<String> {
    vec!["premium".to_owned(), "pro".to_owned()]
}

async fn an_activation_for_all_releases_nobody_whom_another_keeps<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    it.store().roll_back(&by("ann")).await.unwrap();
    assert_eq!(kept(&it).await, names());
    // Another server activates the new policy and keeps the same tenants, before they are released.
    let keeps = format!("INSERT INTO tiergate_keeps (policy, activation) VALUES ('{old}', 4)");
    let (store, again) = (it.store().clone(), new.clone());
    let activating = async move { store.activate_anyway(&again, &by("ann")).await };
    after(&it, &[activation(4, &new), keeps], activating).await.unwrap();
    assert_eq!(kept(&it).await, names());
}

async fn a_rollback_releases_those_on_the_policy_that_it_left<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    it.store().activate(&new, &by("ann")).await.unwrap();
    Paused::new(it.store().clone(), &old, EXISTING).await.stop().await;
    assert_eq!(kept(&it).await.len(), 3);
    let because = by("ann").because("too early");
    assert_eq!(it.store().roll_back(&because).await.unwrap().digest, old);
    assert!(kept(&it).await.is_empty());
    for tenant in ["basic", "pro", "premium"] {
        assert_eq!(decides(&it, tenant).await, old, "{tenant}");
    }
    let last = it.events("pro").await.pop().unwrap();
    assert_eq!((last.actor.as_str(), last.reason.as_deref()), ("ann", Some("too early")));
    let reasons: Vec<(i64,)> = rows(&it, "SELECT count(*) FROM tiergate_keeps".to_owned()).await;
    assert_eq!(reasons, [(0,)]);
}

async fn rows<DB: Database>(it: &Setting<DB>, sql: String) -> Vec<(i64,)> {
    DB::rows(&mut *it.store().pool().acquire().await.unwrap(), sql, Vec::new()).await.unwrap()
}

async fn a_date_that_no_longer_counts_releases_nobody<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    let until = Some(it.clock.now() + 900);
    activate(&it, &new, Keeping { until, ..LOSERS }, &by("ann")).await.unwrap();
    it.sql("UPDATE tiergate_keeps SET until = 1").await.unwrap();
    // Another server goes back, and activates the new policy again without a date.
    let again = "UPDATE tiergate_keeps SET activation = 4, until = NULL".to_owned();
    let again = [activation(3, &old), activation(4, &new), again];
    let store = it.store().clone();
    let released = after(&it, &again, async move { store.release_due().await }).await;
    assert_eq!((released.unwrap(), kept(&it).await), (0, names()));
    assert_eq!(it.store().kept(None, None, 1).await.unwrap().policies[0].activation, Some(4));
}

async fn who_is_pinned_by_hand_stays<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    let pin = Change::Pin { digest: Some(old.clone()) };
    assert!(!it.tenants.write("pro", pin, &by("bob")).await.unwrap().changed);
    assert_eq!(kept(&it).await, ["premium"]);
    assert_eq!(it.store().release(Release::All, &by("ann")).await.unwrap().released, 1);
    assert_eq!((decides(&it, "pro").await, decides(&it, "premium").await), (old, new));
    let named = ["pro".to_owned(), "premium".to_owned()];
    let again = it.store().release(Release::Tenants(&named), &by("ann")).await.unwrap();
    assert_eq!(again.released, 0, "neither is kept");
    let unknown = ["acne".to_owned(), "nul\0".to_owned()];
    for name in &unknown {
        let named = Release::Tenants(std::slice::from_ref(name));
        let error = it.store().release(named, &by("ann")).await.unwrap_err();
        assert!(matches!(error, PolicyError::UnknownTenant(_)), "{error}");
    }
}

async fn a_kept_tenant_is_rebuilt<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    it.sql("UPDATE tiergate_tenants SET facts = '{broken' WHERE id = 'pro'").await.unwrap();
    let differing = it.store().verify(|_| {}).await.unwrap().differing;
    assert_eq!(differing, ["pro"]);
    it.store().rebuild(&differing, &by("bob")).await.unwrap();
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    assert_eq!((kept(&it).await, decides(&it, "pro").await), (names(), old));
    assert_eq!(it.store().release(Release::All, &by("ann")).await.unwrap().released, 2);
    assert_eq!(decides(&it, "pro").await, new);
}

async fn the_active_policy_is_not_activated_again_after_a_rollback<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    let (store, again) = (it.store().clone(), new.clone());
    let activating =
        async move { store.activate_keeping(None, &again, LOSERS, &by("ann"), |_, _| {}).await };
    let error = after(&it, &[activation(3, &old)], activating).await.unwrap_err();
    assert!(matches!(error, PolicyError::Overtaken), "{error}");
    let last = &it.store().activations(None, 1).await.unwrap()[0];
    assert_eq!((last.number, &last.digest), (3, &old));
}

async fn many_are_kept_while_others_write<DB: Database>() {
    let (it, [_, new]) = three::<DB>().await;
    let paused = Paused::new(it.store().clone(), &new, LOSERS).await;
    // More than are left to the transaction that activates.
    let create = Change::Create { label: None, edition: None, assignments: Vec::new() };
    let grant = Change::Grant { tier: "pro".into(), expires_at: None };
    let many = (0..2_100).map(|number| format!("t{number:04}"));
    let many = many.flat_map(|name| [(name.clone(), create.clone()), (name, grant.clone())]);
    let many: Vec<_> = many.collect();
    for some in many.chunks(1_000) {
        it.store().write_many(some.to_vec(), &by("sign-up")).await.unwrap();
    }
    assert_eq!(paused.end().await.unwrap().kept, 2_102);
}
