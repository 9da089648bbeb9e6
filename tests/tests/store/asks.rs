//! The list of what billing systems must be asked about.

use crate::setting::{Database, Setting, in_both};
use std::collections::BTreeSet;
use std::time::Duration;
use tiergate_store::{BillingAsk, SqlStore};

in_both! {
    each_subject_is_on_the_list_once,
    one_server_at_a_time_asks_about_a_subject,
    a_server_that_ended_is_replaced,
    what_fails_stays_and_waits,
}

/// Makes everything on the list due.
const DUE: &str = "UPDATE tiergate_billing_asks SET due = 1";

/// Ends all claims, as if their servers had not answered for minutes.
const ENDED: &str = "UPDATE tiergate_billing_asks SET leased_until = 1";

fn subjects(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|it| format!("stripe:{it}")).collect()
}

async fn claim<DB: Database>(it: &Setting<DB>, store: &SqlStore<DB>) -> Option<BillingAsk> {
    it.sql(DUE).await.unwrap();
    store.claim_ask().await.unwrap()
}

async fn each_subject_is_on_the_list_once<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let store = it.store();
    store.ask_about(&subjects(&[])).await.unwrap();
    assert_eq!(store.ask_status().await.unwrap().waiting, 0);
    for _ in 0..3 {
        store.ask_about(&subjects(&["cus_1"])).await.unwrap();
    }
    assert_eq!(store.ask_status().await.unwrap().waiting, 1);
    assert_eq!(store.claim_ask().await.unwrap(), None, "events come in bursts: it is not due yet");
    let first = claim(&it, store).await.unwrap();
    assert_eq!(first.subject, "stripe:cus_1");
    // What comes while it is asked makes one more ask, however much it is.
    for _ in 0..5 {
        store.ask_about(&subjects(&["cus_1"])).await.unwrap();
    }
    store.end_ask(&first).await.unwrap();
    assert_eq!(store.ask_status().await.unwrap().waiting, 1);
    let second = claim(&it, store).await.unwrap();
    assert!(second.number > first.number, "{second:?} {first:?}");
    store.end_ask(&second).await.unwrap();
    assert_eq!(claim(&it, store).await, None);
    assert_eq!(store.billing_asks(None, 1_000).await.unwrap().rows, []);
}

async fn one_server_at_a_time_asks_about_a_subject<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let other = DB::beside(it.store()).await;
    let all: Vec<_> = (0..20).map(|number| format!("cus_{number}")).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    it.store().ask_about(&subjects(&all)).await.unwrap();
    it.sql(DUE).await.unwrap();
    let mut tasks = Vec::new();
    for store in [it.store(), &other, it.store(), &other] {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut claimed = Vec::new();
            while let Some(ask) = store.claim_ask().await.unwrap() {
                claimed.push(ask);
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            claimed
        }));
    }
    let mut claimed = Vec::new();
    for task in tasks {
        claimed.extend(task.await.unwrap());
    }
    let unique: BTreeSet<_> = claimed.iter().map(|it| it.subject.clone()).collect();
    let numbers: BTreeSet<_> = claimed.iter().map(|it| it.number).collect();
    assert_eq!((claimed.len(), unique.len(), numbers.len()), (20, 20, 20));
}

async fn a_server_that_ended_is_replaced<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let (store, other) = (it.store(), DB::beside(it.store()).await);
    store.ask_about(&subjects(&["cus_1"])).await.unwrap();
    let lost = claim(&it, store).await.unwrap();
    assert_eq!(claim(&it, &other).await, None, "it is being asked about");
    it.sql(ENDED).await.unwrap();
    let ask = claim(&it, &other).await.unwrap();
    assert!(ask.number > lost.number);
    // The first one was only slow: its end is not that of the second one's ask.
    store.end_ask(&lost).await.unwrap();
    store.postpone_ask(&lost, "too late", 1_000).await.unwrap();
    assert_eq!(store.billing_asks(None, 1_000).await.unwrap().rows[0].failures, 0);
    other.end_ask(&ask).await.unwrap();
    assert_eq!(store.billing_asks(None, 1_000).await.unwrap().rows, []);
}

async fn what_fails_stays_and_waits<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let store = it.store();
    store.ask_about(&subjects(&["cus_1", "cus_2"])).await.unwrap();
    let ask = claim(&it, store).await.unwrap();
    store.postpone_ask(&ask, "it did not answer", 1_000).await.unwrap();
    // News do not have it asked about sooner.
    store.ask_about(&subjects(&["cus_1"])).await.unwrap();
    let list = store.billing_asks(None, 1_000).await.unwrap().rows;
    let first = &list[0];
    assert_eq!((&*first.subject, first.failures), ("stripe:cus_1", 1));
    assert_eq!(first.problem.as_deref(), Some("it did not answer"));
    assert!(first.due >= first.since + 1_000);
    assert_eq!(list.len(), 2);
    let page = store.billing_asks(None, 1).await.unwrap();
    assert_eq!(page.rows, list[..1]);
    let page = store.billing_asks(page.next.as_deref(), 1).await.unwrap();
    assert_eq!((&page.rows[..], page.next), (&list[1..], None));
    assert_eq!(store.billing_asks(Some("2.7.\0"), 1).await.unwrap().rows, []);
    let status = store.ask_status().await.unwrap();
    assert_eq!((status.waiting, status.failing, status.since), (2, 1, Some(first.since)));
    let ask = claim(&it, store).await.unwrap();
    assert_eq!((ask.failures, &*ask.subject), (1, "stripe:cus_1"));
    store.end_ask(&ask).await.unwrap();
    assert_eq!(store.billing_asks(None, 1_000).await.unwrap().rows[0].subject, "stripe:cus_2");
}
