//! Formats limits for people.

use crate::prelude::*;
use tiergate_policy::catalog::{CapChange, Period};
use tiergate_policy::types::Limit;

pub(crate) fn limit(limit: Limit) -> String {
    match limit {
        Limit::Unlimited => "unlimited".to_owned(),
        Limit::AtMost(most) => most.to_string(),
    }
}

pub(crate) fn period(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
        Period::Billing => "billing",
    }
}

pub(crate) fn change(change: CapChange) -> String {
    match change {
        CapChange::Set(to) => format!("={}", limit(to)),
        CapChange::Add(more) => format!("+{more}"),
    }
}
