//! The contract's records and variants.

use super::{Layout, Lift, Lower};
use crate::subscription::{Effect, Item, Status, Subscription};
use crate::types::{
    Assignment, CapDecision, CapState, Decision, Entitlements, FeatureSwitch, Giver, HeldAddOn,
    HeldCap, Limit, Reason, Resolution, Source, Standing, Switcher, Tenant,
};
use alloc::string::String;
use alloc::vec::Vec;

/// Implements records by their fields, in the order of the WIT.
macro_rules! record {
    ($trait:ident $name:ident { $($field:ident: $type:ty,)* }) => {
        impl Layout for $name {
            const ALIGN: usize = {
                let mut align = 1;
                $( if <$type>::ALIGN > align { align = <$type>::ALIGN } )*
                align
            };
            const SIZE: usize = {
                let mut end: usize = 0;
                $( end = end.next_multiple_of(<$type>::ALIGN) + <$type>::SIZE; )*
                end.next_multiple_of(Self::ALIGN)
            };
        }
        record!(@$trait $name { $($field: $type,)* });
    };
    (@Both $name:ident { $($fields:tt)* }) => {
        record!(@Lift $name { $($fields)* });
        record!(@Lower $name { $($fields)* });
    };
    (@Lift $name:ident { $($field:ident: $type:ty,)* }) => {
        impl Lift for $name {
            #[inline(never)]
            unsafe fn lift(from: *const u8) -> Self {
                let mut end: usize = 0;
                $(
                    let at = end.next_multiple_of(<$type>::ALIGN);
                    // SAFETY: guaranteed by the caller.
                    let $field = unsafe { <$type>::lift(from.add(at)) };
                    end = at + <$type>::SIZE;
                )*
                let _ = end;
                Self { $($field),* }
            }
        }
    };
    (@Lower $name:ident { $($field:ident: $type:ty,)* }) => {
        impl Lower for $name {
            #[inline(never)]
            unsafe fn lower(&self, to: *mut u8) {
                let mut end: usize = 0;
                $(
                    let at = end.next_multiple_of(<$type>::ALIGN);
                    // SAFETY: guaranteed by the caller.
                    unsafe { self.$field.lower(to.add(at)) };
                    end = at + <$type>::SIZE;
                )*
                let _ = end;
            }
        }
    };
}

record!(Both Assignment {
    source: Source,
    plan: Option<String>,
    standing: Standing,
    expires_at: Option<u64>,
});
record!(Both HeldAddOn { id: String, quantity: u64, giver: Giver, expires_at: Option<u64>, });
record!(Lift FeatureSwitch {
    feature: String,
    enabled: bool,
    by: Switcher,
    expires_at: Option<u64>,
});
record!(Both HeldCap { cap: String, limit: Limit, giver: Giver, expires_at: Option<u64>, });
record!(Lift Item { names: Vec<String>, quantity: Option<u64>, });
record!(Lift Subscription {
    id: String,
    status: Status,
    collection_paused: bool,
    items: Vec<Item>,
    trial_ends_at: Option<u64>,
    past_due_since: Option<u64>,
    ends_at: Option<u64>,
});
record!(Lower Resolution {
    tier: String,
    source: Option<Source>,
    standing: Standing,
    misconfigured: bool,
    expires_at: Option<u64>,
    valid_until: Option<u64>,
});
record!(Lower Decision {
    feature: String,
    allowed: bool,
    reason: Reason,
    minimum_tier: Option<String>,
    add_ons: Vec<String>,
    together: bool,
    valid_until: Option<u64>,
});
record!(Lower CapState {
    cap: String,
    limit: Limit,
    warn_at: Option<u64>,
    blocked_at: Option<u64>,
    valid_until: Option<u64>,
});
record!(Lower CapDecision {
    state: CapState,
    allowed: bool,
    warn: bool,
    remaining: Option<u64>,
    minimum_tier: Option<String>,
    add_ons: Vec<String>,
});
record!(Lower Entitlements {
    resolution: Resolution,
    features: Vec<Decision>,
    caps: Vec<CapState>,
    add_ons: Vec<String>,
    valid_until: Option<u64>,
});
record!(Lower Effect {
    assignments: Vec<Assignment>,
    add_ons: Vec<HeldAddOn>,
    caps: Vec<HeldCap>,
    unknown_products: Vec<String>,
});

impl Layout for Tenant {
    const SIZE: usize = 52;
    const ALIGN: usize = 4;
}

impl Lift for Tenant {
    #[inline(never)]
    unsafe fn lift(from: *const u8) -> Self {
        // SAFETY: guaranteed by the caller.
        unsafe {
            Self {
                edition: Option::lift(from),
                assignments: Vec::lift(from.add(12)),
                add_ons: Vec::lift(from.add(20)),
                switches: Vec::lift(from.add(28)),
                caps: Vec::lift(from.add(36)),
                // These rules do not use them.
                attributes: Vec::new(),
            }
        }
    }
}

impl Layout for Limit {
    const SIZE: usize = 16;
    const ALIGN: usize = 8;
}

impl Lift for Limit {
    unsafe fn lift(from: *const u8) -> Self {
        // SAFETY: guaranteed by the caller. It has the layout of an option.
        unsafe { Option::lift(from) }.map_or(Self::Unlimited, Self::AtMost)
    }
}

impl Lower for Limit {
    unsafe fn lower(&self, to: *mut u8) {
        let max = match self {
            Self::Unlimited => None,
            Self::AtMost(max) => Some(*max),
        };
        // SAFETY: guaranteed by the caller. It has the layout of an option.
        unsafe { max.lower(to) }
    }
}

impl Layout for Standing {
    const SIZE: usize = 24;
    const ALIGN: usize = 8;
}

impl Lift for Standing {
    unsafe fn lift(from: *const u8) -> Self {
        // SAFETY: guaranteed by the caller.
        unsafe {
            match from.read() {
                0 => Self::Good,
                1 => Self::Trialing(u64::lift(from.add(8))),
                _ => Self::PastDue(Option::lift(from.add(8))),
            }
        }
    }
}

impl Lower for Standing {
    unsafe fn lower(&self, to: *mut u8) {
        // SAFETY: guaranteed by the caller.
        unsafe {
            match self {
                Self::Good => to.write(0),
                Self::Trialing(until) => {
                    to.write(1);
                    until.lower(to.add(8));
                }
                Self::PastDue(until) => {
                    to.write(2);
                    until.lower(to.add(8));
                }
            }
        }
    }
}

impl Layout for Reason {
    const SIZE: usize = 12;
    const ALIGN: usize = 4;
}

impl Lower for Reason {
    unsafe fn lower(&self, to: *mut u8) {
        let (case, id) = match self {
            Self::AlwaysOn => (0, None),
            Self::Ungated => (1, None),
            Self::Tier(id) => (2, Some(id)),
            Self::AddOn(id) => (3, Some(id)),
            Self::SwitchedOn => (4, None),
            Self::SwitchedOff => (5, None),
            Self::NotInForce(id) => (6, Some(id)),
            Self::NotIncluded => (7, None),
            Self::Requires(id) => (8, Some(id)),
            Self::UnknownFeature => (9, None),
        };
        // SAFETY: guaranteed by the caller.
        unsafe {
            to.write(case);
            if let Some(id) = id {
                id.lower(to.add(4));
            }
        }
    }
}
