//! wasmtime, narrowed to what a policy needs: one engine for the process, and limits
//! that every call has.

use std::sync::OnceLock;
use std::time::Duration;
use wasmtime::{
    Config, Engine, EngineWeak, InstanceAllocationStrategy, PoolingAllocationConfig, Store,
    StoreLimits, StoreLimitsBuilder,
};

/// The most linear memory that one call may use, in bytes: 16 MiB. A policy from a tier map uses
/// 128 KiB at rest, so this leaves room for thousands of facts.
pub(crate) const MAX_MEMORY: usize = 16 << 20;

/// The most tables that a policy may have: programs have one of functions and, some of them, one of
/// values from the host.
pub(crate) const MAX_TABLES: u32 = 4;

/// The most elements of one table: far more than the functions that a policy may have.
pub(crate) const MAX_TABLE: usize = 65_536;

/// How much one call may execute, in units of wasmtime's fuel (about one per instruction).
/// `entitle` of 60 features takes some 20,000; a tight loop spends this in about 0.1 s.
pub(crate) const FUEL: u64 = 200_000_000;

/// How much of the host's memory one answer may take, in bytes: 4 MiB, a thousand times the answer
/// to `describe` of a large tier map.
const MAX_ANSWER: usize = 4 << 20;

/// How often the epoch advances. With [`DEADLINE`] it stops a call that fuel did not stop.
const TICK: Duration = Duration::from_millis(50);

/// How many ticks a call may last: 2 s, many times as long as its fuel lasts.
const DEADLINE: u64 = 40;

/// How many calls may be in progress at a time. Their memories are reserved addresses, 16 MiB each,
/// and take real memory only while they are used.
const MAX_CALLS: u32 = 512;

/// The engine that all policies of this process run on.
pub(crate) fn engine() -> wasmtime::Result<Engine> {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    if let Some(engine) = ENGINE.get() {
        return Ok(engine.clone());
    }
    let mut config = config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    let engine = Engine::new(&config)?;
    let engine = ENGINE.get_or_init(|| {
        let weak = engine.weak();
        std::thread::spawn(move || tick(&weak));
        engine
    });
    Ok(engine.clone())
}

/// An engine that compiles for [`engine`], and runs nothing: it reserves no memory.
pub(crate) fn for_compiling() -> wasmtime::Result<Engine> {
    Engine::new(&config())
}

fn tick(engine: &EngineWeak) {
    while let Some(engine) = engine.upgrade() {
        engine.increment_epoch();
        drop(engine);
        std::thread::sleep(TICK);
    }
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    pool.max_memory_size(MAX_MEMORY)
        .total_component_instances(MAX_CALLS)
        .total_core_instances(MAX_CALLS)
        .total_memories(MAX_CALLS)
        .total_tables(MAX_CALLS * MAX_TABLES)
        .table_elements(MAX_TABLE)
        .max_tables_per_module(MAX_TABLES)
        .max_tables_per_component(MAX_TABLES)
        .max_core_instances_per_component(1)
        .max_memories_per_component(1);
    pool
}

fn config() -> Config {
    let mut config = Config::new();
    config
        // One slot of the pool: the largest memory there may be, and nothing to grow into.
        .memory_reservation(MAX_MEMORY as u64)
        .concurrency_support(false)
        .consume_fuel(true)
        .epoch_interruption(true);
    config
}

/// A store for one call, with its limits.
pub(crate) fn store(engine: &Engine) -> wasmtime::Result<Store<StoreLimits>> {
    let limits = StoreLimitsBuilder::new().memory_size(MAX_MEMORY).trap_on_grow_failure(true);
    let mut store = Store::new(engine, limits.build());
    store.limiter(|limits| limits);
    store.set_fuel(FUEL)?;
    store.set_epoch_deadline(DEADLINE);
    store.set_hostcall_fuel(MAX_ANSWER);
    Ok(store)
}
