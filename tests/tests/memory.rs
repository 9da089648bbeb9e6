//! A million calls on one live instance of a policy do not grow its memory.

use std::error::Error;
use tiergate::contract::{Decision, Entitlements, Tenant};
use tiergate_tests::built::Built;
use tiergate_tests::dice;
use wasmtime::component::{Component, ComponentExportIndex, Instance, Linker};
use wasmtime::{Engine, ResourceLimiter, Result, Store, error::Context};

/// Watches how large the memory of an instance becomes.
#[derive(Default)]
struct Watch {
    memory: usize,
}

impl ResourceLimiter for Watch {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.memory = self.memory.max(desired);
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}

/// One live instance of a policy, which the sdk never keeps.
struct Live {
    store: Store<Watch>,
    instance: Instance,
    check: ComponentExportIndex,
    entitle: ComponentExportIndex,
}

impl Live {
    fn new(file: &[u8]) -> Result<Self> {
        let engine = Engine::default();
        let component = Component::new(&engine, file)?;
        let index = component.get_export_index(None, "tiergate:policy/engine@0.1.0");
        let function =
            |name| component.get_export_index(index.as_ref(), name).context("no function");
        let (check, entitle) = (function("check")?, function("entitle")?);
        let mut store = Store::new(&engine, Watch::default());
        store.limiter(|watch| watch);
        let instance = Linker::new(&engine).instantiate(&mut store, &component)?;
        Ok(Self { store, instance, check, entitle })
    }

    /// Calls both functions so often, and gives the size of the memory.
    fn call(&mut self, tenant: &Tenant, checks: usize, entitles: usize) -> Result<usize> {
        let (store, now) = (&mut self.store, 1_772_700_000_u64);
        type Asked<'a> = (&'a Tenant, &'a str, u64);
        let check =
            self.instance.get_typed_func::<Asked<'_>, (Decision,)>(&mut *store, &self.check)?;
        for _ in 0..checks {
            assert!(check.call(&mut *store, (tenant, "approve", now))?.0.allowed);
        }
        let entitle = self
            .instance
            .get_typed_func::<(&Tenant, u64), (Entitlements,)>(&mut *store, &self.entitle)?;
        for _ in 0..entitles {
            assert_eq!(entitle.call(&mut *store, (tenant, now))?.0.features.len(), 15);
        }
        Ok(store.data().memory)
    }
}

#[test]
fn a_million_calls_on_one_instance_do_not_grow_its_memory() -> Result<(), Box<dyn Error>> {
    let mut live = Live::new(&Built::example("studio")?.file)?;
    let tenant: Tenant = serde_json::from_str(
        r#"{"assignments":[{"source":"manual","plan":"enterprise","expiresAt":1772700100},{"source":"billing","plan":"solo"}],
            "addOns":[{"id":"press","giver":"manual"}],"switches":[{"feature":"sso","enabled":true,"by":"operator"}]}"#,
    )?;
    let first = live.call(&tenant, 1, 1)?;
    let last = live.call(&tenant, dice::size(100_000, 1_000_000), dice::size(10_000, 100_000))?;
    println!("{first} bytes of memory after the first calls, {last} after the last");
    assert_eq!(first, last);
    Ok(())
}

/// What the test above watches does move: for more facts than fit, the memory grows.
#[test]
fn growth_is_seen() -> Result<(), Box<dyn Error>> {
    let mut live = Live::new(&Built::example("studio")?.file)?;
    let grant = r#"{"assignments":[{"source":"manual","plan":"enterprise"}]}"#;
    let mut tenant: Tenant = serde_json::from_str(grant)?;
    let first = live.call(&tenant, 1, 1)?;
    tenant.attributes = vec![(String::new(), "x".repeat(1000)); 1000];
    assert!(live.call(&tenant, 1, 0)? > first);
    Ok(())
}
