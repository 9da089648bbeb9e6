//! What a valid map is warned of as it is read. What laws say is found by asking, in `policy/laws`.

use crate::diagnostics::Problems;
use crate::file::{Billing, File};
use crate::prelude::*;
use hashbrown::HashMap;
use tiergate_policy::catalog::Info;

/// Warns if there is a seat product for a cap that add-ons change, too: both count.
pub(crate) fn changed_seats(file: &File, info: &Info, problems: &mut Problems<'_>) {
    let Some(Billing { products: Some(products), .. }) = &file.billing else { return };
    let mut changing = HashMap::new();
    for add_on in &info.add_ons {
        for (cap, _) in &add_on.caps {
            changing.entry(cap.as_str()).or_insert(&add_on.id);
        }
    }
    for cap in products.entries().filter_map(|(_, product)| product.0.cap.as_ref()) {
        if let Some(add_on) = changing.get(cap.text.as_str()) {
            let message = format!("the add-on `{add_on}` changes the seats of `{cap}`, too");
            problems.warn(&cap.at, message, "give it as seats or through add-ons, not both");
        }
    }
}
