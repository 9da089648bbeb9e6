//! The exports of the world, which the rules answer.

use super::arena;
use super::canonical::{Lift, answer};
use super::share::share;
use crate::Rules;
use crate::RulesError;
use crate::bindings::exports::tiergate;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, OnceCell};
use tiergate::policy::{catalog::Info, types::Tenant};
use tiergate::template::setup;

struct Template;

// The other exports are written out below: see `canonical`.
setup::__export_tiergate_template_setup_0_1_0_cabi!(Template with_types_in setup);

/// The result of configuring.
struct Configured {
    rules: OnceCell<Rules>,
    /// The catalog, in the form in which the host wrote it.
    catalog: Cell<*mut u8>,
}

// SAFETY: the component has one thread; the portable profile allows no other.
unsafe impl Sync for Configured {}

static CONFIGURED: Configured =
    Configured { rules: OnceCell::new(), catalog: Cell::new(core::ptr::null_mut()) };

/// Returns the rules. A template that was never configured traps.
fn rules() -> &'static Rules {
    CONFIGURED.rules.get().unwrap_or_else(|| core::arch::wasm32::unreachable())
}

impl setup::Guest for Template {
    fn configure(info: Info, settings: setup::Settings) -> Result<(), setup::Unsound> {
        let bottom = arena::top();
        let rules = Rules::new(&info, &settings).map_err(|unsound| match unsound {
            RulesError::Undeclared(id) => setup::Unsound::Undeclared(id),
            RulesError::Circular(id) => setup::Unsound::Circular(id),
        })?;
        let _ = CONFIGURED.rules.set(rules);
        // The rules keep only copies of them.
        drop((info, settings));
        // SAFETY: only the arguments were there, because `describe_as` kept the catalog.
        unsafe { arena::keep_above(bottom) };
        Ok(())
    }
}

/// Keeps the catalog. Parameters of more than 16 flat values are passed in memory, which the callee
/// then owns, so `describe` can return them unchanged.
#[unsafe(export_name = "tiergate:template/answers@0.1.0#describe-as")]
extern "C" fn describe_as(catalog: *mut u8) {
    // SAFETY: the host lowered the parameter to this place, and only the template has it.
    unsafe { share(catalog) };
    CONFIGURED.catalog.set(catalog);
    arena::keep_all();
}

/// Returns the catalog. It has no post-return, because it is never freed.
#[unsafe(export_name = "tiergate:policy/catalog@0.1.0#describe")]
extern "C" fn describe() -> *mut u8 {
    CONFIGURED.catalog.get()
}

/// Exports a function whose first parameter is a tenant: 13 flat values, which in sequence are the
/// tenant's layout in memory.
macro_rules! of_tenant {
    ($export:literal, |$tenant:ident, $($name:ident: $type:ty),*| $answer:expr) => {
        const _: () = {
            #[unsafe(export_name = $export)]
            extern "C" fn export(
                a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize,
                h: usize, i: usize, j: usize, k: usize, l: usize, m: usize,
                $($name: $type),*
            ) -> *mut u8 {
                let flat = [a, b, c, d, e, f, g, h, i, j, k, l, m];
                // SAFETY: the host lowered a tenant to these values.
                let $tenant = unsafe { Tenant::lift(flat.as_ptr().cast()) };
                answer($answer)
            }
        };
    };
}

of_tenant!("tiergate:policy/engine@0.1.0#resolve", |tenant, now: u64| {
    rules().resolve(&tenant, now)
});

of_tenant!("tiergate:policy/engine@0.1.0#check", |tenant, id: *mut u8, len: usize, now: u64| {
    // SAFETY: the host lowered a string to these values.
    let id = unsafe { String::from_raw_parts(id, len, len) };
    rules().check(&tenant, &id, now)
});

of_tenant!("tiergate:policy/engine@0.1.0#entitle", |tenant, now: u64| {
    rules().entitle(&tenant, now)
});

/// Answers `check-cap`, whose five parameters are more than 16 flat values, and so are passed in
/// memory.
#[unsafe(export_name = "tiergate:policy/engine@0.1.0#check-cap")]
extern "C" fn check_cap(parameters: *const u8) -> *mut u8 {
    // SAFETY: the host lowered the parameters as a record of these.
    let (tenant, cap, used, amount, now) = unsafe {
        (
            Tenant::lift(parameters),
            String::lift(parameters.add(52)),
            u64::lift(parameters.add(64)),
            u64::lift(parameters.add(72)),
            u64::lift(parameters.add(80)),
        )
    };
    answer(rules().check_cap(&tenant, &cap, used, amount, now))
}

#[unsafe(export_name = "tiergate:policy/billing@0.1.0#on-signup")]
extern "C" fn on_signup(now: u64, returning: bool) -> *mut u8 {
    answer(rules().on_signup(now, returning))
}

#[unsafe(export_name = "tiergate:policy/billing@0.1.0#on-billing")]
extern "C" fn on_billing(start: *const u8, len: usize) -> *mut u8 {
    let list = (start, len);
    // SAFETY: the host lowered a list of subscriptions to these values.
    let subscriptions: Vec<_> = unsafe { Vec::lift((&raw const list).cast()) };
    answer(rules().on_billing(&subscriptions))
}

/// Defines each export's post-return, which frees everything that the call used.
macro_rules! post_returns {
    ($($export:literal)*) => { $(
        const _: () = {
            #[unsafe(export_name = $export)]
            extern "C" fn post_return(_answer: *mut u8) {
                arena::put_back();
            }
        };
    )* };
}

post_returns! {
    "cabi_post_tiergate:policy/engine@0.1.0#resolve"
    "cabi_post_tiergate:policy/engine@0.1.0#check"
    "cabi_post_tiergate:policy/engine@0.1.0#check-cap"
    "cabi_post_tiergate:policy/engine@0.1.0#entitle"
    "cabi_post_tiergate:policy/billing@0.1.0#on-signup"
    "cabi_post_tiergate:policy/billing@0.1.0#on-billing"
}
