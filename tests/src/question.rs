//! Questions in the rules' own types, and random ones.

use crate::dice::Dice;
use crate::facts::{MAX, moment, number, subscriptions, tenant};
use serde::Serialize;
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;
use tiergate_policy::subscription::Subscription;
use tiergate_policy::types::Tenant;

/// A question to a policy. As JSON it is a line for `tiergate eval`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "call", rename_all = "camelCase")]
#[expect(missing_docs, reason = "as the contract has them")]
pub enum Question {
    Resolve {
        tenant: Tenant,
        now: u64,
    },
    Check {
        tenant: Tenant,
        feature: String,
        now: u64,
    },
    CheckCap {
        tenant: Tenant,
        cap: String,
        used: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<u64>,
        now: u64,
    },
    Entitle {
        tenant: Tenant,
        now: u64,
    },
    Describe {},
    OnSignup {
        now: u64,
        returning: bool,
    },
    OnBilling {
        subscriptions: Vec<Subscription>,
    },
}

impl Question {
    /// Returns a question to the policy of a map, most of which is meaningful for it.
    pub fn random(dice: &mut Dice, info: &Info, settings: &Settings) -> Self {
        let now = moment(dice);
        match dice.below(100) {
            0..20 => Self::Resolve { tenant: tenant(dice, info), now },
            20..50 => Self::Check { tenant: tenant(dice, info), feature: feature(dice, info), now },
            50..70 => Self::CheckCap {
                tenant: tenant(dice, info),
                cap: cap(dice, info),
                used: number(dice),
                amount: dice.chance(60).then(|| number(dice).max(1)),
                now,
            },
            70..82 => Self::Entitle { tenant: tenant(dice, info), now },
            82..84 => Self::Describe {},
            84..88 => Self::OnSignup {
                now: if dice.chance(80) { now } else { MAX },
                returning: dice.chance(40),
            },
            _ => Self::OnBilling { subscriptions: subscriptions(dice, settings) },
        }
    }
}

fn feature(dice: &mut Dice, info: &Info) -> String {
    let ids: Vec<_> = info.features.iter().map(|it| it.id.clone()).collect();
    let known = dice.pick_or(&ids, "none".to_owned());
    if dice.chance(94) { known } else { format!("{known} ") }
}

fn cap(dice: &mut Dice, info: &Info) -> String {
    let ids: Vec<_> = info.caps.iter().map(|it| it.id.clone()).collect();
    let known = dice.pick_or(&ids, "none".to_owned());
    if dice.chance(94) { known } else { format!(" {known}") }
}
