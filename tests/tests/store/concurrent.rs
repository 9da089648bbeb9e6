//! Writes that are made at once: each is answered as if it had been made alone.

use crate::model::{Call, History};
use crate::setting::{Database, Setting, by, in_both};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tiergate_store::{Change, Store, StoreError, WriteError};
use tiergate_tests::dice::{Dice, seed, size};
use tokio::task::JoinSet;

in_both!(
    answers_are_those_of_one_after_the_other,
    one_that_the_database_refuses_fails_alone,
    a_write_whose_caller_has_gone_harms_no_other,
);

const WRITERS: usize = 32;

/// Written to with keys, and never deleted, because a tenant's keys end with it.
const KEYED: [&str; 2] = ["kept-0", "kept-1"];

/// Created and deleted all the time.
const OTHERS: [&str; 3] = ["gone-0", "gone-1", "gone-2"];

async fn answers_are_those_of_one_after_the_other<DB: Database>() {
    let mut dice = Dice::new(seed(DB::NAME).unwrap());
    let it = Arc::new(Setting::<DB>::new().await);
    for tenant in KEYED {
        it.create(tenant).await;
    }
    let known = Arc::new(AtomicU64::new(0));
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (it, known, dice) = (Arc::clone(&it), Arc::clone(&known), Dice::new(dice.seed()));
        writers.spawn(async move { write(&it, &known, writer, dice).await });
    }
    let calls: Vec<Call> = writers.join_all().await.into_iter().flatten().collect();
    let events = it.store().events_after(0, 100_000).await.unwrap();
    History::of(&events).judge(&calls);
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

/// Makes one write after the other, and returns what was asked and answered.
async fn write<DB: Database>(
    it: &Setting<DB>,
    known: &AtomicU64,
    writer: usize,
    mut dice: Dice,
) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for number in 0..size(40, 400) {
        let last = calls.last().and_then(|call| call.answer.as_ref().ok()).map(|it| it.revision);
        let mut call = call(&mut dice, format!("writer-{writer}-{number}"), last);
        call.known = known.load(Ordering::SeqCst);
        call.answer = it.store().write(&call.tenant, call.change.clone(), &call.by()).await;
        if let Ok(written) = &call.answer {
            known.fetch_max(written.revision, Ordering::SeqCst);
            if KEYED.contains(&call.tenant.as_str()) {
                let entitlements = it.tiers().entitlements(&call.tenant).await.unwrap();
                assert!(entitlements.revision() >= written.revision, "decided by what was before");
            }
        }
        calls.push(call);
    }
    calls
}

/// Something to ask: for a condition, `last` is a revision that some tenant had.
fn call(dice: &mut Dice, actor: String, last: Option<u64>) -> Call {
    let is_keyed = dice.chance(40);
    let tenant = dice.pick_or(if is_keyed { &KEYED[..] } else { &OTHERS[..] }, "");
    let key = (is_keyed && dice.chance(70)).then(|| format!("key-{}", dice.below(30)));
    let revision = last.filter(|_| dice.chance(25)).map(|last| last + dice.between(0, 1));
    Call { key, revision, ..Call::new(tenant, change(dice, is_keyed), &actor) }
}

fn change(dice: &mut Dice, is_keyed: bool) -> Change {
    let name = dice.pick_or(&["a", "b"], "").to_owned();
    match dice.below(if is_keyed { 60 } else { 100 }) {
        0..5 => Change::SetAttribute { name, value: Some("not\0storable".to_owned()) },
        5..10 => Change::Grant { tier: "pro".to_owned(), expires_at: Some(1) },
        10..60 => {
            let value = dice.chance(80).then(|| dice.below(3).to_string());
            Change::SetAttribute { name, value }
        }
        60..85 => Change::Create { label: None, edition: None, assignments: Vec::new() },
        _ => Change::Delete,
    }
}

fn creation() -> Change {
    Change::Create { label: None, edition: None, assignments: Vec::new() }
}

/// What has the database refuse one row, which nobody can know before.
const POISON: [(&str, &[&str]); 2] = [
    (
        "SQLite",
        &["CREATE TRIGGER poison BEFORE INSERT ON tiergate_tenants WHEN NEW.id = 'poison' \
           BEGIN SELECT RAISE(ABORT, 'poisoned'); END"],
    ),
    (
        "PostgreSQL",
        &[
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$",
            "CREATE TRIGGER poison BEFORE INSERT ON tiergate_tenants FOR EACH ROW \
             WHEN (NEW.id = 'poison') EXECUTE FUNCTION poison()",
        ],
    ),
];

async fn one_that_the_database_refuses_fails_alone<DB: Database>() {
    let it = Arc::new(Setting::<DB>::new().await);
    let (_, statements) = POISON.into_iter().find(|(name, _)| *name == DB::NAME).unwrap();
    for sql in statements {
        it.sql(sql).await.unwrap();
    }
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let it = Arc::clone(&it);
        let tenant = if number % 8 == 4 { "poison".to_owned() } else { format!("fine-{number}") };
        writers.spawn(async move {
            let answer = it.store().write(&tenant, creation(), &by("ann")).await;
            (tenant, answer)
        });
    }
    for (tenant, answer) in writers.join_all().await {
        match answer {
            Ok(written) => assert!(tenant != "poison" && written.created),
            Err(WriteError::Store(StoreError::Refused(_))) => assert_eq!(tenant, "poison"),
            Err(error) => panic!("{tenant}: {error:?}"),
        }
    }
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

async fn a_write_whose_caller_has_gone_harms_no_other<DB: Database>() {
    let it = Arc::new(Setting::<DB>::new().await);
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let it = Arc::clone(&it);
        writers.push(tokio::spawn(async move {
            it.store().write(&format!("new-{number}"), creation(), &by("ann")).await
        }));
    }
    for gone in writers.iter().step_by(2) {
        tokio::task::yield_now().await;
        gone.abort();
    }
    for (number, writer) in writers.into_iter().enumerate() {
        match writer.await {
            Ok(written) => assert!(written.unwrap().created),
            Err(gone) => assert!(gone.is_cancelled() && number % 2 == 0),
        }
    }
    // Whether those that were given up are written is not known; what is written is whole.
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}
