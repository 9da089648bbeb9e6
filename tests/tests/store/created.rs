//! Writing in a transaction of the caller's own.

use crate::setting::{Setting, by};
use sqlx::{Connection, Database, Executor, Postgres, Sqlite};
use std::time::Duration;
use tiergate::CheckError;
use tiergate_store::{SqlStore, Store};

/// The caller's row and the tenant, in one transaction that is committed or rolled back.
macro_rules! created_with_the_callers_row {
    ($name:ident, $database:ty) => {
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let it = Setting::<$database>::new().await;
            let pool = writable(it.store()).await;
            pool.execute("CREATE TABLE accounts (id TEXT PRIMARY KEY)").await.unwrap();
            for committed in [false, true] {
                let mut own = pool.begin().await.unwrap();
                own.execute("INSERT INTO accounts VALUES ('acme')").await.unwrap();
                let creation = it.tenants.creation(None).unwrap();
                let written =
                    SqlStore::<$database>::write_in(&mut own, "acme", creation, &by("web"))
                        .await
                        .unwrap();
                let unseen = it.tiers().check("acme", "core").await.unwrap_err();
                assert!(matches!(unseen, CheckError::UnknownTenant(_)), "{unseen}");
                if committed {
                    own.commit().await.unwrap();
                    let seen = it.tiers().at_least("acme", written.revision).await.unwrap();
                    assert!(seen.feature("core").allowed);
                } else {
                    own.rollback().await.unwrap();
                    // Long enough for whoever follows the events to have been misled.
                    tokio::time::sleep(Duration::from_millis(700)).await;
                    let error = it.tiers().check("acme", "core").await.unwrap_err();
                    assert!(matches!(error, CheckError::UnknownTenant(_)), "{error}");
                    assert!(it.store().events_after(0, 10).await.unwrap().is_empty());
                }
            }
            assert_eq!(it.events("acme").await.len(), 1);
            assert!(it.store().verify(|_| {}).await.unwrap().agrees());
        }
    };
}

created_with_the_callers_row!(in_sqlite, Sqlite);
created_with_the_callers_row!(in_postgres, Postgres);

/// A pool of the product's own, on the same database.
async fn writable<DB: Own>(store: &SqlStore<DB>) -> sqlx::Pool<DB> {
    DB::own(store).await
}

trait Own: tiergate_store::Backend {
    async fn own(store: &SqlStore<Self>) -> sqlx::Pool<Self>;
}

impl Own for Sqlite {
    async fn own(store: &SqlStore<Self>) -> sqlx::Pool<Self> {
        let options = store.pool().connect_options().as_ref().clone().read_only(false);
        sqlx::SqlitePool::connect_with(options).await.unwrap()
    }
}

impl Own for Postgres {
    async fn own(store: &SqlStore<Self>) -> sqlx::Pool<Self> {
        store.pool().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_products_own_migrations_stand_beside_ours() {
    let it = Setting::<Sqlite>::new().await;
    let pool = writable(it.store()).await;
    let mut connection = pool.acquire().await.unwrap();
    let tables: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    assert!(tables.iter().all(|(name,)| name.starts_with("tiergate_")), "{tables:?}");
    connection.ping().await.unwrap();
    assert_eq!(<Sqlite as Database>::NAME, "SQLite");
}
