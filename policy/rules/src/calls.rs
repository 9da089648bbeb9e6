//! The contract's calls about a tenant, as exports of a module that is not a component: the authoring
//! kit, whose rules change with the map.
#![expect(unsafe_code, reason = "the generated exports and one static need it")]

use crate::Rules;
use crate::bindings::exports::tiergate::policy::engine;
use crate::types::{CapDecision, Decision, Entitlements, Resolution, Tenant};
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::RefCell;

struct Calls;

engine::__export_tiergate_policy_engine_0_1_0_cabi!(Calls with_types_in engine);

struct Current(RefCell<Option<Rc<Rules>>>);

// SAFETY: the module has one thread.
unsafe impl Sync for Current {}

static CURRENT: Current = Current(RefCell::new(None));

/// Lets these rules answer from now on.
pub fn answer_by(rules: Rules) {
    CURRENT.0.replace(Some(Rc::new(rules)));
}

/// Asks the rules. A call before there are any traps.
fn ask<T>(question: impl FnOnce(&Rules) -> T) -> T {
    // They are not borrowed while they answer: after a trap that would last for ever.
    let current = CURRENT.0.borrow().clone();
    match current {
        Some(rules) => question(&rules),
        None => core::arch::wasm32::unreachable(),
    }
}

impl engine::Guest for Calls {
    fn resolve(tenant: Tenant, now: u64) -> Resolution {
        ask(|rules| rules.resolve(&tenant, now))
    }

    fn check(tenant: Tenant, feature: String, now: u64) -> Decision {
        ask(|rules| rules.check(&tenant, &feature, now))
    }

    fn check_cap(
        tenant: Tenant,
        cap: String,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision> {
        ask(|rules| rules.check_cap(&tenant, &cap, used, amount, now))
    }

    fn entitle(tenant: Tenant, now: u64) -> Entitlements {
        ask(|rules| rules.entitle(&tenant, now))
    }
}
