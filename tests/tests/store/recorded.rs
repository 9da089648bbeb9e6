//! Recorded decisions are answered again from the history: all the same, and by another policy
//! exactly those otherwise that differ by asking it.
//!
//! By default 20,000 decisions; 1,000,000 with `TIERGATE_FUZZ=full`.

use crate::recording::{Made, Recorded, ask};
use crate::setting::{Database, by, in_both};
use std::collections::HashSet;
use std::time::Instant;
use tiergate::{DecisionRecord, LogLine, Policy, RecordedAnswer};
use tiergate_store::{Change, Redaction, Replay, ReplayOutcome, Store, UnansweredError};
use tiergate_tests::dice::{Dice, seed, size};
use tiergate_tests::plans;

in_both!(
    recorded_decisions_are_answered_alike,
    what_cannot_be_answered_is_said,
    another_event_with_the_number_is_another_revision,
    records_that_are_forged_are_found,
);

/// How many decisions are replayed at a time, as by the command.
const AT_ONCE: usize = 100_000;

async fn replay<DB: Database>(
    it: &Recorded<DB>,
    records: &[DecisionRecord],
    with: Option<&Policy>,
) -> Vec<ReplayOutcome> {
    let mut replay = Replay::new(it.store.clone());
    if let Some(with) = with {
        replay = replay.with(with.clone());
    }
    let began = Instant::now();
    let mut outcomes = Vec::with_capacity(records.len());
    for some in records.chunks(AT_ONCE) {
        let replayed = replay.answer(some.to_vec()).await.unwrap();
        assert!(replayed.iter().map(|it| &it.record).eq(some));
        outcomes.extend(replayed.into_iter().map(|it| it.outcome));
    }
    let seconds = began.elapsed().as_secs_f64();
    let rate = records.len() as f64 / seconds;
    println!("{} decisions replayed in {seconds:.1} s: {rate:.0} a second", records.len());
    outcomes
}

async fn recorded_decisions_are_answered_alike<DB: Database>() {
    const ROUNDS: usize = 10;
    let mut dice = Dice::new(seed("recorded_decisions_are_answered_alike").unwrap());
    let decisions = size(20_000, 1_000_000);
    let it = Recorded::<DB>::new().await;
    let tenants: Vec<_> = (0..decisions / 50).map(|number| format!("t-{number}")).collect();
    let creation = Change::Create { label: None, edition: None, assignments: Vec::new() };
    it.write(tenants.iter().map(|tenant| (tenant.clone(), creation.clone())).collect()).await;
    let mut made = Vec::with_capacity(decisions);
    for _ in 0..ROUNDS {
        it.change(&mut dice, &tenants).await;
        if dice.chance(50) {
            let next = dice.pick_or(&it.policies, it.policies[0].clone());
            it.store.activate_anyway(next.digest(), &by("ann")).await.unwrap();
        }
        made.extend(ask(&it, &mut dice, decisions / ROUNDS / 2).await);
        // Some of what was written ends by itself.
        it.clock.set(it.clock.now() + dice.between(50, 4_000));
        made.extend(ask(&it, &mut dice, decisions / ROUNDS / 2).await);
    }
    let records = it.records();
    assert_eq!((records.len(), it.log.counts().dropped), (decisions, 0));
    let [sources, pinned, policies] = kinds(&it, &records, &made);
    println!("{sources} reasons, {pinned} by pins, {policies} policies");
    assert!(sources > 5 && pinned > decisions / 100 && policies == 3);

    // Neither the end of a tenant nor a redaction takes anything from what can be answered.
    for tenant in tenants.iter().take(tenants.len() / 20) {
        let _ = it.store.write(tenant, Change::Delete, &by("end")).await;
    }
    it.store.redact(&Redaction::of("dice"), &by("privacy")).await.unwrap();
    let outcomes = replay(&it, &records, None).await;
    let other = outcomes.iter().position(|it| *it != ReplayOutcome::Same);
    assert_eq!(other.map(|at| (&records[at], &outcomes[at])), None);

    let changed = r#""features": ["export"], "caps": { "seats": 10 }"#;
    let changed = plans::changed_file(changed, r#""features": [], "caps": { "seats": 11 }"#);
    let changed = Policy::from_bytes(&changed.unwrap()).unwrap();
    let differs =
        |made: &Made, record: &DecisionRecord| made.ask(&it.policies, &changed) != record.answer;
    let expected: Vec<_> =
        made.iter().zip(&records).map(|(made, record)| differs(made, record)).collect();
    let outcomes = replay(&it, &records, Some(&changed)).await;
    let found: Vec<_> = outcomes.iter().map(|it| matches!(it, ReplayOutcome::Differs(_))).collect();
    let count = found.iter().filter(|it| **it).count();
    println!("{count} of {decisions} differ by the changed policy");
    assert!(count > decisions / 100 && count < decisions * 9 / 10);
    let wrong = (0..decisions).find(|at| found[*at] != expected[*at]);
    assert_eq!(wrong.map(|at| (&records[at], &outcomes[at])), None);
    assert!(!outcomes.iter().any(|it| matches!(it, ReplayOutcome::Unanswered(_))));
    let is_told =
        |(made, it): (&Made, &ReplayOutcome)| made.pin.is_some() == (*it == ReplayOutcome::Pinned);
    assert!(made.iter().zip(&outcomes).all(is_told));
}

/// Counts the kinds of reasons, decisions by pins, and policies among the records.
fn kinds<DB: Database>(it: &Recorded<DB>, records: &[DecisionRecord], made: &[Made]) -> [usize; 3] {
    let mut reasons = HashSet::new();
    for record in records {
        if let RecordedAnswer::Feature { reason, .. } = &record.answer {
            reasons.insert(std::mem::discriminant(reason));
        }
    }
    let by = |policy: &&Policy| records.iter().any(|it| policy.digest().starts_with(&it.policy));
    let policies = it.policies.iter().filter(by).count();
    [reasons.len(), made.iter().filter(|it| it.pin.is_some()).count(), policies]
}

async fn two_decisions<DB: Database>(it: &Recorded<DB>) -> Vec<DecisionRecord> {
    let creation = Change::Create { label: None, edition: None, assignments: Vec::new() };
    it.store.write("acme", creation, &by("ann")).await.unwrap();
    let grant = Change::Grant { tier: "pro".into(), expires_at: None };
    it.store.write("acme", grant, &by("ann")).await.unwrap();
    it.tiers.check("acme", "export").await.unwrap();
    it.tiers.check_cap("acme", "seats", 9, 1).await.unwrap();
    it.records()
}

async fn what_cannot_be_answered_is_said<DB: Database>() {
    let it = Recorded::<DB>::new().await;
    let right = two_decisions(&it).await.remove(0);
    let end = it.store.write("acme", Change::Delete, &by("ann")).await.unwrap().revision;
    let changed = |change: fn(&mut DecisionRecord, u64)| {
        let mut record = right.clone();
        change(&mut record, end);
        record
    };
    let records = vec![
        right.clone(),
        changed(|it, _| it.tenant = "acmee".into()),
        changed(|it, _| it.tenant = "ac\0me".into()),
        changed(|it, _| it.revision = 77),
        changed(|it, end| (it.revision, it.identity) = (end, 0)),
        changed(|it, _| it.policy = "0123456789abcdef".into()),
        changed(|it, _| it.policy = String::new()),
    ];
    let outcomes = replay(&it, &records, None).await;
    assert_eq!(outcomes[0], ReplayOutcome::Same);
    let errors: Vec<_> = outcomes[1..]
        .iter()
        .map(|it| match it {
            ReplayOutcome::Unanswered(error) => error,
            other => panic!("{other:?}"),
        })
        .collect();
    for at in [0, 1, 2] {
        assert!(matches!(errors[at], UnansweredError::NoRevision { .. }), "{:?}", errors[at]);
    }
    assert!(matches!(errors[3], UnansweredError::Deleted { .. }), "{:?}", errors[3]);
    for at in [4, 5] {
        assert!(matches!(errors[at], UnansweredError::NoPolicy { .. }), "{:?}", errors[at]);
    }
    assert!(errors[4].to_string().contains("`0123456789abcdef`"), "{}", errors[4]);

    // A policy that is not in the store can be given.
    let kept = Policy::from_bytes(&plans::changed_file("Basic", "Base").unwrap()).unwrap();
    let mut elsewhere = right.clone();
    elsewhere.policy = kept.digest()[..16].to_owned();
    let mut replay = Replay::new(it.store.clone()).knowing(kept);
    let replayed = replay.answer(vec![elsewhere]).await.unwrap();
    assert_eq!(replayed[0].outcome, ReplayOutcome::Same);
    // A policy without the cap would fail.
    let without = plans::changed_file("seats", "chairs").unwrap();
    let mut replay = Replay::new(it.store.clone()).with(Policy::from_bytes(&without).unwrap());
    let replayed = replay.answer(it.records()).await.unwrap();
    assert_eq!(replayed[0].outcome, ReplayOutcome::Same);
    let shown = serde_json::to_string(&replayed[1]).unwrap();
    assert!(shown.contains(r#""problem":"the policy has no cap `seats`""#), "{shown}");
}

/// After a restore or a failover, numbers are given out again: here, to writes of the same tenant
/// that amount to the same.
async fn another_event_with_the_number_is_another_revision<DB: Database>() {
    let [it, other] = [Recorded::<DB>::new().await, Recorded::<DB>::new().await];
    let (mut records, others) = (two_decisions(&it).await, two_decisions(&other).await);
    assert!(records.iter().all(|it| it.identity != 0));
    let numbers = |records: &[DecisionRecord]| [0, 1].map(|at| records[at].revision);
    assert_eq!(numbers(&records), numbers(&others));
    assert!(replay(&it, &records, None).await.iter().all(|it| *it == ReplayOutcome::Same));
    let error = |outcome: &ReplayOutcome| match outcome {
        ReplayOutcome::Unanswered(error @ UnansweredError::NoRevision { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    for with in [None, Some(&it.policies[1])] {
        let outcomes = replay(&it, &others, with).await;
        assert!(outcomes.iter().all(|it| error(it).contains("has no revision 2")), "{outcomes:?}");
    }
    // It is not said that the other one was a deletion.
    let end = it.store.write("acme", Change::Delete, &by("ann")).await.unwrap().revision;
    let mut ended = others[0].clone();
    ended.revision = end;
    error(&replay(&it, &[ended], None).await[0]);
    // A record without an identity, as of an event from before there were any, goes by the number.
    records.iter_mut().for_each(|record| record.identity = 0);
    assert!(replay(&it, &records, None).await.iter().all(|it| *it == ReplayOutcome::Same));
}

async fn records_that_are_forged_are_found<DB: Database>() {
    let it = Recorded::<DB>::new().await;
    let records = two_decisions(&it).await;
    let other = &it.policies[1].digest()[..16];
    // With its identity, the other revision is not found.
    let revision = format!(r#""revision":2,"identity":"{:x}""#, records[0].identity);
    let forged: Vec<_> = [
        (0, r#""allowed":true"#, r#""allowed":false"#),
        (0, r#"{"tier":"pro"}"#, r#"{"tier":"premium"}"#),
        (1, r#"{"at-most":10}"#, r#""unlimited""#),
        (1, r#""used":9"#, r#""used":10"#),
        (1, r#""edition":"cloud""#, r#""edition":"community""#),
        (0, &revision, r#""revision":1"#),
        (1, &records[1].policy, other),
    ]
    .map(|(at, text, instead)| {
        let line = serde_json::to_string(&records[at]).unwrap();
        assert!(line.contains(text), "{text} is not in {line}");
        match LogLine::parse(&line.replace(text, instead)).unwrap() {
            LogLine::Decision(record) => record,
            other => panic!("{other:?}"),
        }
    })
    .into();
    let outcomes = replay(&it, &forged, None).await;
    for (record, outcome) in forged.iter().zip(outcomes) {
        assert!(matches!(outcome, ReplayOutcome::Differs(_)), "{record:?}: {outcome:?}");
    }
}
