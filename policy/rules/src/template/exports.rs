//! Each export of the world, answered by the rules.

use super::arena;
use crate::Rules;
use crate::bindings::exports::tiergate;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::{Cell, OnceCell};
use tiergate::policy::{billing, catalog, engine, types};
use tiergate::template::setup;

struct Template;

// Each interface but the catalog, whose one function is exported by hand below.
engine::__export_tiergate_policy_engine_0_1_0_cabi!(Template with_types_in engine);
billing::__export_tiergate_policy_billing_0_1_0_cabi!(Template with_types_in billing);
setup::__export_tiergate_template_setup_0_1_0_cabi!(Template with_types_in setup);

/// What `configure` makes.
struct Configured {
    rules: OnceCell<Rules>,
    /// The catalog, until it is lowered.
    info: Cell<Option<catalog::Info>>,
    /// `describe`'s answer, lowered once and for all.
    described: Cell<*mut u8>,
}

// SAFETY: the component has one thread; the portable profile allows no other.
unsafe impl Sync for Configured {}

static CONFIGURED: Configured = Configured {
    rules: OnceCell::new(),
    info: Cell::new(None),
    described: Cell::new(core::ptr::null_mut()),
};

/// A template that was never configured traps.
fn unconfigured<T>() -> T {
    core::arch::wasm32::unreachable()
}

fn rules() -> &'static Rules {
    CONFIGURED.rules.get().unwrap_or_else(unconfigured)
}

impl setup::Guest for Template {
    fn configure(info: catalog::Info, settings: setup::Settings) -> Result<(), String> {
        let bottom = arena::top();
        // Nothing of the arguments is kept but copies, so that all below can be wiped.
        let info = info.clone();
        let rules = Rules::new(&info, &settings).map_err(|unsound| unsound.to_string())?;
        let _ = CONFIGURED.rules.set(rules);
        CONFIGURED.info.set(Some(info));
        // SAFETY: this is `describe`'s own lowering; its answer lies in the arena and in
        // a static, and neither is written again.
        CONFIGURED.described.set(unsafe { catalog::_export_describe_cabi::<Template>() });
        // SAFETY: the arguments alone lie below, and dropping them reads nothing of them.
        unsafe { arena::keep_above(bottom) };
        Ok(())
    }
}

impl catalog::Guest for Template {
    fn describe() -> catalog::Info {
        CONFIGURED.info.take().unwrap_or_else(unconfigured)
    }
}

/// The catalog, as `configure` lowered it. It has no post-return: it is never freed.
#[unsafe(export_name = "tiergate:policy/catalog@0.1.0#describe")]
extern "C" fn describe() -> *mut u8 {
    CONFIGURED.described.get()
}

impl engine::Guest for Template {
    fn resolve(tenant: types::Tenant, now: u64) -> types::Resolution {
        rules().resolve(&tenant, now)
    }

    fn check(tenant: types::Tenant, feature: String, now: u64) -> types::Decision {
        rules().check(&tenant, &feature, now)
    }

    fn check_cap(
        tenant: types::Tenant,
        cap: String,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<types::CapDecision> {
        rules().check_cap(&tenant, &cap, used, amount, now)
    }

    fn entitle(tenant: types::Tenant, now: u64) -> types::Entitlements {
        rules().entitle(&tenant, now)
    }
}

impl billing::Guest for Template {
    fn on_signup(now: u64) -> Vec<types::Assignment> {
        rules().on_signup(now)
    }

    fn on_billing(subscriptions: Vec<billing::Subscription>) -> billing::Effect {
        rules().on_billing(&subscriptions)
    }
}
