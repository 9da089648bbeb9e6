//! Each export of the world, answered by the rules.

use super::arena;
use crate::Rules;
use crate::bindings::{export, exports::tiergate};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;
use tiergate::policy::{billing, catalog, engine, types};
use tiergate::template::setup;

struct Template;

struct Configured(OnceCell<Rules>);

// SAFETY: the component has one thread; the portable profile allows no other.
unsafe impl Sync for Configured {}

static RULES: Configured = Configured(OnceCell::new());

/// The rules of this policy; a template that was never configured traps.
fn rules() -> &'static Rules {
    match RULES.0.get() {
        Some(rules) => rules,
        None => core::arch::wasm32::unreachable(),
    }
}

impl setup::Guest for Template {
    fn configure(info: catalog::Info, settings: setup::Settings) -> Result<(), String> {
        let rules = Rules::new(info, settings).map_err(|unsound| format!("{unsound}"))?;
        let _ = RULES.0.set(rules);
        arena::keep();
        Ok(())
    }
}

impl catalog::Guest for Template {
    fn describe() -> catalog::Info {
        rules().describe().clone()
    }
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

export!(Template with_types_in crate::bindings);
