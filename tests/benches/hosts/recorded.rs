//! What recording adds to a warm check.

use crate::counting;
use crate::fixture::{FEATURES, Fixture, TENANTS, ready};
use criterion::Criterion;
use std::hint::black_box;
use std::io::sink;
use std::time::{Duration, Instant};
use tiergate::{DecisionLog, Tiers};

/// How many checks are made before the log is written to its end: fewer than may wait, so that none is
/// dropped, which would be cheaper than recording it.
const AT_ONCE: u64 = 50_000;

/// How long writing them may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn warm_checks(c: &mut Criterion) {
    let fixture = Fixture::new();
    let (tenants, features) = (fixture.tenant_names(), fixture.feature_names());
    let log = DecisionLog::new(sink()).unwrap();
    let tiers = Tiers::builder(fixture.policy.clone(), fixture.facts());
    let tiers = tiers.decision_log(log.clone()).build();
    tenants.iter().for_each(|tenant| drop(ready(tiers.check(tenant, &features[0])).unwrap()));
    let mut turn = 0_usize;
    let mut next = || {
        turn = turn.wrapping_add(7_919);
        (&tenants[turn % TENANTS], &features[turn % FEATURES])
    };
    let allocations = counting::allocations(|| {
        for _ in 0..1_000 {
            let (tenant, feature) = next();
            black_box(ready(tiers.check(tenant, feature)).unwrap().allowed);
        }
    });
    assert_eq!(allocations, 0, "a recorded check allocates");
    c.bench_function("Tiers::check, warm tenant, recorded", |b| {
        b.iter_custom(|checks| {
            timed(&log, checks, || {
                let (tenant, feature) = next();
                black_box(ready(tiers.check(tenant, feature)).unwrap().allowed);
            })
        });
    });
    c.bench_function("Tiers::check_cap, warm tenant, allowed, recorded", |b| {
        b.iter_custom(|checks| {
            timed(&log, checks, || {
                black_box(ready(tiers.check_cap(next().0, "seats", 3, 1)).unwrap().allowed);
            })
        });
    });
    assert_eq!(log.counts().dropped, 0);
}

/// Returns how long checks take. The log is written while they are made, and to its end in between.
fn timed(log: &DecisionLog, checks: u64, mut check: impl FnMut()) -> Duration {
    let (mut left, mut took) = (checks, Duration::ZERO);
    while left > 0 {
        let some = left.min(AT_ONCE);
        let began = Instant::now();
        (0..some).for_each(|_| check());
        took += began.elapsed();
        assert!(log.flush(PATIENCE));
        left -= some;
    }
    took
}
