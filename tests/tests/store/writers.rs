//! Many who write at once, and one who reads on.

use crate::setting::{Database, Setting, by, in_both};
use std::collections::BTreeMap;
use std::sync::Arc;
use tiergate_store::{Change, Store, Written};

in_both!(
    writers_of_one_tenant_are_told_once_and_in_order,
    one_key_counts_once,
    a_revision_is_written_at_once_only,
);

const WRITERS: usize = 64;
const WRITES: usize = 10;

fn attribute(writer: usize, number: usize) -> Change {
    let value = Some(format!("{writer}-{number}"));
    Change::SetAttribute { name: "last".to_owned(), value }
}

async fn writers_of_one_tenant_are_told_once_and_in_order<DB: Database>() {
    let it = Arc::new(Setting::<DB>::new().await);
    it.create("acme").await;
    let reader = tokio::spawn(read_on(Arc::clone(&it), 1 + WRITERS * WRITES));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let it = Arc::clone(&it);
            tokio::spawn(async move {
                let mut written = Vec::new();
                for number in 0..WRITES {
                    let change = attribute(writer, number);
                    let by = by(&format!("writer-{writer}"));
                    let answer = it.store().write("acme", change.clone(), &by).await.unwrap();
                    assert!(answer.changed);
                    written.push((answer.revision, change));
                }
                assert!(written.is_sorted_by_key(|it| it.0), "a writer's own writes are in order");
                written
            })
        })
        .collect();
    let mut acknowledged = BTreeMap::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    assert_eq!(acknowledged.len(), WRITERS * WRITES);
    let told: BTreeMap<_, _> =
        it.events("acme").await.into_iter().skip(1).map(|it| (it.number, it.change)).collect();
    assert_eq!(told, acknowledged);
    assert_eq!(reader.await.unwrap(), (1..=(1 + WRITERS * WRITES) as u64).collect::<Vec<_>>());
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

/// Reads the numbers of events as they come, until it has so many.
async fn read_on<DB: Database>(it: Arc<Setting<DB>>, wanted: usize) -> Vec<u64> {
    let mut read = Vec::new();
    while read.len() < wanted {
        let last = read.last().copied().unwrap_or_default();
        read.extend(it.store().events_after(last, 50).await.unwrap().iter().map(|it| it.number));
        tokio::task::yield_now().await;
    }
    read
}

async fn one_key_counts_once<DB: Database>() {
    let it = Arc::new(Setting::<DB>::new().await);
    it.create("acme").await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let it = Arc::clone(&it);
            tokio::spawn(async move {
                let by = by("ann").key("once");
                it.store().write("acme", attribute(0, 0), &by).await.unwrap()
            })
        })
        .collect();
    let mut answers: Vec<Written> = Vec::new();
    for writer in writers {
        answers.push(writer.await.unwrap());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.changed));
    assert_eq!(it.events("acme").await.len(), 2);
}

async fn a_revision_is_written_at_once_only<DB: Database>() {
    let it = Arc::new(Setting::<DB>::new().await);
    it.create("acme").await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let it = Arc::clone(&it);
            tokio::spawn(async move {
                let by = by("ann").at_revision(1);
                it.store().write("acme", attribute(writer, 0), &by).await.is_ok()
            })
        })
        .collect();
    let mut won = 0;
    for writer in writers {
        won += usize::from(writer.await.unwrap());
    }
    assert_eq!(won, 1, "the others are told of the conflict");
    assert_eq!(it.events("acme").await.len(), 2);
}
