//! Running the template's setup, and taking a snapshot of what it made.

use crate::AuthorError;
use crate::template::TEMPLATE;
use std::future::Future;
use tiergate_policy::RulesError;
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;
use wasmtime::component::{Component, Instance, Lift, Linker, WasmList};
use wasmtime::{Config, Engine, Store};
use wasmtime_wizer::{ComponentInstanceState, Wizer};

mod bindings {
    wasmtime::component::bindgen!({
        world: "tiergate:template/template",
        path: "wit",
        additional_derives: [tiergate_derive::Json],
    });
}

use bindings::exports::tiergate::template::setup;

/// The template as it is once it has been configured with a tier map.
pub(crate) fn snapshot(info: &Info, settings: &Settings) -> Result<Vec<u8>, AuthorError> {
    let wizer = Wizer::new();
    let tool = AuthorError::tool("instrument the template");
    let (context, instrumented) = wizer.instrument_component(TEMPLATE).map_err(tool)?;
    let mut store = new_store().map_err(AuthorError::tool("start wasmtime"))?;
    let instance = instantiate(&mut store, &instrumented)
        .map_err(AuthorError::tool("instantiate the template"))?;
    configure(&mut store, &instance, info, settings)?;
    let mut state = State { store: &mut store, instance, failed: None };
    let snapshot = ready(wizer.snapshot_component(&context, &mut state));
    let failed = state.failed.map_or(Ok(()), Err);
    failed.and(snapshot).map_err(AuthorError::tool("take the snapshot"))
}

fn new_store() -> wasmtime::Result<Store<()>> {
    let mut config = Config::new();
    config.concurrency_support(false);
    Ok(Store::new(&Engine::new(&config)?, ()))
}

fn instantiate(store: &mut Store<()>, component: &[u8]) -> wasmtime::Result<Instance> {
    let component = Component::new(store.engine(), component)?;
    Linker::new(store.engine()).instantiate(store, &component)
}

fn configure(
    store: &mut Store<()>,
    instance: &Instance,
    info: &Info,
    settings: &Settings,
) -> Result<(), AuthorError> {
    let info = host_type(info)?;
    let settings = host_type(settings)?;
    let mut run = || {
        let template = bindings::Template::new(&mut *store, instance)?;
        template.tiergate_template_answers().call_describe_as(&mut *store, &info)?;
        template.tiergate_template_setup().call_configure(&mut *store, &info, &settings)
    };
    let configured = run().map_err(AuthorError::tool("configure the template"))?;
    configured.map_err(|unsound| match unsound {
        setup::Unsound::Undeclared(id) => AuthorError::Rules(RulesError::Undeclared(id)),
        setup::Unsound::Circular(id) => AuthorError::Rules(RulesError::Circular(id)),
    })
}

/// The host's type for the same type of the contract: both are generated from the WIT, and
/// have the same JSON.
fn host_type<T: serde::Serialize, U: serde::de::DeserializeOwned>(
    value: &T,
) -> Result<U, AuthorError> {
    let json = serde_json::to_value(value);
    json.and_then(serde_json::from_value).map_err(AuthorError::tool("hand the map to the template"))
}

/// What wizer reads of an instance, read without an async runtime.
struct State<'a> {
    store: &'a mut Store<()>,
    instance: Instance,
    /// The first failure: wizer's interface has no room for one.
    failed: Option<wasmtime::Error>,
}

impl State<'_> {
    fn read<R: Lift + 'static>(&mut self, instance: &str, func: &str) -> Option<R> {
        let read = self.call(instance, func);
        read.map_err(|error| self.failed.get_or_insert(error)).ok()
    }

    fn call<R: Lift + 'static>(&mut self, instance: &str, func: &str) -> wasmtime::Result<R> {
        let missing = || wasmtime::format_err!("{instance} has no {func}");
        let store = &mut *self.store;
        let instance = self.instance.get_export_index(&mut *store, None, instance);
        let instance = instance.ok_or_else(missing)?;
        let func = self.instance.get_export_index(&mut *store, Some(&instance), func);
        let func = func.ok_or_else(missing)?;
        let func = self.instance.get_typed_func::<(), (R,)>(&mut *store, func)?;
        Ok(func.call(store, ())?.0)
    }
}

impl ComponentInstanceState for State<'_> {
    async fn call_func_ret_list_u8(
        &mut self,
        instance: &str,
        func: &str,
        contents: impl FnOnce(&[u8]) + Send,
    ) {
        if let Some(list) = self.read::<WasmList<u8>>(instance, func) {
            contents(list.as_le_slice(&*self.store));
        }
    }

    async fn call_func_ret_s32(&mut self, instance: &str, func: &str) -> i32 {
        self.read(instance, func).unwrap_or_default()
    }

    async fn call_func_ret_s64(&mut self, instance: &str, func: &str) -> i64 {
        self.read(instance, func).unwrap_or_default()
    }

    async fn call_func_ret_f32(&mut self, instance: &str, func: &str) -> u32 {
        self.read(instance, func).map_or(0, f32::to_bits)
    }

    async fn call_func_ret_f64(&mut self, instance: &str, func: &str) -> u64 {
        self.read(instance, func).map_or(0, f64::to_bits)
    }
}

/// The output of a future that never waits, as none of [`State`]'s does.
fn ready<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
