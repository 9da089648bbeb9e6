//! Running the template's `configure`, and taking a snapshot of what it made.

use crate::AuthorError;
use std::future::Future;
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

/// The rules with no tier map yet, built by `cargo xtask template`.
const TEMPLATE: &[u8] = include_bytes!("../template/template.wasm");

/// The template as it is once it has been configured with a tier map.
pub(crate) fn snapshot(
    info: tiergate_policy::catalog::Info,
    settings: tiergate_policy::setup::Settings,
) -> Result<Vec<u8>, AuthorError> {
    let tool = |step| move |error: wasmtime::Error| AuthorError::Tool { step, message: format!("{error:#}") };
    let mut config = Config::new();
    config.concurrency_support(false);
    let engine = Engine::new(&config).map_err(tool("start wasmtime"))?;
    let mut store = Store::new(&engine, ());
    let wizer = Wizer::new();
    let (context, instrumented) = wizer.instrument_component(TEMPLATE).map_err(tool("instrument"))?;
    let component = Component::new(&engine, &instrumented).map_err(tool("compile the template"))?;
    let linker = Linker::new(&engine);
    let instance = linker.instantiate(&mut store, &component).map_err(tool("instantiate"))?;
    let template = bindings::Template::new(&mut store, &instance).map_err(tool("load"))?;
    let info = serde_json::to_value(info).and_then(serde_json::from_value).unwrap();
    let settings = serde_json::to_value(settings).and_then(serde_json::from_value).unwrap();
    template.tiergate_template_setup().call_configure(&mut store, &info, &settings).map_err(tool("configure"))?.map_err(AuthorError::Unsound)?;
    let mut state = State { store: &mut store, instance };
    ready(wizer.snapshot_component(&context, &mut state)).map_err(tool("take the snapshot"))
}

/// What wizer reads of an instance, read without an async runtime.
struct State<'a> {
    store: &'a mut Store<()>,
    instance: Instance,
}

impl State<'_> {
    fn call<R: Lift + 'static>(&mut self, instance: &str, func: &str) -> R {
        let instance = self.instance.get_export_index(&mut *self.store, None, instance).unwrap();
        let func = self.instance.get_export_index(&mut *self.store, Some(&instance), func).unwrap();
        let func = self.instance.get_typed_func::<(), (R,)>(&mut *self.store, func).unwrap();
        func.call(&mut *self.store, ()).unwrap().0
    }
}

impl ComponentInstanceState for State<'_> {
    async fn call_func_ret_list_u8(&mut self, instance: &str, func: &str, contents: impl FnOnce(&[u8]) + Send) {
        let list: WasmList<u8> = self.call(instance, func);
        contents(list.as_le_slice(&*self.store));
    }

    async fn call_func_ret_s32(&mut self, instance: &str, func: &str) -> i32 {
        self.call(instance, func)
    }

    async fn call_func_ret_s64(&mut self, instance: &str, func: &str) -> i64 {
        self.call(instance, func)
    }

    async fn call_func_ret_f32(&mut self, instance: &str, func: &str) -> u32 {
        self.call(instance, func)
    }

    async fn call_func_ret_f64(&mut self, instance: &str, func: &str) -> u64 {
        self.call(instance, func)
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
