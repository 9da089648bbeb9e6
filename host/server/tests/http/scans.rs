//! How events find their rows on PostgreSQL, in tables that were empty a moment ago.

use crate::shop::{Shop, event, of, subscription};
use futures_util::future::join_all;
use serde_json::Value;
use std::time::Duration;
use tiergate::now;
use tiergate_store::sqlx::{Connection, PgConnection, Postgres, query_as};
use tiergate_tests::postgres::fresh_database;

const EVENTS: i64 = 2_000;

/// How many events are sent at once, so that many transactions run while the tables grow.
const AT_ONCE: i64 = 20;

fn created(number: i64) -> Value {
    let own = subscription(&format!("sub_{number}"), "active", &of(&format!("t-{number}")));
    event(&format!("evt_{number}"), "created", now() - 60, &own)
}

#[tokio::test(flavor = "multi_thread")]
async fn events_do_not_read_whole_tables_because_these_were_small_once() {
    let url = fresh_database().await.unwrap();
    let shop = Shop::<Postgres>::at(&url).await;
    // What is no longer of use is looked for by scans, and not during this test.
    assert!(shop.tenants.store().claim_forgetting(3_600).await.unwrap());
    for first in (0..EVENTS).step_by(AT_ONCE as usize) {
        let events: Vec<Value> = (first..first + AT_ONCE).map(created).collect();
        let answers = join_all(events.iter().map(|it| shop.event(it))).await;
        assert!(answers.iter().all(|it| it.is_success()), "{answers:?}");
    }
    let mut own = PgConnection::connect(&url).await.unwrap();
    for (table, read) in read_by_scans(&mut own, &shop).await {
        assert!(read < EVENTS, "{read} rows of {table} were read by scans");
    }
}

/// Returns how many rows of each table scans have read, once the database has counted all events:
/// a connection reports at the end of a transaction, and no more than once a second.
async fn read_by_scans(own: &mut PgConnection, shop: &Shop<Postgres>) -> Vec<(String, i64)> {
    let counted = "SELECT n_tup_ins FROM pg_stat_user_tables \
                   WHERE relname = 'tiergate_billing_events'";
    let read = "SELECT relname::text, seq_tup_read FROM pg_stat_user_tables \
                WHERE relname LIKE 'tiergate_billing_%'";
    for turn in 0..20 {
        assert!(shop.event(&created(EVENTS + turn)).await.is_success());
        let (events,): (i64,) = query_as(counted).fetch_one(&mut *own).await.unwrap();
        if events >= EVENTS {
            return query_as(read).fetch_all(&mut *own).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
    }
    panic!("the database has not counted the events");
}
