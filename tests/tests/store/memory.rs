//! Facts that are gone with the store.

use crate::setting::{by, policy};
use tiergate::Tiers;
use tiergate_store::{Change, SqliteStore, Store, Tenants};

#[tokio::test(flavor = "multi_thread")]
async fn memory_keeps_all_that_a_file_does_while_it_is_open() {
    let store = SqliteStore::in_memory().await.unwrap();
    let tenants = Tenants::new(Tiers::new(policy(), store.clone()));
    for round in 1..=20 {
        tenants.create(&format!("t-{round}"), None, &by("web")).await.unwrap();
        tenants.grant("t-1", ["pro", "premium"][round % 2], None, &by("ann")).await.unwrap();
        let sso = tenants.tiers().check("t-1", "sso").await.unwrap();
        assert_eq!(sso.allowed, round % 2 == 1);
        let verified = store.verify(|_| {}).await.unwrap();
        assert!(verified.agrees());
        assert_eq!(verified.events, 2 * round as u64);
    }
    let mut own = store.begin().await.unwrap();
    let creation = tenants.creation(None, false).unwrap();
    SqliteStore::write_in(&mut own, "own", creation, &by("web")).await.unwrap();
    own.commit().await.unwrap();
    store.write("own", Change::Delete, &by("web")).await.unwrap();
    let other = SqliteStore::in_memory().await.unwrap();
    assert!(other.find("t-1").await.unwrap().is_none(), "each has its own");
}
