//! Formats limits for people.

use tiergate_policy::catalog::CapChange;
use tiergate_policy::types::Limit;

pub(crate) fn limit(limit: Limit) -> String {
    match limit {
        Limit::Unlimited => "unlimited".to_owned(),
        Limit::AtMost(most) => most.to_string(),
    }
}

pub(crate) fn change(change: CapChange) -> String {
    match change {
        CapChange::Set(to) => format!("={}", limit(to)),
        CapChange::Add(more) => format!("+{more}"),
    }
}
