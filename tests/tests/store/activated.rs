//! A policy is tried before it is activated, and a retry activates nothing.

use crate::setting::{Database, Setting, by, in_both, with_trial};
use tiergate::{Policy, Tiers};
use tiergate_store::{By, Change, Import, Imported, PolicyError, SqlStore, Store, WriteError};
use tiergate_tests::{hostile, plans};

in_both!(
    one_that_fails_for_a_stored_tenant_is_not_activated,
    a_sample_of_many_is_asked,
    a_retry_of_what_changed_nothing_activates_nothing,
    a_retry_decides_by_no_old_policy,
    a_key_ends_after_30_days,
    a_pin_is_tried_on_its_tenant,
);

fn digest(file: &[u8]) -> String {
    Policy::from_bytes(file).unwrap().digest().to_owned()
}

/// A policy that answers all that is asked before it is published, and fails on attributes.
fn fails() -> Vec<u8> {
    hostile::named("fails-on-attributes").unwrap().file
}

fn attribute() -> Change {
    Change::SetAttribute { name: "region".into(), value: Some("eu".into()) }
}

async fn active<DB: Database>(store: &SqlStore<DB>) -> String {
    store.active_policy().await.unwrap().unwrap().digest().to_owned()
}

async fn one_that_fails_for_a_stored_tenant_is_not_activated<DB: Database>() {
    let (good, fails) = (plans::file().unwrap(), fails());
    let it = Setting::<DB>::following(&[good.clone(), fails.clone()]).await;
    let (good, fails) = (digest(&good), digest(&fails));
    for tenant in ["a", "b", "c"] {
        it.create(tenant).await;
    }
    it.store().write("b", attribute(), &by("ann")).await.unwrap();
    let key = By::new("ann").key("k");
    for _ in 0..2 {
        let error = it.store().activate(&fails, &key).await.unwrap_err();
        let PolicyError::Unanswered { tenant, asked, .. } = &error else { panic!("{error}") };
        assert_eq!((tenant.as_str(), *asked), ("b", 1));
        assert_eq!(active(it.store()).await, good);
        assert!(it.tiers().policy().digest() == good && it.may("b", "core").await);
    }
    assert!(matches!(it.store().activate(&good, &by("ann")).await, Ok(it) if !it.changed));
    // One that is pinned stays with its own, so it is not asked about.
    it.store().write("b", Change::Pin { digest: Some(good.clone()) }, &by("ann")).await.unwrap();
    let activated = it.store().activate(&fails, &key).await.unwrap();
    assert!(activated.changed && active(it.store()).await == fails);
    it.store().write("a", attribute(), &by("ann")).await.unwrap();
    assert!(it.tiers().check("a", "core").await.is_err());
    assert_eq!(it.store().activate(&fails, &key).await.unwrap(), activated, "a retry is answered");
    it.store().roll_back(&by("ann")).await.unwrap();
    assert!(it.may("a", "core").await);
    assert!(it.store().activate(&fails, &by("ann")).await.is_err());
    assert_eq!(it.store().activate(&fails, &key).await.unwrap(), activated);
    assert_eq!(active(it.store()).await, good);
    assert!(it.store().activate_anyway(&fails, &by("ann")).await.unwrap().changed);
    assert_eq!(active(it.store()).await, fails);
}

async fn a_sample_of_many_is_asked<DB: Database>() {
    let (good, fails) = (plans::file().unwrap(), fails());
    let it = Setting::<DB>::following(&[good.clone(), fails.clone()]).await;
    let row = |number| {
        let (tenant, plan) = (format!("t-{number:04}"), Some("pro".to_owned()));
        Imported { tenant, plan, edition: None, label: None }
    };
    let rows: Vec<_> = (0..2_500).map(row).collect();
    it.tenants.import(&rows, &Import::new(by("import"))).await.unwrap();
    let policy = Policy::from_bytes(&fails).unwrap();
    let asked = it.store().try_policy(&policy, None).await.unwrap();
    assert!((500..=1_000).contains(&asked), "{asked}");
    // None of them is among the first thousand.
    let names: Vec<_> = rows[2_300..].iter().map(|row| row.tenant.clone()).collect();
    it.tenants.write_many(&names, attribute(), &by("ann")).await.unwrap();
    let error = it.store().activate(&digest(&fails), &by("ann")).await.unwrap_err();
    assert!(matches!(error, PolicyError::Unanswered { .. }), "{error}");
    assert_eq!(active(it.store()).await, digest(&good));
}

async fn a_retry_of_what_changed_nothing_activates_nothing<DB: Database>() {
    let files = [plans::file().unwrap(), plans::next_file().unwrap()];
    let it = Setting::<DB>::following(&files).await;
    let [a, b] = files.each_ref().map(|file| digest(file));
    let key = |key: &str| By::new("ann").key(key);
    let first = it.store().activate(&b, &key("k0")).await.unwrap();
    let same = it.store().activate(&b, &key("k1")).await.unwrap();
    assert!(!same.changed && same.number == first.number);
    it.store().activate(&a, &key("k2")).await.unwrap();
    let again = it.store().activate(&b, &key("k1")).await.unwrap();
    assert_eq!(again, same, "the first answer");
    assert_eq!((active(it.store()).await, it.tiers().policy().digest()), (a.clone(), a.as_str()));
    assert_eq!(it.store().activate_anyway(&b, &key("k1")).await.unwrap(), same);
    for error in [
        it.store().activate(&a, &key("k1")).await.unwrap_err(),
        it.store().roll_back(&key("k1")).await.unwrap_err(),
    ] {
        assert!(matches!(error, PolicyError::KeyReused(_)), "{error}");
    }
    assert_eq!(active(it.store()).await, a);
}

async fn a_retry_decides_by_no_old_policy<DB: Database>() {
    let files = [plans::file().unwrap(), plans::next_file().unwrap()];
    let it = Setting::<DB>::following(&files).await;
    let [a, b] = files.each_ref().map(|file| digest(file));
    let key = By::new("ann").key("k");
    it.store().activate(&b, &key).await.unwrap();
    it.store().activate(&a, &by("ann")).await.unwrap();
    // A server that just started, at which no policy of the store decides yet.
    let other = DB::beside(it.store()).await;
    other.activate(&b, &key).await.unwrap();
    let tiers = Tiers::builder(with_trial(), other.clone()).follow().build();
    assert_ne!(tiers.policy().digest(), b);
    assert_ne!(other.policy_status().deciding, Some(b));
}

async fn a_key_ends_after_30_days<DB: Database>() {
    let files = [plans::file().unwrap(), plans::next_file().unwrap()];
    let it = Setting::<DB>::following(&files).await;
    let [a, b] = files.each_ref().map(|file| digest(file));
    let key = By::new("ann").key("k");
    let same = it.store().activate(&a, &key).await.unwrap();
    it.store().activate(&b, &by("ann")).await.unwrap();
    assert_eq!(it.store().activate(&a, &key).await.unwrap(), same);
    it.sql("UPDATE tiergate_activation_keys SET at = at - 2592001").await.unwrap();
    assert!(it.store().activate(&a, &key).await.unwrap().changed, "it is another question");
    assert_eq!(active(it.store()).await, a);
}

async fn a_pin_is_tried_on_its_tenant<DB: Database>() {
    let (good, fails) = (plans::file().unwrap(), fails());
    let it = Setting::<DB>::following(&[good, fails.clone()]).await;
    for tenant in ["a", "b"] {
        it.create(tenant).await;
    }
    it.store().write("b", attribute(), &by("ann")).await.unwrap();
    let pin = Change::Pin { digest: Some(digest(&fails)) };
    let first = it.tenants.write("a", pin.clone(), &by("ann").key("k")).await.unwrap();
    let error = it.tenants.write("b", pin.clone(), &by("ann")).await.unwrap_err();
    assert!(matches!(&error, WriteError::Unanswered { tenant, .. } if tenant == "b"), "{error}");
    let names = ["b".to_owned()];
    let many = it.tenants.write_many(&names, pin.clone(), &by("ann")).await.unwrap();
    assert!(matches!(many[0], Err(WriteError::Unanswered { .. })), "{many:?}");
    assert!(it.may("b", "core").await, "the active policy still decides");
    assert!(it.store().write("b", pin.clone(), &by("ann")).await.unwrap().changed, "anyway");
    // A retry gets the first answer, whatever the policy would say now.
    it.tenants.write("a", Change::Pin { digest: None }, &by("ann")).await.unwrap();
    it.tenants.write("a", attribute(), &by("ann")).await.unwrap();
    let again = it.tenants.write("a", pin, &by("ann").key("k")).await.unwrap();
    assert_eq!(again, first);
}
