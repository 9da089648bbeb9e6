//! The component of a policy, ready to be called.

use crate::contract::{
    Assignment, CapDecision, Decision, Effect, Entitlements, Info, Resolution, Subscription, Tenant,
};
use crate::policy::call_error::{self, UnavailableError};
use crate::policy::engine;
use crate::policy::functions::Functions;
use crate::policy::load_error::{LoadError, ProfileError};
use crate::safe_integer::SafeIntegers;
use std::sync::atomic::{AtomicBool, Ordering};
use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, InstancePre, Lift, Linker, Lower,
};
use wasmtime::{Engine, StoreLimits};

/// A component whose functions are those of the contract. Each call runs in a fresh instance.
pub(crate) struct Guest {
    pub(crate) functions: Functions,
    engine: Engine,
    instance: InstancePre<StoreLimits>,
    /// Whether a call was stopped because it took too long.
    is_slow: AtomicBool,
}

impl Guest {
    /// Finds the functions of the contract in a component, and checks their types.
    pub(crate) fn new(component: &Component) -> Result<Self, LoadError> {
        let engine = component.engine().clone();
        let functions = Functions::find(component)?;
        let instance = Linker::new(&engine).instantiate_pre(component);
        let instance = instance.map_err(|error| ProfileError::Invalid(format!("{error:#}")))?;
        let guest = Self { functions, engine, instance, is_slow: AtomicBool::new(false) };
        guest.check_types()?;
        Ok(guest)
    }

    /// Returns whether a call was stopped because it took too long: others may take as long.
    pub(crate) fn is_slow(&self) -> bool {
        self.is_slow.load(Ordering::Relaxed)
    }

    /// Calls a function in a fresh instance.
    pub(crate) fn call<P, R>(
        &self,
        function: &ComponentExportIndex,
        params: P,
    ) -> Result<R, UnavailableError>
    where
        P: ComponentNamedList + Lower,
        R: Lift + SafeIntegers + 'static,
        (R,): ComponentNamedList + Lift,
    {
        let answer = self.call_in_wasmtime(function, params).map_err(|error| {
            let error = call_error::unavailable(&error);
            if matches!(error, UnavailableError::OutOfFuel | UnavailableError::TimedOut) {
                // Relaxed, because it only decides which thread makes the next call.
                self.is_slow.store(true, Ordering::Relaxed);
            }
            error
        })?;
        if answer.is_safe() { Ok(answer) } else { Err(UnavailableError::NotWhole) }
    }

    fn call_in_wasmtime<P, R>(
        &self,
        function: &ComponentExportIndex,
        params: P,
    ) -> wasmtime::Result<R>
    where
        P: ComponentNamedList + Lower,
        R: Lift + 'static,
        (R,): ComponentNamedList + Lift,
    {
        let mut store = engine::store(&self.engine)?;
        let instance = self.instance.instantiate(&mut store)?;
        let function = instance.get_typed_func::<P, (R,)>(&mut store, function)?;
        Ok(function.call(&mut store, params)?.0)
    }

    /// Compares the type of each function with the contract's.
    fn check_types(&self) -> Result<(), LoadError> {
        let mut store =
            engine::store(&self.engine).map_err(|error| call_error::unavailable(&error))?;
        let instance = self.instance.instantiate(&mut store);
        let instance = instance.map_err(|error| call_error::unavailable(&error))?;
        macro_rules! check {
            ($name:ident: $params:ty => $result:ty) => {
                instance
                    .get_typed_func::<$params, ($result,)>(&mut store, &self.functions.$name)
                    .map_err(|_| ProfileError::WrongType(stringify!($name).replace('_', "-")))?;
            };
        }
        check!(describe: () => Info);
        check!(resolve: (&Tenant, u64) => Resolution);
        check!(check: (&Tenant, &str, u64) => Decision);
        check!(check_cap: (&Tenant, &str, u64, u64, u64) => Option<CapDecision>);
        check!(entitle: (&Tenant, u64) => Entitlements);
        check!(on_signup: (u64, bool) => Vec<Assignment>);
        check!(on_billing: (&[Subscription],) => Effect);
        Ok(())
    }
}
