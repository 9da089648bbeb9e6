//! A policy's instance that lives on between calls, as the sdk's never does.

use tiergate::Tenant;
use tiergate::contract::{Decision, Entitlements};
use wasmtime::component::{Component, Linker, TypedFunc};
use wasmtime::{Config, Engine, Store};

pub struct Live<'a> {
    store: Store<()>,
    check: TypedFunc<(&'a Tenant, &'a str, u64), (Decision,)>,
    entitle: TypedFunc<(&'a Tenant, u64), (Entitlements,)>,
}

impl<'a> Live<'a> {
    pub fn new(file: &[u8]) -> Self {
        let mut config = Config::new();
        config.concurrency_support(false);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, file).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
        let interface = component.get_export_index(None, "tiergate:policy/engine@0.1.0").unwrap();
        let function = |name| component.get_export_index(Some(&interface), name).unwrap();
        let (check, entitle) = (function("check"), function("entitle"));
        let check = instance.get_typed_func(&mut store, &check).unwrap();
        let entitle = instance.get_typed_func(&mut store, &entitle).unwrap();
        Self { store, check, entitle }
    }

    pub fn check(&mut self, tenant: &'a Tenant, feature: &'a str, now: u64) -> Decision {
        self.check.call(&mut self.store, (tenant, feature, now)).unwrap().0
    }

    pub fn entitle(&mut self, tenant: &'a Tenant, now: u64) -> Entitlements {
        self.entitle.call(&mut self.store, (tenant, now)).unwrap().0
    }
}
