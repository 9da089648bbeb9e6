//! Formats a preview as tables.

use crate::display;
use crate::preview::{Availability, Preview, PreviewCap, PreviewFeature, PreviewTier};
use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;
use std::fmt;

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.name, self.version)?;
        if !self.features.is_empty() {
            let rows = self.features.iter().map(feature);
            table(f, self.header("Feature"), rows)?;
        }
        if !self.caps.is_empty() {
            let mut header = self.header("Cap");
            header.push("Add-ons".to_owned());
            table(f, header, self.caps.iter().map(cap))?;
        }
        Ok(())
    }
}

impl Preview {
    fn header(&self, first: &str) -> Vec<String> {
        let tier = |tier: &PreviewTier| {
            let name = name(&tier.label, &tier.id);
            if tier.offered { name } else { format!("{name}, not offered") }
        };
        std::iter::once(first.to_owned()).chain(self.tiers.iter().map(tier)).collect()
    }
}

fn table(
    f: &mut fmt::Formatter<'_>,
    header: Vec<String>,
    rows: impl Iterator<Item = Vec<String>>,
) -> fmt::Result {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(header).add_rows(rows);
    writeln!(f, "\n{table}")
}

fn feature(feature: &PreviewFeature) -> Vec<String> {
    let cell = |it: &Availability| match it {
        Availability::Always => "always".to_owned(),
        Availability::Included => "yes".to_owned(),
        Availability::AddOns(add_ons) => format!("with {}", add_ons.join(" or ")),
        Availability::NotIncluded => "-".to_owned(),
    };
    let first = name(&feature.label, &feature.id);
    std::iter::once(first).chain(feature.tiers.iter().map(cell)).collect()
}

fn cap(cap: &PreviewCap) -> Vec<String> {
    let mut row = vec![name(&cap.label, &cap.id)];
    row.extend(cap.limits.iter().map(|it| it.map_or("-".to_owned(), display::limit)));
    let changes = cap.add_ons.iter().map(|(id, it)| format!("{id} {}", display::change(*it)));
    row.push(changes.collect::<Vec<_>>().join(", "));
    row
}

/// Returns a label, followed by the id if the two differ.
fn name(label: &str, id: &str) -> String {
    if label == id { id.to_owned() } else { format!("{label} ({id})") }
}
