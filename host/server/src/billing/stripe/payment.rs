//! Refunds and disputes: they end what was bought once. A subscription goes on until it is
//! canceled, whatever was refunded.

// Tests: read_tests.rs

use super::json::{id, is_true, text};
use super::{Data, prefixed};
use crate::billing::known::{Extract, Reversal};

/// Reads an event about a charge, a refund or a dispute.
pub(super) fn read(about: &str, data: &Data<'_>) -> Vec<Extract> {
    let is_reversed = match (about, data.kind) {
        ("charge", "refunded") => is_true(data.object, "refunded").then_some(true),
        ("charge.dispute", "closed") => {
            (text(data.object, "status") == Some("lost")).then_some(true)
        }
        ("refund", "failed") => Some(false),
        _ => None,
    };
    let payment = id(data.object, "payment_intent").map(prefixed);
    let reversal = payment.zip(is_reversed).map(|(payment, is_reversed)| {
        Extract::Reversal(Reversal { payment, is_reversed, at: data.order.at })
    });
    reversal.into_iter().collect()
}
