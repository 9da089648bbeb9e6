//! Each limit from both sides: what keeps to it is served, what does not is stopped.

use std::time::Duration;
use tiergate::{LoadError, MemoryFacts, Policy, ProfileError, Tenant, Tiers, UnavailableError};
use tiergate_tests::hostile;

use super::{memory, outcome};

fn load(name: &str) -> Result<Policy, LoadError> {
    Policy::from_bytes(&hostile::named(name).unwrap().file)
}

/// What becomes of a call for everything.
fn entitle(name: &str) -> Result<(), UnavailableError> {
    match load(name).unwrap().entitle(&Tenant::new(), 0) {
        Ok(_) => Ok(()),
        Err(tiergate::CallError::Unavailable(unavailable)) => Err(unavailable),
        Err(other) => panic!("the facts are right: {other}"),
    }
}

fn refusal(name: &str) -> ProfileError {
    match load(name) {
        Err(LoadError::Refused(refusal)) => refusal,
        other => panic!("`{name}` is to be refused: {other:?}"),
    }
}

#[test]
fn fuel_obeyed() {
    assert_eq!(entitle("start-burns-most"), Ok(()));
}

#[test]
fn fuel_violated() {
    // Twice, because a spent store must not be used again.
    let policy = load("loop-in-entitle").unwrap();
    for _ in 0..2 {
        let error = policy.entitle(&Tenant::new(), 0).unwrap_err();
        assert_eq!(error, UnavailableError::OutOfFuel.into());
    }
    assert!(policy.resolve(&Tenant::new(), 0).is_ok(), "another call has fuel of its own");
}

#[test]
fn deadline_violated() {
    assert_eq!(entitle("slow-instructions"), Err(UnavailableError::TimedOut));
}

#[test]
fn memory_obeyed() {
    assert_eq!(entitle("memory-at-its-limit"), Ok(()));
}

#[test]
fn memory_violated() {
    let _alone = memory::alone();
    let policy = load("memory-grow").unwrap();
    let (result, grown) = memory::growth(|| policy.entitle(&Tenant::new(), 0));
    let error = result.unwrap_err();
    assert!(
        matches!(&error, tiergate::CallError::Unavailable(UnavailableError::OutOfMemory(_))),
        "{error}"
    );
    assert!(grown < 32 << 20, "a call may have 16 MiB, and took {} MB", grown >> 20);
}

#[test]
fn answer_violated() {
    let _alone = memory::alone();
    let file = hostile::named("answer-that-multiplies").unwrap().file;
    let (outcome, grown) = memory::growth(|| outcome::of(&file).became);
    assert_eq!(outcome, hostile::Expected::Load("bad-answer".to_owned()));
    assert!(grown < 64 << 20, "an answer may have 4 MiB, and loading took {} MB", grown >> 20);
}

#[test]
fn file_size_obeyed() {
    assert!(load("as-large-as-may-be").is_ok());
}

#[test]
fn file_size_violated() {
    assert_eq!(refusal("too-large"), ProfileError::TooLarge(tiergate::MAX_FILE + 1));
}

#[test]
fn whole_numbers_obeyed() {
    let policy = load("at-2-53-less-1").unwrap();
    let valid_until = policy.entitle(&Tenant::new(), 0).unwrap().valid_until;
    assert_eq!(valid_until, Some(tiergate::MAX_SAFE_INTEGER));
}

#[test]
fn whole_numbers_violated() {
    assert_eq!(entitle("past-2-53"), Err(UnavailableError::NotWhole));
}

#[test]
fn contract_version_obeyed() {
    assert_eq!(entitle("contract-0.1.7"), Ok(()));
}

#[test]
fn contract_version_violated() {
    let refusal = refusal("contract-0.2.0");
    assert_eq!(refusal.to_string(), "made for contract 0.2, this host knows 0.1");
}

/// The escape that matters most: with an instance that lived on, the second tenant would be
/// told what the first one is.
#[test]
fn forgetting_obeyed() {
    let policy = load("remembers").unwrap();
    let first = policy.entitle(&Tenant::new(), 0).unwrap();
    let next = Tenant { edition: Some("cloud".to_owned()), ..Tenant::new() };
    assert_eq!(policy.entitle(&next, 0).unwrap(), first, "as if it had seen nobody");
    assert_eq!(policy.entitle(&next, 0).unwrap(), first, "and once more");
}

/// A policy on one machine can be asked by many at a time, also when each call is stopped.
#[test]
fn forgetting_obeyed_by_threads() {
    let (remembers, loops) = (load("remembers").unwrap(), load("loop-in-entitle").unwrap());
    let first = remembers.entitle(&Tenant::new(), 0).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                assert!(loops.entitle(&Tenant::new(), 0).is_err());
                for _ in 0..100 {
                    assert_eq!(remembers.entitle(&Tenant::new(), 0).unwrap(), first);
                }
            });
        }
    });
}

/// The answers of others must not wait for a policy that runs out of fuel each time: it is not asked
/// again at once, and then where nobody else has to wait for it.
#[test]
fn a_policy_that_takes_too_long_is_not_asked_by_every_check() {
    let facts = MemoryFacts::new();
    facts.put("acme", Tenant::new());
    let tiers = Tiers::new(load("loop-in-entitle").unwrap(), facts);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let check = || runtime.block_on(tiers.check("acme", "export")).unwrap_err().to_string();
    let ready = || tiers.entitlements("acme").into_ready().ok();
    assert!(ready().is_none(), "its facts are not cached yet");
    let error = check();
    assert!(error.contains("ran for too long"), "{error}");
    let kept = ready().expect("it is kept").unwrap_err();
    assert_eq!(kept.to_string(), error);
    // It is forgotten after a second. From then on an answer has to be waited for.
    while ready().is_some() {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(check(), error);
}
