//! Policies in the store: which one is active, and where it decides.

use crate::setting::{Database, Setting, by, in_both};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tiergate::{Policy, PolicyCache, Tiers};
use tiergate_store::{By, PolicyError, SqlStore};
use tiergate_tests::{hostile, plans};

in_both!(
    an_observer_may_use_the_store,
    a_policy_is_published_once,
    what_is_no_policy_leaves_the_active_one,
    an_activated_policy_is_live_when_it_returns,
    a_rollback_goes_back_by_one_each_time,
    two_who_roll_back_to_the_same_policy_go_back_by_one,
    a_key_counts_once,
    other_servers_follow,
    what_cannot_be_loaded_leaves_the_last_good_one,
    what_would_change_is_counted,
    compiled_policies_are_kept,
);

fn digest(file: &[u8]) -> String {
    Policy::from_bytes(file).unwrap().digest().to_owned()
}

fn files() -> [Vec<u8>; 3] {
    [plans::file().unwrap(), plans::next_file().unwrap(), plans::renamed_file().unwrap()]
}

/// The digest of the policy that is active.
async fn active<DB: Database>(store: &SqlStore<DB>) -> Option<String> {
    let policies = store.policies().await.unwrap();
    let mut active = policies.into_iter().filter(|policy| policy.active);
    let digest = active.next().map(|policy| policy.digest);
    assert!(active.next().is_none());
    digest
}

/// Waits until tiers decide by this policy.
async fn until<DB: Database>(tiers: &Tiers<SqlStore<DB>>, digest: &str) {
    let start = Instant::now();
    while tiers.policy().digest() != digest {
        assert!(start.elapsed() < Duration::from_secs(30), "{digest} does not decide");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn a_policy_is_published_once<DB: Database>() {
    let (store, _folder) = DB::store().await;
    let file = plans::file().unwrap();
    assert!(store.active_policy().await.unwrap().is_none());
    let by = By::new("ann").because("the first");
    let first = store.publish(&file, &by).await.unwrap();
    assert_eq!((first.digest.as_str(), first.new), (digest(&file).as_str(), true));
    assert_eq!((first.name.as_str(), first.version.as_str()), ("plans", "1.0.0"));
    let again = store.publish(&file, &By::new("bob")).await.unwrap();
    assert!(!again.new && again.digest == first.digest);
    let policies = store.policies().await.unwrap();
    assert_eq!(policies.len(), 1);
    assert_eq!(
        (policies[0].actor.as_str(), policies[0].reason.as_deref()),
        ("ann", Some("the first"))
    );
    assert!(!policies[0].active && policies[0].activated_at.is_none());
    assert_eq!(store.policy_file(&first.digest).await.unwrap(), Some(file));
    assert_eq!(store.policy_file("00").await.unwrap(), None);
    assert_eq!(store.find_policy(&first.digest[..6]).await.unwrap(), first.digest);
    let error = store.find_policy("wxyz").await.unwrap_err().to_string();
    assert_eq!(
        error,
        format!("no policy `wxyz` is published; the published ones: `{}`", first.digest)
    );
    store.publish(&plans::next_file().unwrap(), &by).await.unwrap();
    assert!(matches!(store.find_policy("").await, Err(PolicyError::ShortPrefix(_))));
}

async fn what_is_no_policy_leaves_the_active_one<DB: Database>() {
    let it = Setting::<DB>::following(&[plans::file().unwrap()]).await;
    let before = active(it.store()).await;
    let mut refused = 0;
    for hostile in hostile::all().unwrap() {
        match it.store().publish(&hostile.file, &by("mallory")).await {
            Ok(_) => {}
            Err(error @ (PolicyError::Refused(_) | PolicyError::Fails(_))) => {
                assert!(error.to_string().starts_with("the policy is refused: "), "{error}");
                refused += 1;
            }
            Err(error) => panic!("{}: {error}", hostile.name),
        }
    }
    assert!(refused > 20, "{refused}");
    let bad = [b"no policy".to_vec(), Vec::new(), vec![0; 5 << 20]];
    for file in &bad {
        let error = it.store().publish(file, &by("mallory")).await.unwrap_err();
        assert!(matches!(error, PolicyError::Refused(_)), "{error}");
    }
    let error = it.store().activate("00", &by("mallory")).await.unwrap_err();
    let PolicyError::Unpublished { known, .. } = &error else { panic!("{error}") };
    assert!(known.contains(before.as_ref().unwrap()));
    assert_eq!(active(it.store()).await, before);
    it.create("acme").await;
    assert!(it.may("acme", "core").await);
    assert!(it.store().policy_status().is_good());
}

async fn an_activated_policy_is_live_when_it_returns<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    it.create("acme").await;
    it.tenants.grant("acme", "pro", None, &by("ann")).await.unwrap();
    for turn in 0..20 {
        let file = &files[turn % 2];
        let activated = it.store().activate(&digest(file), &by("ann")).await.unwrap();
        assert_eq!(activated.changed, turn > 0, "the first is active already");
        assert_eq!(it.may("acme", "sso").await, turn % 2 == 1, "turn {turn}");
        assert_eq!(active(it.store()).await.unwrap(), activated.digest);
    }
    let told = it.store().activations(None, 100).await.unwrap();
    assert_eq!(told.len(), 20);
    assert!(told.iter().rev().map(|it| it.number).eq(1..=20));
    assert!(it.sql("UPDATE tiergate_activations SET actor = 'eve'").await.is_err());
    assert!(it.sql("DELETE FROM tiergate_activations").await.is_err());
}

async fn a_rollback_goes_back_by_one_each_time<DB: Database>() {
    let files = files();
    let (store, _folder) = DB::store().await;
    let error = store.roll_back(&by("ann")).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no policy to go back to: no policy was ever active");
    for file in &files {
        store.publish(file, &by("ann")).await.unwrap();
        store.activate(&digest(file), &by("ann")).await.unwrap();
    }
    for file in [&files[1], &files[0]] {
        let back = store.roll_back(&by("bob")).await.unwrap();
        assert!(back.changed && back.digest == digest(file));
    }
    let error = store.roll_back(&by("ann")).await.unwrap_err();
    assert!(
        matches!(&error, PolicyError::NoneBefore { active: Some(it) } if *it == digest(&files[0]))
    );
    store.activate(&digest(&files[2]), &by("ann")).await.unwrap();
    assert_eq!(store.roll_back(&by("ann")).await.unwrap().digest, digest(&files[0]));
}

async fn two_who_roll_back_to_the_same_policy_go_back_by_one<DB: Database>() {
    let files = files();
    let (store, _folder) = DB::store().await;
    for file in &files {
        store.publish(file, &by("ann")).await.unwrap();
        store.activate(&digest(file), &by("ann")).await.unwrap();
    }
    let (before, first) = (digest(&files[1]), digest(&files[0]));
    let (ann, bob) = (By::new("ann").key("a"), By::new("bob").key("b"));
    let both = tokio::join!(store.roll_back_to(&before, &ann), store.roll_back_to(&before, &bob));
    let overtaken = |it: &Result<_, _>| {
        matches!(it, Err(PolicyError::Overtaken | PolicyError::OtherBefore { .. }))
    };
    assert!(overtaken(&both.0) != overtaken(&both.1), "{both:?}");
    assert_eq!(active(&store).await.unwrap(), before);
    let (won, done) = if both.0.is_ok() { (ann, both.0) } else { (bob, both.1) };
    assert_eq!(store.roll_back_to(&before, &won).await.unwrap(), done.unwrap());
    let error = store.roll_back_to(&first, &won).await.unwrap_err();
    assert!(matches!(error, PolicyError::KeyReused(_)), "{error}");
    assert_eq!(store.roll_back_to(&first, &by("ann")).await.unwrap().digest, first);
}

async fn a_key_counts_once<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    let key = By::new("ann").key("k1");
    let second = it.store().activate(&digest(&files[1]), &key).await.unwrap();
    it.store().activate(&digest(&files[2]), &by("ann")).await.unwrap();
    assert_eq!(it.store().activate(&digest(&files[1]), &key).await.unwrap(), second);
    assert_eq!(active(it.store()).await.unwrap(), digest(&files[2]));
    assert_eq!(it.tiers().policy().digest(), digest(&files[2]));
    let error = it.store().roll_back(&key).await.unwrap_err();
    assert!(matches!(error, PolicyError::KeyReused(_)), "{error}");
    let key = By::new("ann").key("k2");
    let back = it.store().roll_back(&key).await.unwrap();
    assert_eq!(it.store().roll_back(&key).await.unwrap(), back);
    assert_eq!(active(it.store()).await.unwrap(), digest(&files[1]));
    let bad = it.store().activate(&back.digest, &by("")).await.unwrap_err();
    assert_eq!(bad.to_string(), "the actor `` cannot be stored: it is empty");
}

async fn other_servers_follow<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    let other = DB::beside(it.store()).await;
    let following = Tiers::builder(crate::setting::policy(), other.clone()).follow().build();
    let of_its_own = Tiers::new(crate::setting::with_trial(), other.clone());
    for file in [&files[1], &files[2]] {
        it.store().activate(&digest(file), &by("ann")).await.unwrap();
        until(&following, &digest(file)).await;
        assert_eq!(other.policy_status().deciding, Some(digest(file)));
    }
    it.store().roll_back(&by("ann")).await.unwrap();
    until(&following, &digest(&files[1])).await;
    assert_eq!(of_its_own.policy().digest(), crate::setting::with_trial().digest());
    let late = Tiers::builder(crate::setting::policy(), other).follow().build();
    assert_eq!(late.policy().digest(), digest(&files[1]), "it is known here already");
}

async fn what_cannot_be_loaded_leaves_the_last_good_one<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    it.create("acme").await;
    let other = DB::beside(it.store()).await;
    let tiers = Tiers::builder(crate::setting::with_trial(), other.clone()).follow().build();
    until(&tiers, &digest(&files[0])).await;
    it.sql(
        "UPDATE tiergate_policies SET file = (SELECT file FROM tiergate_policies \
            WHERE version <> '2.0.0' ORDER BY digest LIMIT 1) WHERE version = '2.0.0'",
    )
    .await
    .unwrap();
    // The first server has it loaded; the other one finds another file than was published.
    it.store().activate(&digest(&files[1]), &by("ann")).await.unwrap();
    let start = Instant::now();
    while other.policy_status().refused.is_none() {
        assert!(start.elapsed() < Duration::from_secs(30), "it is reported");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let status = other.policy_status();
    assert_eq!(status.deciding, Some(digest(&files[0])));
    assert!(status.failed[&digest(&files[1])].contains("the file stored for"), "{status:?}");
    assert!(status.refused == Some(digest(&files[1])) && !status.is_good());
    assert_eq!(tiers.policy().digest(), digest(&files[0]));
    assert!(tiers.check("acme", "core").await.unwrap().allowed);
    it.store().activate(&digest(&files[2]), &by("ann")).await.unwrap();
    until(&tiers, &digest(&files[2])).await;
    assert_eq!(other.policy_status().refused, None);
}

async fn what_would_change_is_counted<DB: Database>() {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    for tenant in ["a", "b", "c", "d", "e"] {
        it.create(tenant).await;
    }
    for tenant in ["b", "c", "d"] {
        it.tenants.grant(tenant, "pro", None, &by("ann")).await.unwrap();
    }
    let pin = tiergate_store::Change::Pin { digest: Some(digest(&files[0])) };
    it.tenants.write("d", pin, &by("ann")).await.unwrap();
    let policies = files.each_ref().map(|file| Policy::from_bytes(file).unwrap());
    let mut steps = Vec::new();
    let step = |asked, of| steps.push((asked, of));
    let next = it.store().impact(&policies[0], &policies[1], None, step).await.unwrap();
    assert_eq!((next.tenants, next.pinned, next.differing), (5, 1, 2));
    assert_eq!((next.tiers, next.features, next.caps, next.unanswered), (0, 2, 2, 0));
    assert_eq!((next.by_feature["sso"].gained, next.by_feature["sso"].lost), (2, 0));
    assert_eq!((next.by_cap["seats"].more, next.by_cap["seats"].fewer), (2, 0));
    assert_eq!((next.by_feature.len(), next.by_cap.len(), steps), (1, 1, vec![(5, 5)]));
    let back = it.store().impact(&policies[1], &policies[0], None, |_, _| {}).await.unwrap();
    assert_eq!((back.by_feature["sso"].gained, back.by_feature["sso"].lost), (0, 2));
    assert_eq!((back.by_cap["seats"].more, back.by_cap["seats"].fewer), (0, 2));
    let renamed = it.store().impact(&policies[0], &policies[2], None, |_, _| {}).await.unwrap();
    assert_eq!((renamed.differing, renamed.tiers), (2, 2));
    assert_eq!(renamed.moves["pro"]["basic"], 2);
    let ungated = Some("community");
    let none = it.store().impact(&policies[0], &policies[1], ungated, |_, _| {}).await.unwrap();
    assert_eq!((none.tenants, none.differing), (5, 0));
}

async fn compiled_policies_are_kept<DB: Database>() {
    let (store, _folder) = DB::store().await;
    let folder = tempfile::tempdir().unwrap();
    store.cache_policies(PolicyCache::open(folder.path().join("compiled")).unwrap());
    let published = store.publish(&plans::file().unwrap(), &by("ann")).await.unwrap();
    let compiled = folder.path().join("compiled").join(format!("{}.cwasm", published.digest));
    assert!(compiled.exists());
    let other = DB::beside(&store).await;
    other.cache_policies(PolicyCache::open(folder.path().join("compiled")).unwrap());
    let policy = other.load_policy(&published.digest).await.unwrap();
    assert_eq!(policy.digest(), published.digest);
}

/// The observer is called by the activation, which must not hold what the observer needs.
async fn an_observer_may_use_the_store<DB: Database>() {
    let files = [plans::file().unwrap(), plans::next_file().unwrap()];
    let it = Setting::<DB>::following(&files).await;
    let second = Policy::from_bytes(&files[1]).unwrap().digest().to_owned();
    let (store, seen) = (it.store().clone(), Arc::new(Mutex::new(Vec::new())));
    let (kept, digests) = (Mutex::new(Vec::new()), Arc::clone(&seen));
    it.tiers().on_policy(move |policy| {
        let tiers = Tiers::builder(crate::setting::policy(), store.clone()).follow().build();
        digests
            .lock()
            .unwrap()
            .push((policy.digest().to_owned(), tiers.policy().digest() == policy.digest()));
        kept.lock().unwrap().push(tiers);
    });
    let (store, digest) = (it.store().clone(), second.clone());
    let activating = tokio::spawn(async move { store.activate(&digest, &by("ann")).await });
    let activated = tokio::time::timeout(Duration::from_secs(20), activating).await;
    assert!(activated.expect("it waits for itself").unwrap().unwrap().changed);
    assert_eq!(seen.lock().unwrap().last(), Some(&(second, true)));
}
