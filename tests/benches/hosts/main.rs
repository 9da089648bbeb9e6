//! What the Rust host costs: `cargo xtask bench` prints it as a table, with Node's part.
//!
//! The first two rows are one ratio: a warm check beside the plain look-up that any program
//! could do instead. Before anything is measured, a warm check's allocations are counted.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark stops where it fails"
)]

mod counting;
mod fixture;
mod live;
mod recorded;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fixture::{FEATURES, Fixture, TENANTS, ready};
use std::hint::black_box;
use tiergate::{MemoryFacts, Policy, PolicyCache, Tiers};

fn warm_checks(c: &mut Criterion) {
    let fixture = Fixture::new();
    let (tenants, features) = (fixture.tenant_names(), fixture.feature_names());
    let plain = fixture.plain_map();
    let mut turn = 0_usize;
    let mut next = || {
        // Steps that share no factor with the counts, so that every pair comes up.
        turn = turn.wrapping_add(7_919);
        (&tenants[turn % TENANTS], &features[turn % FEATURES])
    };
    c.bench_function("a plain HashMap look-up of tenant and feature", |b| {
        b.iter(|| {
            let (tenant, feature) = next();
            black_box(plain[tenant.as_str()][feature.as_str()])
        });
    });

    let tiers = Tiers::new(fixture.policy.clone(), fixture.facts());
    tenants.iter().for_each(|tenant| drop(ready(tiers.check(tenant, &features[0])).unwrap()));
    let allocations = counting::allocations(|| {
        for _ in 0..1_000 {
            let (tenant, feature) = next();
            black_box(ready(tiers.check(tenant, feature)).unwrap().allowed);
        }
    });
    assert_eq!(allocations, 0, "a warm check allocates");
    println!("Tiers::check, warm: {allocations} allocations in 1,000 checks");
    c.bench_function("Tiers::check, warm tenant", |b| {
        b.iter(|| {
            let (tenant, feature) = next();
            black_box(ready(tiers.check(tenant, feature)).unwrap().allowed)
        });
    });
    c.bench_function("Tiers::check_cap, warm tenant, allowed", |b| {
        b.iter(|| black_box(ready(tiers.check_cap(next().0, "seats", 3, 1)).unwrap().allowed));
    });
}

/// What the first check of a tenant costs does not depend on how many others there are, each with
/// an end of its own, as trials have.
fn first_checks(c: &mut Criterion) {
    let fixture = Fixture::new();
    for (others, name) in [
        (0, "Tiers::check, first of a tenant, nobody else known"),
        (100_000, "Tiers::check, first of a tenant, 100,000 others with ends of their own"),
    ] {
        let facts = MemoryFacts::new();
        let tiers = Tiers::builder(fixture.policy.clone(), facts.clone());
        let tiers = tiers.capacity(1_000_000).build();
        let mut next = 0;
        let mut put = || {
            next += 1;
            let name = format!("tenant-{next}");
            facts.put(&name, fixture.ending(next));
            name
        };
        for _ in 0..others {
            let _ = ready(tiers.check(&put(), "feature-17")).unwrap();
        }
        c.bench_function(name, |b| {
            let check = |name: String| ready(tiers.check(&name, "feature-17")).unwrap().allowed;
            b.iter_batched(&mut put, check, BatchSize::SmallInput);
        });
    }
}

fn component_calls(c: &mut Criterion) {
    let fixture = Fixture::new();
    let (policy, tenant, now) = (&fixture.policy, fixture.tenant(1), fixture::NOW);
    c.bench_function("component check, fresh instance", |b| {
        b.iter(|| black_box(policy.check(&tenant, "feature-17", now).unwrap().allowed));
    });
    c.bench_function("component entitle of 60 features, fresh instance", |b| {
        b.iter(|| black_box(policy.entitle(&tenant, now).unwrap().features.len()));
    });
    let mut live = live::Live::new(&fixture.file);
    c.bench_function("component check, live instance", |b| {
        b.iter(|| black_box(live.check(&tenant, "feature-17", now).allowed));
    });
    c.bench_function("component entitle of 60 features, live instance", |b| {
        b.iter(|| black_box(live.entitle(&tenant, now).features.len()));
    });
}

fn loading(c: &mut Criterion) {
    let fixture = Fixture::new();
    let folder = tempfile::tempdir().unwrap();
    let cache = PolicyCache::open(folder.path().join("policies")).unwrap();
    cache.load(&fixture.file).unwrap();
    c.bench_function("load a policy from bytes", |b| {
        b.iter(|| black_box(Policy::from_bytes(&fixture.file).unwrap()));
    });
    c.bench_function("load a policy from the host's cache", |b| {
        b.iter(|| black_box(cache.load(&fixture.file).unwrap()));
    });
    c.bench_function("build a policy from a tier map", |b| {
        b.iter(|| black_box(fixture.build().len()));
    });
}

criterion_group!(
    benches,
    warm_checks,
    recorded::warm_checks,
    first_checks,
    component_calls,
    loading
);
criterion_main!(benches);
